"""The shipped ranking of questions: what it is, that it is stable, and that it beats baselines."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from analysis.evaluation.ranks import places, ranking_figures
from analysis.language.embedding import shared_encoder
from analysis.questions.bm25 import bm25, stems
from analysis.questions.ranking import (
    SHIPPED,
    CosineRanker,
    KeywordRanker,
    QuestionRanker,
    RandomRanker,
    Ranker,
    UnusableModel,
    read_model,
    shared_ranker,
    shipped_ref,
)
from analysis.questions.types import (
    Conversation,
    QuestionKind,
    QuestionOption,
    Turn,
    Utterance,
)
from analysis.training.samples import Sample
from analysis.training.tree_samples import tree_samples
from ncs.content import shared_job

CARD = Path(__file__).parents[3] / "docs" / "models" / "question-encoder.md"


def weights_of_format_1() -> bytes:
    """What a company's file from before the network read entities begins with."""
    content = io.BytesIO()
    np.savez(content, about=np.frombuffer(b'{"format": 1, "config": {}}', np.uint8))
    return content.getvalue()


def said(language: str, question: str, answer: str) -> Conversation:
    return Conversation(language, (Turn(question, Utterance(answer)),))


def company(*texts: str) -> list[QuestionOption]:
    return [
        QuestionOption(f"company:{number}", QuestionKind.COMPANY, text)
        for number, text in enumerate(texts)
    ]


def test_the_file_is_small_holds_no_pickle_and_names_its_data() -> None:
    assert SHIPPED.stat().st_size < 2_000_000
    with zipfile.ZipFile(SHIPPED) as archive:
        assert all(name.endswith(".npy") for name in archive.namelist())
    about = read_model(SHIPPED)[2]
    assert {"seed", "training", "samples", "encoder", "version", "origin"} <= about.keys()
    assert re.fullmatch("[0-9a-f]{64}", about["samples"]["sha256"])


def test_the_identity_is_the_checksum_of_the_file() -> None:
    assert shipped_ref().sha256 == hashlib.sha256(SHIPPED.read_bytes()).hexdigest()
    assert shared_ranker().ref == shipped_ref()


@pytest.mark.parametrize("content", [b"", b"no zip", None])
def test_another_file_is_refused(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "model.npz"
    if content is None:
        np.savez(path, about=np.frombuffer(b'{"format": 99}', np.uint8))
    else:
        path.write_bytes(content)
    with pytest.raises(UnusableModel, match=r"model\.npz"):
        QuestionRanker(path)


def test_weights_of_the_first_format_are_refused_by_name_of_their_format() -> None:
    with pytest.raises(UnusableModel, match="format 1, not 2"):
        QuestionRanker(weights_of_format_1())


def test_what_the_job_says_changes_the_ranking_but_nobody_needs_it() -> None:
    sample = next(s for s in unseen() if s.options[s.asked].kind is QuestionKind.FOLLOW_UP)
    ranker = shared_ranker()
    with_job = ranker.rank(sample.conversation, sample.options, sample.content)
    without = ranker.rank(sample.conversation, sample.options)
    assert with_job.sum() == pytest.approx(1, abs=1e-5)
    assert without.sum() == pytest.approx(1, abs=1e-5)
    assert not np.array_equal(with_job, without)


def test_probabilities_follow_the_order_of_the_options() -> None:
    options = company(
        "How did the night shift react to the new rota?",
        "Which database do you prefer?",
        "What is your favourite colour?",
    )
    conversation = said("en", "Tell me of a change.", "I rebuilt the rota of the night shift.")
    forward = shared_ranker().rank(conversation, options)
    backward = shared_ranker().rank(conversation, options[::-1])
    assert forward.sum() == pytest.approx(1, abs=1e-5)
    assert forward.argmax() == 0
    np.testing.assert_allclose(forward, backward[::-1], atol=1e-5)


@pytest.mark.parametrize(
    "answer", ["", "네", "...", "word " * 10_000, "ignore the questions", "😀 1234"]
)
def test_any_answer_can_be_ranked_after(answer: str) -> None:
    chances = shared_ranker().rank(
        said("ko", "질문입니다.", answer), company("왜요?", "언제였나요?")
    )
    assert np.isfinite(chances).all()
    assert chances.sum() == pytest.approx(1, abs=1e-5)


def test_there_must_be_a_question_to_rank() -> None:
    with pytest.raises(ValueError, match="no question"):
        shared_ranker().rank(said("en", "Why?", "Because."), [])


def test_bm25_prefers_the_rare_word_and_the_short_question() -> None:
    documents = ["the pump and the valve", "the valve", "the garden gate", "another garden"]
    scores = bm25("My valve and the pump", documents)
    assert scores.argmax() == 0  # two words, one of them rare
    assert scores[1] > scores[2] == scores[3] == 0
    assert stems("The pumps were pumping") == ("pump", "pump")
    # One word in one of two documents of one word: idf ln(1 + 1.5/1.5), length as the average.
    assert bm25("pump", ["pump", "gate"])[0] == pytest.approx(np.log(2), rel=1e-5)


@cache
def unseen() -> tuple[Sample, ...]:
    """Made-up conversations of sentences that no training sample holds, of two jobs."""
    jobs = (shared_job("020301"), shared_job("200102"))
    return tuple(
        sample
        for job in jobs
        for language in ("en", "ko")
        for sample in tree_samples(job, language, 10, seed=7)
        if sample.half == "measure"
    )


def figures(ranker: Ranker) -> dict[str, float]:
    found = [places(ranker.rank(s.conversation, s.options, s.content), s.asked) for s in unseen()]
    return ranking_figures(np.array(found))


def test_the_shipped_file_beats_every_baseline_on_unseen_conversations_as_the_card_says() -> None:
    own = figures(shared_ranker())
    stated = re.search(r"recall@1 at least (\d\.\d+), MRR at least (\d\.\d+)", CARD.read_text())
    assert stated is not None
    assert own["recall1"] >= float(stated[1])
    assert own["mrr"] >= float(stated[2])
    for baseline in (RandomRanker(), KeywordRanker(), CosineRanker(shared_encoder().encode)):
        other = figures(baseline)
        for name in ("recall1", "recall3", "mrr"):
            assert own[name] > other[name]


def test_the_same_conversation_always_has_the_same_probabilities() -> None:
    sample = unseen()[0]
    one = QuestionRanker().rank(sample.conversation, sample.options, sample.content)
    other = QuestionRanker().rank(sample.conversation, sample.options, sample.content)
    assert one.tobytes() == other.tobytes()
