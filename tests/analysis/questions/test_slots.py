"""A word in a question, grammatical in both languages."""

from __future__ import annotations

import pytest

from analysis.questions.slots import Ending, ending, fill
from ncs.content import SLOT, shared_jobs

OBJECT = f"{SLOT}을(를)"
MEANS = f"{SLOT}(으)로"


@pytest.mark.parametrize(
    ("word", "object_form", "means_form"),
    [
        ("카프카", "카프카를", "카프카로"),
        ("멱등성", "멱등성을", "멱등성으로"),
        ("파일", "파일을", "파일로"),
        ("Kafka", "Kafka를", "Kafka로"),
        ("Slack", "Slack을", "Slack으로"),
        ("Kotlin", "Kotlin을", "Kotlin으로"),
        ("Excel", "Excel을", "Excel로"),
        ("Oracle", "Oracle을", "Oracle로"),
        ("React", "React를", "React로"),
        ("GitHub", "GitHub를", "GitHub로"),
        ("SQL", "SQL을", "SQL로"),
        ("ERP", "ERP를", "ERP로"),
        ("PM", "PM을", "PM으로"),
        ("CI/CD", "CI/CD를", "CI/CD로"),
        ("4M", "4M을", "4M으로"),
        ("ISO 9001", "ISO 9001을", "ISO 9001로"),
        ("IATF 16949", "IATF 16949를", "IATF 16949로"),
        ("스웨거(Swagger)", "스웨거(Swagger)를", "스웨거(Swagger)로"),
    ],
)
def test_particles_follow_the_sound_of_the_word(
    word: str, object_form: str, means_form: str
) -> None:
    assert fill(OBJECT, word) == object_form
    assert fill(MEANS, word) == means_form


@pytest.mark.parametrize(
    ("pair", "after_consonant", "after_vowel"),
    [
        ("이(가)", "검증이", "배포가"),
        ("은(는)", "검증은", "배포는"),
        ("와(과)", "검증과", "배포와"),
        ("(이)라", "검증이라", "배포라"),
        ("(이)나", "검증이나", "배포나"),
    ],
)
def test_every_pair_of_particles_is_known(
    pair: str, after_consonant: str, after_vowel: str
) -> None:
    assert fill(f"{SLOT}{pair}", "검증") == after_consonant
    assert fill(f"{SLOT}{pair}", "배포") == after_vowel


def test_a_slot_without_a_particle_takes_the_word_as_it_is() -> None:
    assert fill("You mentioned {term}: why?", "Redis") == "You mentioned Redis: why?"


def test_an_empty_word_breaks_nothing() -> None:
    assert ending("") is Ending.VOWEL
    assert fill(OBJECT, "") == "를"


def test_no_question_of_the_catalogue_keeps_a_brace_or_a_pair_once_filled() -> None:
    left = [
        text
        for job in shared_jobs()
        for node in job.nodes.values()
        for question in node.questions
        if question.slotted
        for keyword in node.keywords
        for language in ("ko", "en")
        for term in job.keywords[keyword].terms(language)[:1]
        if any(
            mark in (text := fill(question.text[language], term))
            for mark in ("{", "}", ")을", "(를", "(가", "(는", "(으", "(이)")
        )
    ]
    assert left == []
