"""How somebody says that they work, from three sources that are kept apart: their words, a short
optional questionnaire, and what people rated. Never from a face, a voice or a movement.

The paper behind the product derives propensity from biometrics; we do not: the law forbids it in
recruitment (EU AI Act Art. 5(1)(f)) and there is no good evidence that it works. Words are weak
evidence too: somebody who says "carefully" twice may only have been asked about risks. So every
cue is shown with its sentence, a lean is told only where one side was said clearly more often, and
nothing here is a score, a filter or an input of one (docs/comparison.md).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from analysis.language.embedding import SentenceEncoder, shared_encoder
from analysis.questions.growth import span_of
from analysis.questions.passages import passages
from analysis.questions.types import Span, Utterance
from ncs.content import JobContent, Text
from ncs.workstyle import HIGHEST, LOWEST, Side, workstyle

LEAST_CUES = 3  # of both sides of a pair together, before a lean is told
TIMES = 2.0  # as often as the other side
NEAR = 0.4  # cosine from which a sentence may speak of an attitude (docs/models/propensity.md)
MOST_QUOTES = 3
_QUOTED = 160  # characters around a cue
_NOT_BEFORE = {
    "en": re.compile(r"(?:\bnot|n't|\bnever|\bwithout|\bno)\s+(?:\w+\s+){0,2}$"),
    "ko": re.compile(r"(?:^|\s)(?:안|못)\s*$"),
}
_NOT_AFTER = {"en": re.compile(r"(?!)"), "ko": re.compile(r"[가-힣]{0,4}(?:지|진|지는) (?:않|못)")}


@dataclass(frozen=True, slots=True)
class Cue:
    """Words of one side of a pair; ``sentence``: what they stand in."""

    side: str
    span: Span
    sentence: Span


@dataclass(frozen=True, slots=True)
class AxisWords:
    """``counts``: side id → cues. ``lean``: the side that was said clearly more often, or ""."""

    axis: str
    counts: Mapping[str, int]
    lean: str
    cues: tuple[Cue, ...]


@dataclass(frozen=True, slots=True)
class AxisAnswers:
    """From the questionnaire: both answers, 1..5, and the side agreed with more, or ""."""

    axis: str
    answers: Mapping[str, int]
    lean: str


@dataclass(frozen=True, slots=True)
class Attitude:
    """A line of the job's attitudes, the way of working nearest to it, and what was said near it.

    ``side`` "" : none is near. ``near``: cosine of ``said``, None where nothing was.
    """

    text: Text
    side: str
    said: Span | None
    near: float | None


@dataclass(frozen=True, slots=True)
class Propensity:
    """``answers`` None: no questionnaire was filled in. ``words_total``: letters looked at."""

    words: tuple[AxisWords, ...]
    letters: int
    answers: tuple[AxisAnswers, ...] | None = None
    attitudes: tuple[Attitude, ...] = field(default=())


def propensity(
    answers: Sequence[Utterance],
    content: JobContent,
    language: str,
    *,
    questionnaire: Mapping[str, int] | None = None,
    encoder: SentenceEncoder | None = None,
) -> Propensity:
    """``answers`` in order, a span's turn is its index. ``questionnaire``: side id → 1..5."""
    cues = [cue for turn, answer in enumerate(answers) for cue in _cues(turn, answer, language)]
    return Propensity(
        tuple(_axis_words(axis.id, [s.id for s in axis.sides], cues) for axis in workstyle().axes),
        sum(len(answer.text) for answer in answers),
        answered(questionnaire) if questionnaire else None,
        _attitudes(answers, content, language, encoder or shared_encoder()),
    )


def answered(questionnaire: Mapping[str, int]) -> tuple[AxisAnswers, ...]:
    """Pairs of which both lines were answered. Agreeing with both, or neither, leans nowhere."""
    found = []
    for axis in workstyle().axes:
        values = {s.id: questionnaire[s.id] for s in axis.sides if s.id in questionnaire}
        if len(values) == 2 and all(LOWEST <= v <= HIGHEST for v in values.values()):
            (one, a), (other, b) = values.items()
            lean = "" if abs(a - b) < 2 else (one if a > b else other)
            found.append(AxisAnswers(axis.id, values, lean))
    return tuple(found)


@cache
def _pattern(side_id: str, language: str) -> re.Pattern[str]:
    return re.compile("|".join(_side(side_id).cues[language]))


def _side(side_id: str) -> Side:
    return next(side for side in workstyle().items if side.id == side_id)


def _cues(turn: int, answer: Utterance, language: str) -> list[Cue]:
    """Cues of both sides; one that is denied ("not alone", "신중하지 않") counts for neither."""
    lower = answer.text.lower()
    if len(lower) != len(answer.text):  # letters that grow in lower case would move every span
        lower = answer.text
    found = []
    for side in workstyle().items:
        for match in _pattern(side.id, language).finditer(lower):
            denied = _NOT_BEFORE[language].search(lower[max(0, match.start() - 40) : match.start()])
            if denied or _NOT_AFTER[language].match(lower, match.end()):
                continue
            span = span_of(turn, answer, match.start(), match.end())
            found.append(Cue(side.id, span, _sentence(turn, answer, match.start(), match.end())))
    return sorted(found, key=lambda cue: cue.span.start)


def _sentence(turn: int, answer: Utterance, start: int, end: int) -> Span:
    for piece in passages(answer.text):
        if piece.start <= start and end <= piece.end:
            return span_of(turn, answer, piece.start, piece.end)
    first, last = max(0, start - _QUOTED // 2), min(len(answer.text), end + _QUOTED // 2)
    return span_of(turn, answer, first, last)


def _axis_words(axis: str, sides: Sequence[str], cues: Sequence[Cue]) -> AxisWords:
    own = {side: [cue for cue in cues if cue.side == side] for side in sides}
    counts = {side: len(each) for side, each in own.items()}
    more, less = sorted(sides, key=lambda side: -counts[side])
    clear = sum(counts.values()) >= LEAST_CUES and counts[more] >= TIMES * counts[less]
    quoted = tuple(cue for side in sides for cue in own[side][:MOST_QUOTES])
    return AxisWords(axis, counts, more if clear else "", quoted)


def _attitudes(
    answers: Sequence[Utterance], content: JobContent, language: str, encoder: SentenceEncoder
) -> tuple[Attitude, ...]:
    wanted = content.description["attitudes"]
    pieces = [(n, p) for n, answer in enumerate(answers) for p in passages(answer.text)]
    sides = workstyle().items
    lines = encoder.encode([line[language] for line in wanted])
    of_sides = lines @ encoder.encode([side.about[language] for side in sides]).T
    of_words = lines @ encoder.encode([piece.text for _, piece in pieces]).T
    found = []
    for i, line in enumerate(wanted):
        side = int(of_sides[i].argmax())
        nearest = sides[side].id if of_sides[i, side] >= NEAR else ""
        best = int(of_words[i].argmax()) if pieces else 0
        said, near = None, None
        if pieces and of_words[i, best] >= NEAR:
            turn, piece = pieces[best]
            said = span_of(turn, answers[turn], piece.start, piece.end)
            near = round(float(of_words[i, best]), 3)
        found.append(Attitude(line, nearest, said, near))
    return tuple(found)
