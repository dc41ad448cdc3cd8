"""A keyword tree while somebody edits it: nodes in reading order, each with its depth."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from interviews.web.portal.content_texts import (
    Errors,
    Pair,
    all_ids,
    check_text,
    joined,
    new_id,
    normal,
    terms_of,
)
from ncs.content import SLOT, TREE_LEVELS, Asks, Document, JobContent, Node

MOST_NODES, MOST_QUESTIONS, DEEPEST = 60, 8, 5


@dataclass(slots=True)
class QuestionRow:
    asks: str = Asks.ACTION
    text: Pair = field(default_factory=Pair)


@dataclass(slots=True)
class NodeRow:
    """``depth``: 0 under the tree's name. ``keywords``: a term of each, as ``joined`` writes it."""

    id: str = ""
    depth: int = 0
    term: Pair = field(default_factory=Pair)
    competency: str = ""
    keywords: str = ""
    questions: list[QuestionRow] = field(default_factory=list)


@dataclass(slots=True)
class TreeDraft:
    id: str
    name: Pair
    nodes: list[NodeRow] = field(default_factory=list)

    @classmethod
    def of(cls, content: JobContent, tree_id: str, language: str) -> TreeDraft | None:
        tree = next((tree for tree in content.trees if tree.id == tree_id), None)
        if tree is None:
            return None
        draft = cls(tree.id, Pair(tree.name.ko, tree.name.en))

        def descend(node: Node, depth: int) -> None:
            draft.nodes.append(
                NodeRow(
                    node.id,
                    depth,
                    Pair(node.term.ko, node.term.en),
                    node.competency,
                    joined(content.keywords[each].terms(language)[0] for each in node.keywords),
                    [QuestionRow(q.asks, Pair(q.text.ko, q.text.en)) for q in node.questions],
                )
            )
            for child in node.children:
                descend(child, depth + 1)

        for node in tree.children:
            descend(node, 0)
        return draft

    @classmethod
    def typed(cls, tree_id: str, form: QueryDict) -> TreeDraft:
        """What was typed. A depth that does not fit the node above is pulled up to it."""
        draft = cls(tree_id, Pair(form.get("name_ko", ""), form.get("name_en", "")))
        columns = (
            "node_id",
            "node_depth",
            "node_ko",
            "node_en",
            "node_competency",
            "node_keywords",
        )
        for row in zip(*(form.getlist(column) for column in columns), strict=False):
            deepest = min(draft.nodes[-1].depth + 1 if draft.nodes else 0, DEEPEST)
            depth = min(int(row[1]) if row[1].isdecimal() and len(row[1]) < 3 else 0, deepest)
            draft.nodes.append(NodeRow(row[0], depth, Pair(row[2], row[3]), row[4], row[5]))
        asked = zip(
            form.getlist("question_node"),
            form.getlist("question_asks"),
            form.getlist("question_ko"),
            form.getlist("question_en"),
            strict=False,
        )
        for place, asks, ko, en in asked:
            if place.isdecimal() and len(place) < 4 and int(place) < len(draft.nodes):
                draft.nodes[int(place)].questions.append(QuestionRow(asks, Pair(ko, en)))
        return draft

    def act(self, act: str) -> None:
        """A button of the form: "add:child:3", "up:node:3", "remove:question:3:1". Else nothing."""
        parts = [*act.split(":"), "", "", ""]
        verb, kind, places = parts[0], parts[1], parts[2:]
        n, m = (int(p) if p.isdecimal() and len(p) < 4 else -1 for p in places[:2])
        if verb == "add" and kind == "branch" and len(self.nodes) < MOST_NODES:
            self.nodes.append(NodeRow(questions=[QuestionRow()]))
        if not 0 <= n < len(self.nodes):
            return
        if kind == "question":
            questions = self.nodes[n].questions
            if verb == "add" and len(questions) < MOST_QUESTIONS:
                questions.append(QuestionRow())
            elif 0 <= m < len(questions):
                _move(questions, verb, m)
        elif verb == "add" and self.nodes[n].depth < DEEPEST and len(self.nodes) < MOST_NODES:
            row = self.nodes[n]
            child = NodeRow(
                depth=row.depth + 1, competency=row.competency, questions=[QuestionRow()]
            )
            self.nodes.insert(self._end(n), child)
        elif verb == "remove":
            del self.nodes[n : self._end(n)]
        elif verb in {"up", "down"}:
            self._move_branch(n, verb)

    def _end(self, n: int) -> int:
        """The place after the last node below node ``n``."""
        end = n + 1
        while end < len(self.nodes) and self.nodes[end].depth > self.nodes[n].depth:
            end += 1
        return end

    def _move_branch(self, n: int, verb: str) -> None:
        """Changes places with the sister above or below, each with what hangs on it."""
        depth, end = self.nodes[n].depth, self._end(n)
        if verb == "down":
            if end < len(self.nodes) and self.nodes[end].depth == depth:
                self._move_branch(end, "up")
            return
        above = n - 1
        while above >= 0 and self.nodes[above].depth > depth:
            above -= 1
        if above >= 0 and self.nodes[above].depth == depth:
            self.nodes[above:end] = self.nodes[n:end] + self.nodes[above:n]

    def errors(self, content: JobContent) -> Errors:
        errors: Errors = {}
        check_text(errors, "name", self.name)
        branches = [row for row in self.nodes if row.depth == 0]
        if len(branches) < 2:
            errors["nodes"] = _("A tree needs at least two branches.")
        elif max(row.depth for row in self.nodes) + 2 < TREE_LEVELS:
            errors["nodes"] = _("A tree has at least three levels: its name, branches, and below.")
        competencies = {competency.id for competency in content.competencies}
        known = keyword_ids(content)
        at = 0
        for n, row in enumerate(self.nodes):
            check_text(errors, f"node-{n}", row.term)
            if row.competency not in competencies:
                errors[f"node_competency-{n}"] = _("Choose the competency that this is about.")
            terms = terms_of(row.keywords)
            unknown = [term for term in terms if normal(term) not in known]
            if unknown:
                errors[f"node_keywords-{n}"] = _(
                    "“%(term)s” is no keyword of this job. Add it to a competency first."
                ) % {"term": unknown[0]}
            elif not 1 <= len(terms) <= 12:
                errors[f"node_keywords-{n}"] = _("From one to twelve keywords.")
            at = self._check_questions(errors, n, row, at)
        return errors

    def _check_questions(self, errors: Errors, n: int, row: NodeRow, at: int) -> int:
        """``at``: place of the node's first question among all; returns that of the next node's."""
        asked = [question for question in row.questions if not question.text.empty]
        if not asked:
            errors[f"node_questions-{n}"] = _("At least one question.")
        elif all(SLOT in question.text.ko for question in asked):
            errors[f"node_questions-{n}"] = _(
                "At least one question without {term}, for when no word fits."
            )
        for m, question in enumerate(row.questions, start=at):
            if not question.text.empty:
                check_text(errors, f"question-{m}", question.text, question=True)
        return at + len(row.questions)

    def into(self, document: Document, content: JobContent) -> dict[str, Any]:
        """The document with this tree in it. Call it only when ``errors`` has none."""
        changed: dict[str, Any] = copy.deepcopy(dict(document))
        known, ids = keyword_ids(content), all_ids(content)
        own: set[str] = set()
        roots: list[dict[str, Any]] = []
        open_branches: list[list[dict[str, Any]]] = [roots]
        for row in self.nodes:
            if row.id in own or row.id not in ids:
                row.id = new_id(row.term.en, ids | own, "node")
            own.add(row.id)
            node = {
                "id": row.id,
                "term": row.term.document(),
                "competency": row.competency,
                "keywords": list(dict.fromkeys(known[normal(t)] for t in terms_of(row.keywords))),
                "questions": [
                    {"asks": q.asks if q.asks in set(Asks) else Asks.ACTION.value}
                    | q.text.document()
                    for q in row.questions
                    if not q.text.empty
                ],
                "children": [],
            }
            del open_branches[row.depth + 1 :]
            open_branches[row.depth].append(node)
            open_branches.append(node["children"])  # type: ignore[arg-type]
        for tree in changed["trees"]:
            if tree["id"] == self.id:
                tree["name"], tree["children"] = self.name.document(), _without_empty(roots)
        return changed


def keyword_ids(content: JobContent) -> dict[str, str]:
    """Every term in either language, in its normal form → the keyword's id."""
    return {
        normal(term): keyword.id
        for keyword in content.keywords.values()
        for term in (*keyword.ko, *keyword.en)
    }


def _move(rows: list[QuestionRow], verb: str, m: int) -> None:
    if verb == "remove":
        del rows[m]
    elif verb == "up" and m:
        rows[m - 1], rows[m] = rows[m], rows[m - 1]
    elif verb == "down" and m + 1 < len(rows):
        rows[m + 1], rows[m] = rows[m], rows[m + 1]


def _without_empty(nodes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """A leaf has no list of children: saving without a change gives the same version."""
    for node in nodes:
        if node["children"]:
            _without_empty(node["children"])
        else:
            del node["children"]
    return nodes
