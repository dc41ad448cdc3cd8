"""What an answer touched: keywords of the job, the nodes of its trees, its competencies.

A keyword counts when any of its terms is said, in either language: Koreans say English terms. Only
what the candidate said counts, never the question. That something was said is no judgement: "I have
never used Kafka" says Kafka, and a good next question may be about just that.
"""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate

from analysis.language.keywords import keyword_index
from analysis.questions.types import Conversation, Growth, Match, Span, Utterance
from ncs.content import JobContent


def grow(conversation: Conversation, content: JobContent) -> Growth:
    """Everything that the answers so far said of the job, each thing with every place it was said.

    Matches of different spans never overlap; a term that belongs to two keywords gives two matches
    of one span. A node grows by its own keywords, not by those of the nodes below it.
    """
    index = keyword_index(content)
    matches = [
        Match(keyword, span_of(turn, said.answer, found.start, found.end))
        for turn, said in enumerate(conversation.turns)
        for found in index.find(said.answer.text)
        for keyword in found.ids
    ]
    nodes_of: dict[str, list[str]] = {}
    for node in content.nodes.values():
        for keyword in node.keywords:
            nodes_of.setdefault(keyword, []).append(node.id)
    nodes: dict[str, list[Match]] = {}
    competencies: dict[str, list[Match]] = {}
    for match in matches:
        competencies.setdefault(content.competency_of[match.keyword], []).append(match)
        for node_id in nodes_of.get(match.keyword, ()):
            nodes.setdefault(node_id, []).append(match)
    return Growth(
        tuple(matches),
        {node_id: tuple(own) for node_id, own in nodes.items()},
        {competency: tuple(own) for competency, own in competencies.items()},
        tuple(each.id for each in content.competencies if each.id not in competencies),
    )


def span_of(turn: int, answer: Utterance, start: int, end: int) -> Span:
    """Characters [start, end) of an answer with the times of the words they lie in.

    NaN where the answer was typed, or where its words are not what its text is made of.
    """
    text = answer.text[start:end]
    if not answer.words or " ".join(word.word for word in answer.words) != answer.text:
        return Span(turn, start, end, text, float("nan"), float("nan"))
    begins = [0, *accumulate(len(word.word) + 1 for word in answer.words)]
    first = bisect_right(begins, start) - 1
    last = min(bisect_right(begins, max(start, end - 1)), len(answer.words)) - 1
    return Span(turn, start, end, text, answer.words[first].start, answer.words[last].end)
