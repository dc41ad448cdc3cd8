"""Help beside an interview as one document: which jobs its words fit, and how somebody works.

A quote is ``{turn, start, end, text, start_s, end_s}``: characters of the answer to that turn, and
seconds, None where they are not known.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict
from itertools import accumulate
from typing import Any

from analysis.questions.growth import span_of
from analysis.questions.job_space import JobSpace, shared_space
from analysis.questions.passages import Passage
from analysis.questions.propensity import Propensity, propensity
from analysis.questions.suitability import Fit, suitability
from analysis.questions.types import Conversation, Span
from ncs.content import JobContent, shared_job
from ncs.workstyle import workstyle

VERSION = "1"
FITS = 3


def profile_document(
    conversation: Conversation,
    content: JobContent,
    *,
    questionnaire: Mapping[str, int] | None = None,
    space: JobSpace | None = None,
) -> dict[str, Any]:
    """``suitability``, ``propensity`` and ``model`` of the answers so far, ready for JSON."""
    space = space or shared_space()
    said = [turn.answer for turn in conversation.turns]
    found = propensity(said, content, conversation.language, questionnaire=questionnaire)
    return {
        "suitability": _suitability(conversation, space),
        "propensity": _propensity(found),
        "model": {
            "version": VERSION,
            "encoder": asdict(space.ref),
            "space": space.version,
            "workstyle": workstyle().version,
            "content": content.version,
        },
    }


def _suitability(conversation: Conversation, space: JobSpace) -> dict[str, Any]:
    texts = [turn.answer.text for turn in conversation.turns]
    begins = [0, *accumulate(len(text) + 1 for text in texts)]

    def quote(passage: Passage) -> dict[str, Any]:
        turn = max(n for n, begin in enumerate(begins[:-1]) if begin <= passage.start)
        answer = conversation.turns[turn].answer
        return quoted(
            span_of(turn, answer, passage.start - begins[turn], passage.end - begins[turn])
        )

    # A line end between answers: no passage reaches over two of them.
    found = suitability("\n".join(texts), space=space, explained=FITS)

    def fit(one: Fit) -> dict[str, Any]:
        keywords = shared_job(one.code).keywords
        return {
            "code": one.code,
            "score": round(one.score, 4),
            "reasons": [
                {
                    "part": reason.line.part,
                    "ko": reason.line.text.ko,
                    "en": reason.line.text.en,
                    "quote": quote(reason.quote),
                }
                for reason in one.reasons
            ],
            "keywords": [
                {
                    "ko": keywords[each.id].ko[0],
                    "en": keywords[each.id].en[0],
                    "quote": quote(each.quote),
                }
                for each in one.keywords
            ],
        }

    return {
        "fits": [fit(one) for one in found.fits[:FITS]],
        "unrelated": round(found.unrelated, 4),
        "passages": found.passages,
    }


def _propensity(found: Propensity) -> dict[str, Any]:
    return {
        "letters": found.letters,
        "words": [
            {
                "axis": axis.axis,
                "counts": dict(axis.counts),
                "lean": axis.lean,
                "cues": [
                    {"side": cue.side, "said": cue.span.text, "quote": quoted(cue.sentence)}
                    for cue in axis.cues
                ],
            }
            for axis in found.words
        ],
        "answers": None
        if found.answers is None
        else [
            {"axis": axis.axis, "answers": dict(axis.answers), "lean": axis.lean}
            for axis in found.answers
        ],
        "attitudes": [
            {
                "ko": each.text.ko,
                "en": each.text.en,
                "side": each.side,
                "quote": quoted(each.said) if each.said is not None else None,
            }
            for each in found.attitudes
        ],
    }


def quoted(span: Span) -> dict[str, Any]:
    return {
        "turn": span.turn,
        "start": span.start,
        "end": span.end,
        "text": span.text,
        "start_s": None if math.isnan(span.start_s) else round(span.start_s, 2),
        "end_s": None if math.isnan(span.end_s) else round(span.end_s, 2),
    }
