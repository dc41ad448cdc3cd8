"""How far a conversation has come: the share of each competency's topics that were touched, and the
words that touched them, with a little of what stands around them.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from analysis.questions.growth import span_of
from analysis.questions.types import Conversation, Growth, Span
from ncs.content import JobContent

#: Words that a quote shows on each side of what was said.
AROUND = 5
MOST_EVIDENCE = 12


def coverage_document(growth: Growth, content: JobContent) -> list[Mapping[str, Any]]:
    """For each competency: the share of its topics that were touched, 0..1, and which. A competency
    of which only words outside of any topic were said has a share of 0 still.
    """
    topics = Counter(node.competency for node in content.nodes.values())
    grown: dict[str, list[Mapping[str, str]]] = {}
    for node_id in growth.nodes:
        node = content.nodes[node_id]
        grown.setdefault(node.competency, []).append({"ko": node.term.ko, "en": node.term.en})
    return [
        {
            "competency": each.id,
            "name": {"ko": each.name.ko, "en": each.name.en},
            "share": round(len(grown.get(each.id, ())) / max(1, topics[each.id]), 3),
            "nodes": grown.get(each.id, []),
        }
        for each in content.competencies
    ]


def evidence_document(
    growth: Growth, conversation: Conversation, content: JobContent
) -> list[Mapping[str, Any]]:
    """What was said of which competency in the last answer, as quotes in order; the newest ones."""
    last = len(conversation.turns) - 1
    said: dict[tuple[int, str], Span] = {}
    for match in growth.matches:
        if match.span.turn == last:
            competency = content.competency_of[match.keyword]
            said.setdefault((match.span.start, competency), match.span)
    quotes: list[Mapping[str, Any]] = [
        {"competency": competency, **_quote(conversation, span)}
        for (_, competency), span in sorted(said.items())
    ]
    return quotes[-MOST_EVIDENCE:]


def _quote(conversation: Conversation, span: Span) -> Mapping[str, Any]:
    """A few words around ``span``, and when they were said (s since the answer began)."""
    answer = conversation.turns[span.turn].answer
    start, end = _around(answer.text, span.start, span.end)
    wide = span_of(span.turn, answer, start, end)
    return {"quote": wide.text, "start": _known(wide.start_s), "end": _known(wide.end_s)}


def _around(text: str, start: int, end: int) -> tuple[int, int]:
    """Characters of the words around [start, end)."""
    before, after = text[:start].split(" "), text[end:].split(" ")
    left = _length(before[-AROUND - 1 :])
    right = _length(after[: AROUND + 1])
    return start - left, end + right


def _length(words: Sequence[str]) -> int:
    return len(" ".join(words))


def _known(seconds: float) -> float | None:
    return None if math.isnan(seconds) else round(seconds, 2)
