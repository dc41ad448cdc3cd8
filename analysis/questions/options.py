"""Which questions could be asked now: those of the nodes that an answer grew, of the parts of the
story that are missing, of competencies that nothing was said about, and the company's own.

Each is ready to be said (slots filled) and knows its path. What was asked before never comes again,
and nothing that touches a protected topic is ever offered.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from analysis.language.embedding import SentenceEncoder
from analysis.questions.growth import span_of
from analysis.questions.slots import fill
from analysis.questions.story import missing_parts
from analysis.questions.types import (
    Conversation,
    Growth,
    Match,
    Path,
    QuestionKind,
    QuestionOption,
)
from ncs.content import SLOT, Asks, JobContent, Node
from ncs.general import GeneralQuestion, general_questions
from ncs.protected import protected_topic

LANGUAGES = ("ko", "en")
#: Parts of the story that general questions are offered for; the job's own are more to the point.
MOST_GENERAL = 2
#: Cosine of an answer and a topic from which on it counts as close, and how many topics at most.
#: Chosen on the texts of tests/analysis/questions/test_options.py: of 13 answers that name no
#: keyword 10 come closer to a fitting topic; the closest of 5 pieces of small talk is at 0.24.
NEAR, MOST_NEAR = 0.25, 3
_NOT_A_LETTER = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Proposal:
    """An option that may be asked now. ``option.text`` has its slot filled with ``term``.

    ``near``: the answer comes close to the topic without naming it.
    """

    option: QuestionOption
    path: Path
    term: str = ""
    near: bool = False


def proposals(
    conversation: Conversation,
    content: JobContent,
    growth: Growth,
    encoder: SentenceEncoder,
    *,
    company: Sequence[QuestionOption] = (),
    openings: bool = False,
) -> list[Proposal]:
    """Everything that could follow the last answer; may be empty.

    First what the last answer named. When it named nothing: topics close to it in meaning, and
    what earlier answers named and nobody asked about.
    """
    last = len(conversation.turns) - 1
    found = [
        *_of_nodes(conversation, content, growth, last),
        *_of_story(conversation, content, growth),
        *_of_company(conversation, growth, company),
    ]
    if not any(match.span.turn == last for match in growth.matches):
        near = list(_near(conversation, content, growth, encoder))
        found += near
        for turn in () if near else reversed(range(last)):
            found += _of_nodes(conversation, content, growth, turn)
    if openings:
        found += _openings(conversation, content, growth)
    asked_ids = {turn.question_id for turn in conversation.turns if turn.question_id}
    said = {_bare(turn.question) for turn in conversation.turns}
    fresh: list[Proposal] = []
    for proposal in found:
        bare = _bare(proposal.option.text)
        if proposal.option.id in asked_ids or bare in said or protected_topic(proposal.option.text):
            continue
        said.add(bare)
        fresh.append(proposal)
    return fresh


def clarifications(conversation: Conversation, state: str) -> list[Proposal]:
    """What to ask when the last answer could not be worked with; empty when all was tried."""
    asked = {turn.question_id for turn in conversation.turns}
    return [
        Proposal(_general(each, QuestionKind.CLARIFICATION, conversation.language), _NOWHERE)
        for each in general_questions().clarification.get(state, ())
        if f"general:{each.id}" not in asked
    ]


def is_clarification(question_id: str) -> bool:
    """Whether a question of this id asked for an answer that can be worked with."""
    groups = general_questions().clarification.values()
    return any(question_id == f"general:{each.id}" for group in groups for each in group)


_NOWHERE = Path((), (), dict.fromkeys(LANGUAGES, ()))


def _of_nodes(
    conversation: Conversation, content: JobContent, growth: Growth, turn: int
) -> Iterator[Proposal]:
    """Questions of nodes that the answer of ``turn`` grew, and of the nodes right below them."""
    for node_id, matches in growth.nodes.items():
        fresh = tuple(match for match in matches if match.span.turn == turn)
        if not fresh:
            continue
        node = content.nodes[node_id]
        terms = tuple(dict.fromkeys(match.span.text for match in matches))
        for each in _of_node(node, fresh, content, conversation.language):
            yield replace(each, option=replace(each.option, terms=terms))
        for child in node.children:
            if child.id not in growth.nodes:
                yield from _of_node(child, fresh, content, conversation.language, deeper=True)


def _of_node(
    node: Node,
    matches: tuple[Match, ...],
    content: JobContent,
    language: str,
    *,
    deeper: bool = False,
) -> Iterator[Proposal]:
    """``deeper``: the node itself was not said, only the one above it; so no slots."""
    path = Path(
        tuple(match.span for match in matches),
        content.paths[node.id],
        {each: _terms(node.id, content, each) for each in LANGUAGES},
    )
    term = _shown(matches[-1], content, language) if matches else ""
    for index, question in enumerate(node.questions):
        if question.slotted and deeper:
            continue
        text = fill(question.text[language], term) if question.slotted else question.text[language]
        option = QuestionOption(
            f"node:{node.id}/{index}",
            QuestionKind.FOLLOW_UP,
            text,
            question.asks,
            node.id,
            node.competency,
        )
        yield Proposal(option, path, term if question.slotted else "")


def _near(
    conversation: Conversation, content: JobContent, growth: Growth, encoder: SentenceEncoder
) -> Iterator[Proposal]:
    """Questions of the topics that the last answer comes close to without naming them."""
    last = len(conversation.turns) - 1
    turn = conversation.turns[last]
    nodes = [node for node in content.nodes.values() if node.id not in growth.nodes]
    if not nodes or not turn.answer.text:
        return
    topics = [_topic(node, content, conversation.language) for node in nodes]
    vectors = encoder.encode([turn.answer.text, *topics])
    closeness = vectors[1:] @ vectors[0]
    whole = span_of(last, turn.answer, 0, len(turn.answer.text))
    for index in sorted(range(len(nodes)), key=lambda i: -float(closeness[i]))[:MOST_NEAR]:
        if closeness[index] < NEAR:
            return
        for proposal in _of_node(nodes[index], (), content, conversation.language, deeper=True):
            yield replace(proposal, path=replace(proposal.path, spans=(whole,)), near=True)


def _topic(node: Node, content: JobContent, language: str) -> str:
    """A node as one text: its term and what is said about it."""
    terms = [content.keywords[keyword].terms(language)[0] for keyword in node.keywords]
    return ", ".join([node.term[language], *terms])


def _of_story(
    conversation: Conversation, content: JobContent, growth: Growth
) -> Iterator[Proposal]:
    """General questions for what the last answer left out, about the last thing it named."""
    last = len(conversation.turns) - 1
    turn = conversation.turns[last]
    fresh = [match for match in growth.matches if match.span.turn == last]
    for part in missing_parts(conversation)[:MOST_GENERAL]:
        for question in general_questions().story.get(part, ()):
            if question.slotted and not fresh:
                continue
            option = _general(question, QuestionKind.GENERAL, conversation.language, part)
            term = ""
            path = _NOWHERE
            if question.slotted:
                term = _shown(fresh[-1], content, conversation.language)
                option = replace(option, text=fill(option.text, term))
                path = replace(_NOWHERE, spans=(fresh[-1].span,))
            yield Proposal(replace(option, competency=turn.competency), path, term)


def _general(
    question: GeneralQuestion, kind: QuestionKind, language: str, asks: Asks | None = None
) -> QuestionOption:
    return QuestionOption(f"general:{question.id}", kind, question.text[language], asks)


def _of_company(
    conversation: Conversation, growth: Growth, company: Sequence[QuestionOption]
) -> Iterator[Proposal]:
    """The company's own questions about a competency that is being talked about."""
    last = len(conversation.turns) - 1
    current = conversation.turns[last].competency
    for option in company:
        spans = tuple(
            match.span
            for match in growth.competencies.get(option.competency, ())
            if match.span.turn == last
        )
        if SLOT not in option.text and (spans or option.competency in ("", current)):
            yield Proposal(option, replace(_NOWHERE, spans=spans))


