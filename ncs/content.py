"""What is asked and looked for in a job: competencies, keywords, keyword trees, questions.

The shared originals stand in ``jobs/<NCS code>.yaml``; a company's own versions have the same shape
(``job.schema.json``) and are kept in the database. Every text is there in Korean and English.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator

FOLDER = Path(__file__).with_name("jobs")
SCHEMA = Path(__file__).with_name("job.schema.json")
TREE_LEVELS = 3  # a tree's name is the first level
SLOT = "{term}"

Document = Mapping[str, Any]  # a job as it is written: what the schema describes


class UnusableJob(ValueError):
    """A job's document breaks the schema or contradicts itself; ``problems`` says where and how."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


class Asks(StrEnum):
    """What a question is after: the parts of a story that can be judged (STAR), and knowledge."""

    SITUATION = "situation"
    ROLE = "role"
    ACTION = "action"
    REASON = "reason"
    RESULT = "result"
    PROBLEM = "problem"
    LEARNING = "learning"
    KNOWLEDGE = "knowledge"


@dataclass(frozen=True, slots=True)
class Text:
    ko: str
    en: str

    def __getitem__(self, language: str) -> str:
        return self.ko if language == "ko" else self.en


@dataclass(frozen=True, slots=True)
class Keyword:
    """``terms``: by language; the first is shown, the others are synonyms and other spellings."""

    id: str
    ko: tuple[str, ...]
    en: tuple[str, ...]

    def terms(self, language: str) -> tuple[str, ...]:
        return self.ko if language == "ko" else self.en


@dataclass(frozen=True, slots=True)
class Competency:
    id: str
    name: Text
    about: Text
    keywords: tuple[Keyword, ...]
    openings: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class NodeQuestion:
    """A follow-up that belongs to a node. With a slot it can only follow a word that was said."""

    asks: Asks
    text: Text

    @property
    def slotted(self) -> bool:
        return SLOT in self.text.ko


@dataclass(frozen=True, slots=True)
class Node:
    """A branch of a keyword tree. ``keywords``: ids; saying one of their terms grows the node."""

    id: str
    term: Text
    competency: str
    keywords: tuple[str, ...]
    questions: tuple[NodeQuestion, ...]
    children: tuple[Node, ...]

    def walk(self) -> Iterator[Node]:
        yield self
        for child in self.children:
            yield from child.walk()

    @property
    def levels(self) -> int:
        return 1 + max((child.levels for child in self.children), default=0)


@dataclass(frozen=True, slots=True)
class Tree:
    id: str
    name: Text
    children: tuple[Node, ...]

    def walk(self) -> Iterator[Node]:
        for child in self.children:
            yield from child.walk()

    @property
    def levels(self) -> int:
        return 1 + max(child.levels for child in self.children)


@dataclass(frozen=True)
class JobContent:
    """One version of one job's content. ``version``: the SHA-256 of its canonical JSON."""

    code: str
    version: str
    summary: Text
    description: Mapping[str, tuple[Text, ...]]  # duties, knowledge, skills, attitudes
    competencies: tuple[Competency, ...]
    trees: tuple[Tree, ...]

    @cached_property
    def keywords(self) -> dict[str, Keyword]:
        return {keyword.id: keyword for each in self.competencies for keyword in each.keywords}

    @cached_property
    def competency_of(self) -> dict[str, str]:
        """Keyword id → competency id."""
        return {keyword.id: each.id for each in self.competencies for keyword in each.keywords}

    @cached_property
    def nodes(self) -> dict[str, Node]:
        return {node.id: node for tree in self.trees for node in tree.walk()}

    @cached_property
    def paths(self) -> dict[str, tuple[str, ...]]:
        """Node id → ids from the tree's name down to the node, both included."""
        found: dict[str, tuple[str, ...]] = {}

        def descend(node: Node, above: tuple[str, ...]) -> None:
            found[node.id] = (*above, node.id)
            for child in node.children:
                descend(child, found[node.id])

        for tree in self.trees:
            for child in tree.children:
                descend(child, (tree.id,))
        return found

    def competency(self, competency_id: str) -> Competency:
        return next(each for each in self.competencies if each.id == competency_id)


