"""Which of the catalogue's jobs a text speaks of, best first, with the sentences that say so.

Help for a person, never a filter: a text can only show what somebody wrote or said, and the order
is right about two times in three (docs/models/suitability.md). Words only.

Each passage is given to the jobs by ``JobSpace.likely``; a job's share is the mean over passages,
so that a loud line cannot outweigh a page, and lines about no job count for none. The share is then
moved by how near the text as a whole is to the job's name, and by how many of the job's keywords
it says. Weights and method were chosen on one half of the data of the model card.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analysis.language.keywords import keyword_index
from analysis.questions.job_space import JobLine, JobSpace, shared_space
from analysis.questions.passages import Passage, passages
from analysis.types import Floats
from ncs.content import shared_job

MOST_REASONS = 4
_BOTH = ("ko", "en")
BY_NAME, BY_KEYWORDS = 0.4, 0.3
_CHUNK = 1200  # characters that are compared with a job's name as one text
_MOST_CHUNKS = 12
LEAST_LIKELY = 0.08  # below, a passage is no reason for a job
MOST_KEYWORDS = 8


@dataclass(frozen=True, slots=True)
class Reason:
    """``quote`` speaks of ``line``, a line of the job; ``likely``: how likely it is of this job."""

    quote: Passage
    line: JobLine
    likely: float


@dataclass(frozen=True, slots=True)
class Keyword:
    """A keyword of the job that was said; ``id`` as in the job's content."""

    id: str
    quote: Passage


@dataclass(frozen=True, slots=True)
class Fit:
    """``score``: share of the text that speaks of the job, 0..1; all jobs' scores and the share
    about no job add up to 1."""

    code: str
    score: float
    reasons: tuple[Reason, ...] = ()
    keywords: tuple[Keyword, ...] = ()


@dataclass(frozen=True, slots=True)
class Suitability:
    """``fits``: every job, best first; reasons for the first ``explained``. ``unrelated``: share of
    the text about no job. ``passages``: how many it rests on; none: nothing could be said."""

    fits: tuple[Fit, ...]
    unrelated: float
    passages: int


def suitability(text: str, *, space: JobSpace | None = None, explained: int = 3) -> Suitability:
    """Fits of ``text``, Korean or English. A text without words fits nothing: no fits."""
    space = space or shared_space()
    found = passages(text)
    if not found:
        return Suitability((), 1.0, 0)
    points = space.encode([passage.text for passage in found])
    likely = space.likely(points)
    unrelated = float(likely[:, -1].mean())
    keywords = [_keywords(code, text) for code in space.codes]
    scores = _scores(likely[:, :-1].mean(axis=0), _near_names(space, found), keywords)
    fits = []
    for rank, n in enumerate(np.argsort(-scores, kind="stable").tolist()):
        reasons = _reasons(space, n, found, points, likely) if rank < explained else ()
        said = keywords[n][:MOST_KEYWORDS] if rank < explained else ()
        fits.append(Fit(space.codes[n], float(scores[n]) * (1 - unrelated), reasons, said))
    return Suitability(tuple(fits), unrelated, len(found))


def _scores(shares: Floats, near: Floats, keywords: Sequence[tuple[Keyword, ...]]) -> Floats:
    """(jobs,) that add up to 1."""
    said = np.log1p([len(each) for each in keywords])
    scores = np.log(shares + 1e-6) + BY_NAME * _standard(near) + BY_KEYWORDS * said
    scores = np.exp(scores - scores.max())
    return np.asarray(scores / scores.sum(), np.float32)


def _near_names(space: JobSpace, found: Sequence[Passage]) -> Floats:
    """(jobs,) mean cosine of the text, some lines at a time, with each job's name."""
    chunks = [""]
    for passage in found:
        if len(chunks[-1]) + len(passage.text) > _CHUNK:
            chunks.append("")
        chunks[-1] += passage.text + "\n"
    step = -(-len(chunks) // _MOST_CHUNKS)
    return np.asarray((space.encode(chunks[::step]) @ space.names.T).mean(axis=0), np.float32)


def _reasons(
    space: JobSpace, n: int, found: Sequence[Passage], points: Floats, likely: Floats
) -> tuple[Reason, ...]:
    """The passages that speak most of job ``n``, each with the line of the job nearest to it."""
    lines = space.lines[space.codes[n]]
    cosines = np.maximum(
        *(points @ space.encode([line.text[language] for line in lines]).T for language in _BOTH)
    )
    reasons: list[Reason] = []
    for i in np.argsort(-likely[:, n], kind="stable").tolist():
        if likely[i, n] < LEAST_LIKELY or len(reasons) == MOST_REASONS:
            break
        line = lines[int(cosines[i].argmax())]
        reasons.append(Reason(found[i], line, round(float(likely[i, n]), 3)))
    return tuple(reasons)


def _keywords(code: str, text: str) -> tuple[Keyword, ...]:
    first: dict[str, Keyword] = {}
    for match in keyword_index(shared_job(code)).find(text):
        quote = Passage(match.start, match.end, text[match.start : match.end])
        for keyword in match.ids:
            first.setdefault(keyword, Keyword(keyword, quote))
    return tuple(first.values())


# --- any other list of names ---------------------------------------------------------------------

LABEL_TEMPERATURE = 0.06
_PARTS = re.compile(r",|\band\b|&|/|;|-|\bor\b")
#: Weights of the three views of a label: its words' nearness, by way of our jobs, said literally.
_BY_JOBS, _BY_WORDS = 0.5, 0.5


def label_scores(text: str, labels: Sequence[str], *, space: JobSpace | None = None) -> Floats:
    """(labels,) how well each name of a job or trade fits the text; higher is better.

    Without examples of a label only its words are known, so this is weaker than ``suitability``.
    """
    space = space or shared_space()
    found = passages(text)
    if not found:
        return np.zeros(len(labels), np.float32)
    named = np.stack([space.encode(_parts(label)).mean(axis=0) for label in labels])
    named /= np.maximum(np.linalg.norm(named, axis=1, keepdims=True), 1e-9)
    points = space.encode([passage.text for passage in found])
    likely = space.likely(points)
    weight = 1 - likely[:, -1:]
    near = np.exp((points @ named.T - 1) / LABEL_TEMPERATURE)
    near /= near.sum(axis=1, keepdims=True)
    direct = (weight * near).sum(axis=0) / weight.sum()
    bridge = np.exp(2 * _standard(named @ space.names.T, axis=0))
    by_jobs = (bridge / bridge.sum(axis=0)) @ likely[:, :-1].mean(axis=0)
    said = np.array([_said(label, found) for label in labels], np.float32)
    total = _standard(direct) + _BY_JOBS * _standard(by_jobs) + _BY_WORDS * _standard(said)
    return np.asarray(total, np.float32)


def _parts(label: str) -> list[str]:
    parts = [part.strip() for part in _PARTS.split(label) if part.strip()]
    return list(dict.fromkeys([label, *parts]))


def _said(label: str, found: Sequence[Passage]) -> float:
    """Logarithm of how many passages say one of the label's parts, singular or plural."""
    stems = [re.escape(part.lower().removesuffix("s")) for part in _parts(label)]
    pattern = re.compile(rf"\b(?:{'|'.join(stems)})s?\b" if label.isascii() else "|".join(stems))
    return float(np.log1p(sum(bool(pattern.search(each.text.lower())) for each in found)))


def _standard(values: Floats, axis: int | None = None) -> Floats:
    spread = values.std(axis=axis, keepdims=axis is not None) + 1e-9
    mean = values.mean(axis=axis, keepdims=axis is not None)
    return np.asarray((values - mean) / spread, np.float32)
