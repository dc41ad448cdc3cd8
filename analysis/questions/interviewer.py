"""The interviewer's mind: from the conversation so far to the next question, and why.

``suggest`` is what the recorded interview asks with and what the live room shows. It never repeats
a question, asks for clarification at most once in a row, and stops when nothing is left to ask.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from analysis.language.embedding import SentenceEncoder, shared_encoder
from analysis.questions import named
from analysis.questions.answers import answer_state
from analysis.questions.growth import grow
from analysis.questions.options import Proposal, clarifications, is_clarification, proposals
from analysis.questions.ranking import QuestionRanker, shared_ranker
from analysis.questions.reasons import reason_for
from analysis.questions.subject import prepare
from analysis.questions.types import (
    AnswerState,
    Conversation,
    Growth,
    QuestionKind,
    QuestionOption,
    RankedQuestion,
    Span,
)
from analysis.types import ModelRef
from ncs.content import JobContent

#: A follow-up needs at least this long to be asked and answered.
SHORTEST_S = 30.0
#: So many first questions for other competencies stand beside what follows from the answer; more
#: only where too little does. After a long story the model would move on with all of them.
MOST_OPENINGS = 2


class Stop(StrEnum):
    """Why nothing is asked."""

    NO_ANSWER = "no_answer"  # there is no turn yet
    BUDGET = "budget"  # as many follow-ups as the position allows
    DEPTH = "depth"  # as many in a row as the position allows
    TIME = "time"
    CLARIFIED = "clarified"  # it was asked once what was meant; once is enough
    COVERED = "covered"  # every competency was talked about and nothing is left to ask
    NOTHING = "nothing"  # no question fits


@dataclass(frozen=True, slots=True)
class Limits:
    """What may still be asked. ``seconds``: of the interview, None without a limit."""

    follow_ups: int = 1
    depth: int = 1
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Suggestions:
    """``ranked``: best first; empty when ``stopped`` says why nothing is asked."""

    state: AnswerState
    ranked: tuple[RankedQuestion, ...]
    stopped: Stop | None
    growth: Growth
    model: ModelRef


class Interviewer:
    """Holds the models; one per process (``shared_interviewer``)."""

    def __init__(
        self, ranker: QuestionRanker | None = None, encoder: SentenceEncoder | None = None
    ) -> None:
        self.ranker = ranker or shared_ranker()
        self.encoder = encoder or shared_encoder()

    def prepare(self) -> None:
        """Loads what would otherwise be loaded while somebody waits (about 7 s, once)."""
        prepare(self.encoder)
        named.prepare()

    def suggest(
        self,
        conversation: Conversation,
        content: JobContent,
        *,
        limits: Limits | None = None,
        company: Sequence[QuestionOption] = (),
        with_openings: bool = False,
        heard: str = "",
        most: int = 5,
    ) -> Suggestions:
        """What to ask after the last answer, best first, at most ``most``.

        ``heard``: the language that the recogniser is sure to have heard in it, or "".
        ``with_openings``: also first questions for competencies not yet talked about (the live
        room); the recorded interview has its own list for those.
        """
        growth = grow(conversation, content)
        limits = limits or Limits()
        state = AnswerState.EMPTY
        if conversation.turns:
            last = conversation.turns[-1]
            state = answer_state(last, conversation.language, self.encoder, content, heard=heard)
        stopped = self._exhausted(conversation, limits)
        options: list[Proposal] = []
        if stopped is None:
            options, stopped = self._options(
                conversation, content, growth, state, company, with_openings
            )
        ranked = self._ranked(conversation, content, options, state, most)
        return Suggestions(state, ranked, stopped, growth, self.ranker.ref)

    @staticmethod
    def _exhausted(conversation: Conversation, limits: Limits) -> Stop | None:
        if not conversation.turns:
            return Stop.NO_ANSWER
        if limits.follow_ups <= 0:
            return Stop.BUDGET
        if limits.depth <= 0:
            return Stop.DEPTH
        if limits.seconds is not None and limits.seconds < SHORTEST_S:
            return Stop.TIME
        return None

    def _options(
        self,
        conversation: Conversation,
        content: JobContent,
        growth: Growth,
        state: AnswerState,
        company: Sequence[QuestionOption],
        with_openings: bool,
    ) -> tuple[list[Proposal], Stop | None]:
        if state is not AnswerState.FULL:
            if is_clarification(conversation.turns[-1].question_id) and not with_openings:
                return [], Stop.CLARIFIED
            asking = clarifications(conversation, state)
            if asking or not with_openings:
                return asking, None if asking else Stop.CLARIFIED
        found = proposals(
            conversation, content, growth, self.encoder, company=company, openings=with_openings
        )
        if found:
            return found, None
        return [], Stop.NOTHING if growth.uncovered else Stop.COVERED

    def _ranked(
        self,
        conversation: Conversation,
        content: JobContent,
        options: Sequence[Proposal],
        state: AnswerState,
        most: int,
    ) -> tuple[RankedQuestion, ...]:
        if not options:
            return ()
        chances = self.ranker.rank(conversation, [each.option for each in options], content)
        best = sorted(zip(chances, options, strict=True), key=lambda pair: -float(pair[0]))
        return tuple(
            RankedQuestion(
                each.option,
                each.option.text,
                round(float(chance), 6),
                each.path,
                reason_for(each, content, state, last=len(conversation.turns) - 1),
                each.term,
            )
            for chance, each in _shown(best, most)
        )


def _shown(best: Sequence[tuple[float, Proposal]], most: int) -> Sequence[tuple[float, Proposal]]:
    """The best ``most``, not too many openings among them."""
    openings = [pair for pair in best if pair[1].option.kind is QuestionKind.OPENING]
    allowed = max(MOST_OPENINGS, most - (len(best) - len(openings)))
    left_out = {pair[1].option.id for pair in openings[allowed:]}
    return [pair for pair in best if pair[1].option.id not in left_out][:most]


@cache
def shared_interviewer() -> Interviewer:
    """The interviewer of this process, with the shipped model."""
    return Interviewer()


def suggestions_document(suggestions: Suggestions) -> list[Mapping[str, Any]]:
    """The ranked questions as JSON, as ``interviews.models.Suggestion.ranked`` keeps them."""
    return [_document(each) for each in suggestions.ranked]


def _document(ranked: RankedQuestion) -> Mapping[str, Any]:
    option = ranked.option
    return {
        "option": option.id,
        "kind": str(option.kind),
        "asks": str(option.asks) if option.asks else "",
        "node": option.node,
        "competency": option.competency,
        "terms": list(option.terms),
        "term": ranked.term,
        "text": ranked.text,
        "probability": ranked.probability,
        "path": {
            "spans": [_span(span) for span in ranked.path.spans],
            "nodes": list(ranked.path.nodes),
            "terms": {language: list(terms) for language, terms in ranked.path.terms.items()},
        },
        "reason": dict(ranked.reason),
    }


def _span(span: Span) -> Mapping[str, Any]:
    """Seconds are null for typed answers: JSON has no NaN."""
    return {
        "turn": span.turn,
        "start": span.start,
        "end": span.end,
        "text": span.text,
        "start_s": None if math.isnan(span.start_s) else round(span.start_s, 3),
        "end_s": None if math.isnan(span.end_s) else round(span.end_s, 3),
    }
