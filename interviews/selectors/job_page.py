"""A job's content as its page shows it, in the language of the page with the other beside it."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ncs.content import Asks, JobContent, Node, NodeQuestion, Text

ASKS_WORDS: dict[Asks, str | Promise] = {
    Asks.SITUATION: _("Situation"),
    Asks.ROLE: _("Own part"),
    Asks.ACTION: _("Action"),
    Asks.REASON: pgettext_lazy("part of a story", "Reason"),
    Asks.RESULT: _("Result"),
    Asks.PROBLEM: _("Difficulty"),
    Asks.LEARNING: _("Lesson"),
    Asks.KNOWLEDGE: _("Knowledge"),
}
PART_WORDS: dict[str, str | Promise] = {
    "duties": _("Duties"),
    "knowledge": _("Required knowledge"),
    "skills": _("Skills"),
    "attitudes": _("Attitudes"),
}


@dataclass(frozen=True, slots=True)
class Said:
    """A text in the page's language, and in the other one."""

    text: str
    other: str


@dataclass(frozen=True, slots=True)
class QuestionLine:
    asks: str | Promise
    said: Said
    slotted: bool


@dataclass(frozen=True, slots=True)
class NodeView:
    """``path``: names from the tree down to the node's parent. ``said``: its terms, for finding."""

    id: str
    term: Said
    competency: str
    path: tuple[str, ...]
    keywords: tuple[str, ...]
    questions: tuple[QuestionLine, ...]
    children: tuple[NodeView, ...]


@dataclass(frozen=True, slots=True)
class TreeView:
    id: str
    name: Said
    nodes: int
    questions: int
    children: tuple[NodeView, ...]


@dataclass(frozen=True, slots=True)
class KeywordView:
    name: Said
    synonyms: str
    other_synonyms: str


@dataclass(frozen=True, slots=True)
class CompetencyView:
    id: str
    name: Said
    about: Said
    keywords: tuple[KeywordView, ...]
    openings: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class JobView:
    summary: Said
    description: tuple[tuple[str | Promise, tuple[Said, ...]], ...]
    competencies: tuple[CompetencyView, ...]
    trees: tuple[TreeView, ...]
    openings: int
    follow_ups: int


def job_view(content: JobContent, language: str) -> JobView:
    """``language``: ko or en."""
    follow_ups = sum(len(node.questions) for node in content.nodes.values())
    return JobView(
        summary=_said(content.summary, language),
        description=tuple(
            (PART_WORDS[part], tuple(_said(line, language) for line in content.description[part]))
            for part in PART_WORDS
        ),
        competencies=tuple(
            CompetencyView(
                each.id,
                _said(each.name, language),
                _said(each.about, language),
                tuple(
                    _keyword(k.terms(language), k.terms(_other(language))) for k in each.keywords
                ),
                tuple(_said(opening, language) for opening in each.openings),
            )
            for each in content.competencies
        ),
        trees=tuple(
            TreeView(
                tree.id,
                _said(tree.name, language),
                len(list(tree.walk())),
                sum(len(node.questions) for node in tree.walk()),
                tuple(_node(content, n, (tree.name[language],), language) for n in tree.children),
            )
            for tree in content.trees
        ),
        openings=sum(len(each.openings) for each in content.competencies),
        follow_ups=follow_ups,
    )


def node_paths(content: JobContent, language: str) -> dict[str, tuple[str, ...]]:
    """Node id → names from the tree down to the node."""
    names = {tree.id: tree.name[language] for tree in content.trees}
    names |= {node.id: node.term[language] for node in content.nodes.values()}
    return {node: tuple(names[each] for each in path) for node, path in content.paths.items()}


def _node(content: JobContent, node: Node, path: tuple[str, ...], language: str) -> NodeView:
    below = (*path, node.term[language])
    return NodeView(
        id=node.id,
        term=_said(node.term, language),
        competency=content.competency(node.competency).name[language],
        path=path,
        keywords=tuple(content.keywords[each].terms(language)[0] for each in node.keywords),
        questions=tuple(_question(question, language) for question in node.questions),
        children=tuple(_node(content, child, below, language) for child in node.children),
    )


def _question(question: NodeQuestion, language: str) -> QuestionLine:
    return QuestionLine(ASKS_WORDS[question.asks], _said(question.text, language), question.slotted)


def _keyword(own: tuple[str, ...], other: tuple[str, ...]) -> KeywordView:
    return KeywordView(Said(own[0], other[0]), ", ".join(own[1:]), ", ".join(other[1:]))


def _said(text: Text, language: str) -> Said:
    return Said(text[language], text[_other(language)])


def _other(language: str) -> str:
    return "en" if language == "ko" else "ko"