def _openings(
    conversation: Conversation, content: JobContent, growth: Growth
) -> Iterator[Proposal]:
    """First questions for competencies that nobody has asked or talked about."""
    asked = {turn.competency for turn in conversation.turns}
    for competency_id in growth.uncovered:
        if competency_id in asked:
            continue
        for index, opening in enumerate(content.competency(competency_id).openings):
            option = QuestionOption(
                f"opening:{competency_id}/{index}",
                QuestionKind.OPENING,
                opening[conversation.language],
                None,
                "",
                competency_id,
            )
            yield Proposal(option, _NOWHERE)


def _shown(match: Match, content: JobContent, language: str) -> str:
    """How the catalogue writes what was said; as it was said when only its ending differs; its
    main term when it was only nearly recognised.
    """
    keyword = content.keywords[match.keyword]
    said = _bare(match.span.text)
    for term in (*keyword.terms(language), *keyword.ko, *keyword.en):
        if _bare(term) == said:
            return term
        if said in (_bare(term) + "s", _bare(term) + "es"):
            return match.span.text
    return keyword.terms(language)[0]


def _terms(node_id: str, content: JobContent, language: str) -> tuple[str, ...]:
    """The path of a node in words, the tree's name first."""
    tree_id, *node_ids = content.paths[node_id]
    tree = next(tree for tree in content.trees if tree.id == tree_id)
    return (tree.name[language], *(content.nodes[each].term[language] for each in node_ids))


def _bare(text: str) -> str:
    return _NOT_A_LETTER.sub("", text.casefold())