@cache
def _validator() -> Draft202012Validator:
    return Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))


def parse_job(document: Document) -> JobContent:
    """A job from its document. Raises UnusableJob with every problem that was found."""
    problems = [
        f"{'/'.join(map(str, error.absolute_path)) or 'document'}: {error.message[:200]}"
        for error in _validator().iter_errors(document)
    ]
    if problems:
        raise UnusableJob(problems)
    content = JobContent(
        code=document["code"],
        version=content_version(document),
        summary=Text(**document["summary"]),
        description={
            part: tuple(Text(**line) for line in lines)
            for part, lines in document["description"].items()
        },
        competencies=tuple(_competency(each) for each in document["competencies"]),
        trees=tuple(
            Tree(tree["id"], Text(**tree["name"]), tuple(_node(n) for n in tree["children"]))
            for tree in document["trees"]
        ),
    )
    if problems := list(_contradictions(content)):
        raise UnusableJob(problems)
    return content


def content_version(document: Document) -> str:
    """SHA-256 of the canonical JSON: the same content has the same version in any layout."""
    canonical = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def _competency(document: Document) -> Competency:
    return Competency(
        document["id"],
        Text(**document["name"]),
        Text(**document["about"]),
        tuple(Keyword(k["id"], tuple(k["ko"]), tuple(k["en"])) for k in document["keywords"]),
        tuple(Text(**opening) for opening in document["openings"]),
    )


def _node(document: Document) -> Node:
    return Node(
        document["id"],
        Text(**document["term"]),
        document["competency"],
        tuple(document["keywords"]),
        tuple(NodeQuestion(Asks(q["asks"]), Text(q["ko"], q["en"])) for q in document["questions"]),
        tuple(_node(child) for child in document.get("children", ())),
    )


def _contradictions(content: JobContent) -> Iterator[str]:
    """What a schema cannot say: ids used twice or leading nowhere, trees that are too flat."""
    yield from _twice("competency", (c.id for c in content.competencies))
    yield from _twice("keyword", (k.id for c in content.competencies for k in c.keywords))
    nodes = [(tree, node) for tree in content.trees for node in tree.walk()]
    yield from _twice("tree or node", [t.id for t in content.trees] + [n.id for _, n in nodes])
    known = {c.id for c in content.competencies}
    for tree, node in nodes:
        place = f"{tree.id}/{node.id}"
        if node.competency not in known:
            yield f"{place}: there is no competency {node.competency!r}"
        for keyword in node.keywords:
            if keyword not in content.keywords:
                yield f"{place}: there is no keyword {keyword!r}"
        if all(question.slotted for question in node.questions):
            yield f"{place}: needs a question without {SLOT}"
        for question in node.questions:
            if (SLOT in question.text.ko) != (SLOT in question.text.en):
                yield f"{place}: {SLOT} must stand in both languages or in neither"
    for tree in content.trees:
        if tree.levels < TREE_LEVELS:
            yield f"{tree.id}: {tree.levels} levels, at least {TREE_LEVELS} are needed"
    for competency in content.competencies:
        if not any(node.competency == competency.id for _, node in nodes):
            yield f"{competency.id}: no tree has a node of this competency"


def _twice(kind: str, ids: Iterator[str] | list[str]) -> Iterator[str]:
    for one, count in Counter(ids).items():
        if count > 1:
            yield f"{kind} {one!r} is there {count} times"


def job_document(code: str) -> Document:
    """The shared original as it is written. KeyError when the catalogue has no such job."""
    file = FOLDER / f"{code}.yaml"
    if not (code.isascii() and code.isdigit() and file.is_file()):
        raise KeyError(code)
    document: Document = yaml.load(file.read_text(encoding="utf-8"), yaml.CSafeLoader)
    return document


@cache
def shared_job(code: str) -> JobContent:
    """The shared original of one job. KeyError when the catalogue has no such job."""
    return parse_job(job_document(code))


def content_codes() -> tuple[str, ...]:
    """Codes of the jobs that have content."""
    return tuple(sorted(file.stem for file in FOLDER.glob("*.yaml")))


@cache
def shared_jobs() -> tuple[JobContent, ...]:
    """Every job that has content, by code."""
    return tuple(shared_job(code) for code in content_codes())
