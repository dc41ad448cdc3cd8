"""Training samples: what is made up is honest, what is read is checked."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from analysis.evaluation.ranks import places
from analysis.language.embedding import shared_encoder
from analysis.questions.ranking import KeywordRanker
from analysis.training.human_samples import Moment, interview_samples, read_turns
from analysis.training.patterns import AGAIN, FILLER, FOCUS, PARTS, PASSING, TURNING
from analysis.training.samples import Sample, UnusableSamples, read_samples, write_samples
from analysis.training.tree_samples import tree_samples
from ncs.content import shared_job


@pytest.fixture(scope="module")
def made() -> list[Sample]:
    job = shared_job("020101")
    return [s for language in ("en", "ko") for s in tree_samples(job, language, 20)]


def test_the_same_seed_makes_the_same_samples(made: list[Sample]) -> None:
    job = shared_job("020101")
    assert list(tree_samples(job, "en", 20)) == [s for s in made if s.language == "en"]
    assert list(tree_samples(job, "en", 20, seed=1)) != [s for s in made if s.language == "en"]


def test_the_right_question_was_never_asked_and_is_offered_once(made: list[Sample]) -> None:
    for sample in made:
        ids = [option.id for option in sample.options]
        asked = {turn.question_id for turn in sample.conversation.turns}
        assert len(set(ids)) == len(ids) > 5
        assert not asked.intersection(ids)


def test_all_three_kinds_of_next_question_occur_in_both_languages(made: list[Sample]) -> None:
    kinds = {(s.language, str(s.options[s.asked].kind)) for s in made}
    assert kinds == {
        (language, kind)
        for language in ("en", "ko")
        for kind in ("follow_up", "general", "opening")
    }


def test_sentences_to_measure_with_are_never_trained_on() -> None:
    for group in (FOCUS, AGAIN, PASSING, TURNING, FILLER):
        for trained, measured in group.values():
            assert not set(trained) & set(measured)
    for parts in PARTS.values():
        for trained, measured in parts.values():
            assert not set(trained) & set(measured)


def test_overlapping_words_do_not_give_the_right_question_away(made: list[Sample]) -> None:
    ranker = KeywordRanker()
    found = [places(ranker.rank(s.conversation, s.options), s.asked) for s in made]
    assert np.mean(np.array(found) < 1) < 0.25


def test_a_file_of_samples_reads_as_it_was_written(tmp_path: Path, made: list[Sample]) -> None:
    write_samples(tmp_path / "s.jsonl", made)
    assert read_samples(tmp_path / "s.jsonl") == made


def test_a_file_from_before_jobs_were_named_can_still_be_read(
    tmp_path: Path, made: list[Sample]
) -> None:
    write_samples(tmp_path / "s.jsonl", made[:1])
    document = json.loads((tmp_path / "s.jsonl").read_text())
    assert document.pop("job") == "020101"
    (tmp_path / "s.jsonl").write_text(json.dumps(document))
    (old,) = read_samples(tmp_path / "s.jsonl")
    assert old == replace(made[0], job="")
    assert old.content is None
    assert made[0].content == shared_job("020101")
    assert replace(made[0], job="999999").content is None  # a job of a later catalogue


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"asked": "node:nowhere/0"}, "there is no option"),
        ({"language": "fr"}, "ko or en"),
        ({"turns": []}, "at least one"),
        ({"options": []}, "at least two"),
        ({"source": "guess"}, "one of tree"),
        ({"turns": None}, "line 2"),
    ],
)
def test_a_wrong_line_is_named(
    tmp_path: Path, made: list[Sample], change: dict[str, object], complaint: str
) -> None:
    path = tmp_path / "s.jsonl"
    write_samples(path, made[:2])
    first, second = path.read_text().splitlines()
    path.write_text(first + "\n" + json.dumps({**json.loads(second), **change}) + "\n")
    with pytest.raises(UnusableSamples, match=complaint) as raised:
        read_samples(path)
    assert "line 2" in str(raised.value)


def test_turns_of_a_transcript_are_paired() -> None:
    text = (
        "Interviewer: Why?\nInterviewee: Because.\nIt rained.\nInterviewer: And?\nInterviewee: So."
    )
    assert read_turns(text) == (("Why?", "Because. It rained."), ("And?", "So."))
    assert read_turns("Error parsing input") == ()


def test_a_paraphrase_of_the_right_question_is_no_wrong_option() -> None:
    questions = (
        "How do you find out whether a clinic takes your insurance?",
        "How do you find out if a clinic takes your insurance?",
        "Do you prefer mountains or flat trails?",
        "What do you cook at home?",
    )
    moments = [
        Moment(
            number, "clinics", (("Go on.", f"An answer about thing {number} {text[-9:]}"),), text
        )
        for number, text in enumerate(questions)
    ]
    first, *_ = interview_samples(moments, shared_encoder().encode)
    assert [option.text for option in first.options] == [questions[0], questions[2], questions[3]]
    assert first.asked == 0
