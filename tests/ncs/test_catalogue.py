"""Every job of the catalogue has content that an interviewer can work with, in two languages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

import pytest

from analysis.questions.slots import fill
from ncs.content import (
    SLOT,
    TREE_LEVELS,
    JobContent,
    Text,
    UnusableJob,
    content_codes,
    job_document,
    parse_job,
    shared_job,
)
from ncs.general import general_questions
from ncs.groups import catalogue
from ncs.protected import protected_topic

CODES = tuple(job.code for group in catalogue() for job in group.jobs)
LANGUAGES = ("ko", "en")
HANGUL = re.compile("[가-힣]")
PAIR = re.compile(r"[은는이가을를와과]\([은는이가을를와과]\)|\((?:으|이)\)[가-힣]")
# After the slot a particle comes as a pair, or it would be wrong for half of the words.
LONE_PARTICLE = re.compile(re.escape(SLOT) + r"(?:[은는이가을를와과](?![(가-힣])|으로|로(?=\s))")
LANGUAGE_WORDS = re.compile(r"\{|\}|\(\)")


def normal(term: str) -> str:
    """What a search does not see: case, spaces, hyphens, dots."""
    return re.sub(r"[\s\-·./]", "", term).casefold()


def questions(job: JobContent) -> Iterator[tuple[str, Text]]:
    for competency in job.competencies:
        for n, opening in enumerate(competency.openings):
            yield f"opening:{competency.id}/{n}", opening
    for node in job.nodes.values():
        for n, question in enumerate(node.questions):
            yield f"node:{node.id}/{n}", question.text


def texts(job: JobContent) -> Iterator[Text]:
    """Everything that a person reads, questions aside."""
    yield job.summary
    for lines in job.description.values():
        yield from lines
    for competency in job.competencies:
        yield competency.name
        yield competency.about
    for tree in job.trees:
        yield tree.name
        yield from (node.term for node in tree.walk())


def test_there_are_14_groups_and_34_jobs_and_each_has_content() -> None:
    assert len(catalogue()) == 14
    assert len(CODES) == 34
    assert content_codes() == tuple(sorted(CODES))


@pytest.mark.parametrize("code", CODES)
def test_a_job_has_what_was_asked_for(code: str) -> None:
    job = shared_job(code)
    assert job.code == code
    assert set(job.description) == {"duties", "knowledge", "skills", "attitudes"}
    assert len(job.competencies) >= 6
    assert len(job.trees) >= 3
    assert all(tree.levels >= TREE_LEVELS for tree in job.trees)
    for competency in job.competencies:
        assert len(competency.keywords) >= 10, competency.id
        assert len(competency.openings) >= 2, competency.id
    for node in job.nodes.values():
        assert node.questions, node.id


@pytest.mark.parametrize("code", CODES)
def test_a_keyword_has_a_synonym_in_both_languages_and_grows_a_node(code: str) -> None:
    job = shared_job(code)
    grown = {keyword for node in job.nodes.values() for keyword in node.keywords}
    assert set(job.keywords) - grown == set()
    for keyword in job.keywords.values():
        for language in LANGUAGES:
            terms = keyword.terms(language)
            assert len({normal(term) for term in terms}) >= 2, f"{keyword.id}: {terms}"
        assert not any(HANGUL.search(term) for term in keyword.en), keyword.id


@pytest.mark.parametrize("code", CODES)
def test_a_term_means_one_keyword_only(code: str) -> None:
    job = shared_job(code)
    for language in LANGUAGES:
        owners: dict[str, set[str]] = {}
        for keyword in job.keywords.values():
            for term in keyword.terms(language):
                owners.setdefault(normal(term), set()).add(keyword.id)
        assert {term: ids for term, ids in owners.items() if len(ids) > 1} == {}


@pytest.mark.parametrize("code", CODES)
def test_the_follow_ups_of_a_job_ask_for_every_part_of_a_story(code: str) -> None:
    asked = Counter(q.asks for node in shared_job(code).nodes.values() for q in node.questions)
    assert len(asked) >= 7, asked
    assert max(asked.values()) <= 0.4 * asked.total(), asked


@pytest.mark.parametrize("code", CODES)
def test_korean_is_korean_and_english_is_english(code: str) -> None:
    job = shared_job(code)
    for place, text in [*questions(job), *(("", text) for text in texts(job))]:
        assert HANGUL.search(text.ko), f"{place}: {text.ko}"
        assert not HANGUL.search(text.en), f"{place}: {text.en}"


@pytest.mark.parametrize("code", CODES)
def test_no_question_is_asked_twice_and_none_is_forbidden(code: str) -> None:
    job = shared_job(code)
    for language in LANGUAGES:
        written = [text[language] for _place, text in questions(job)]
        assert len({normal(text) for text in written}) == len(written)
        assert [text for text in written if protected_topic(text)] == []


@pytest.mark.parametrize("code", CODES)
def test_a_slot_reads_well_with_every_word_that_can_fill_it(code: str) -> None:
    job = shared_job(code)
    for node in job.nodes.values():
        for question in node.questions:
            _check_template(question.text)
            for keyword in (job.keywords[each] for each in node.keywords):
                for language in LANGUAGES:
                    for term in keyword.terms(language):
                        filled = fill(question.text[language], term)
                        assert not LANGUAGE_WORDS.search(filled), filled
                        assert not PAIR.search(filled), filled
                        if question.slotted:
                            assert term in filled


def _check_template(text: Text) -> None:
    """Pairs stand right after the slot; no article before it, which would fit half of the words;
    no lead-in that leaves a noun hanging ("Regarding office lease, ...").
    """
    assert text.ko.count(SLOT) <= 1
    assert text.en.count(SLOT) <= 1
    assert not LONE_PARTICLE.search(text.ko), text.ko
    for pair in PAIR.finditer(text.ko):
        assert text.ko[: pair.start()].endswith(SLOT), text.ko
    assert not re.search(r"\ban? \{term\}", text.en), text.en
    assert not re.match(r"(Regarding|On|As regards|In relation to) \{term\}[,:]", text.en), text.en


def test_the_general_questions_are_few_and_harmless() -> None:
    general = general_questions()
    every = [q for group in (general.story, general.clarification) for qs in group.values()  # type: ignore[attr-defined]
             for q in qs]  # fmt: skip
    assert len(every) <= 30
    assert len({question.id for question in every}) == len(every)
    for question in every:
        _check_template(question.text)
        assert not protected_topic(question.text.ko)
        assert not protected_topic(question.text.en)


def test_what_is_wrong_with_a_document_is_said_all_at_once() -> None:
    document = dict(job_document("200102"))
    del document["summary"]
    document["competencies"] = document["competencies"][:3]
    with pytest.raises(UnusableJob) as refused:
        parse_job(document)
    assert len(refused.value.problems) == 2


def test_the_same_content_has_the_same_version_however_it_is_laid_out() -> None:
    document = job_document("200102")
    turned = dict(reversed(list(document.items())))
    assert parse_job(turned).version == parse_job(document).version == shared_job("200102").version
