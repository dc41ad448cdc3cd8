"""A nurse's questions are not a structural engineer's: no job is asked what another is asked.

Of both measures that EVALUATION could mean, the stricter one has to hold: the share of questions
that have a near-duplicate in another job (a share of pairs is smaller by orders of magnitude).
"""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer

from analysis.language.embedding import shared_encoder
from ncs.content import SLOT, shared_jobs
from tests.ncs.test_catalogue import LANGUAGES, questions

NEAR = 0.9  # cosine
ALLOWED = 0.02
Matrix = NDArray[np.float32]


@cache
def _cosines(language: str) -> tuple[NDArray[np.str_], Matrix]:
    """Codes (N,) and cosines (N, N) of every question of every job. 4 s on one core."""
    rows = [(job.code, text[language]) for job in shared_jobs() for _place, text in questions(job)]
    points = shared_encoder().encode([text.replace(SLOT, "") for _code, text in rows])
    return np.array([code for code, _text in rows]), points @ points.T


@pytest.mark.parametrize("language", LANGUAGES)
def test_jobs_do_not_share_their_questions(language: str) -> None:
    codes, cosines = _cosines(language)
    foreign = codes[:, None] != codes[None, :]
    near = (cosines > NEAR) & foreign
    assert len(codes) > 1500
    assert near.any(axis=1).mean() < ALLOWED
    assert near.sum() / foreign.sum() < ALLOWED


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_job_does_not_ask_the_same_in_other_words(language: str) -> None:
    codes, cosines = _cosines(language)
    own = (codes[:, None] == codes[None, :]) & ~np.eye(len(codes), dtype=bool)
    assert int(((cosines > NEAR) & own).sum()) == 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_jobs_do_not_share_a_pattern_with_another_noun_in_it(language: str) -> None:
    """The encoder looks at the nouns (nurse and welder in the same sentence: 0.72), so phrases are
    compared too: cosine over 0.6 of the sets of short phrases, slots included.
    """
    rows = [(job.code, text[language]) for job in shared_jobs() for _place, text in questions(job)]
    codes = np.array([code for code, _text in rows])
    cosines = _phrase_cosines([text for _code, text in rows], language)
    near = (cosines > 0.6) & (codes[:, None] != codes[None, :])
    assert near.any(axis=1).mean() < ALLOWED


def _phrase_cosines(texts: list[str], language: str) -> Matrix:
    """(N, N). English: one to three words; Korean, where words inflect: two to four letters."""
    shape = {"analyzer": "char_wb", "ngram_range": (2, 4)}
    if language == "en":
        shape = {"ngram_range": (1, 3), "token_pattern": r"\w+|[{}]"}
    phrases = TfidfVectorizer(use_idf=False, binary=True, **shape).fit_transform(texts)
    return np.asarray((phrases @ phrases.T).todense(), np.float32)


def test_the_measures_see_slop() -> None:
    nurse = "In your work as a nurse, tell me about a problem that you solved with your team."
    again = "In your work as a nurse, tell me about a problem you solved with the team."
    welder = nurse.replace("nurse", "welder")
    points = shared_encoder().encode([nurse, again])
    assert float(points[0] @ points[1]) > NEAR
    assert _phrase_cosines([nurse, welder], "en")[0, 1] > 0.6
