"""How likely the question model is to go on asking about each competency."""

from __future__ import annotations

import numpy as np

from analysis.questions.ranking import Ranker
from analysis.questions.types import Conversation, QuestionKind, QuestionOption
from ncs.content import SLOT, JobContent


def likely_questions(
    conversation: Conversation, content: JobContent, ranker: Ranker
) -> dict[str, tuple[float, float]]:
    """Per competency the softmax probability of all its questions, and what chance would give."""
    options = tuple(_options(content, conversation.language))
    chances = np.asarray(ranker.rank(conversation, options, content), np.float64)
    total = float(chances.sum()) or 1.0
    masses = {each.id: [0.0, 0.0] for each in content.competencies}
    for option, chance in zip(options, chances, strict=True):
        masses[option.competency][0] += float(chance) / total
        masses[option.competency][1] += 1.0 / len(options)
    return {each: (round(mass, 4), round(by, 4)) for each, (mass, by) in masses.items()}


def _options(content: JobContent, language: str) -> list[QuestionOption]:
    """Every opening and every follow-up without a slot: the same options for every answer."""
    options = [
        QuestionOption(
            f"opening:{each.id}/{n}", QuestionKind.OPENING, text[language], None, "", each.id
        )
        for each in content.competencies
        for n, text in enumerate(each.openings)
    ]
    for node in content.nodes.values():
        terms = tuple(t for k in node.keywords for t in content.keywords[k].terms(language))
        options += [
            QuestionOption(
                f"node:{node.id}/{n}",
                QuestionKind.FOLLOW_UP,
                question.text[language],
                question.asks,
                node.id,
                node.competency,
                terms,
            )
            for n, question in enumerate(node.questions)
            if SLOT not in question.text[language]
        ]
    return options
