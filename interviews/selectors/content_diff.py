"""What differs between two versions of a job's content, in the words of the page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from ncs.content import JobContent


@dataclass(frozen=True, slots=True)
class Difference:
    """``place``: names down to the thing. ``before`` or ``after`` is "" where it came or went."""

    place: str
    before: str
    after: str


def content_differences(before: JobContent, after: JobContent, language: str) -> list[Difference]:
    """In the order of the newer version; what is gone stands at the end."""
    old, new = dict(_lines(before, language)), dict(_lines(after, language))
    nothing = Line("", "")
    found = [
        Difference(line.place, old.get(key, nothing).text, line.text)
        for key, line in new.items()
        if old.get(key, nothing).text != line.text
    ]
    return found + [Difference(old[key].place, old[key].text, "") for key in old if key not in new]


class Line(NamedTuple):
    place: str
    text: str


def _lines(content: JobContent, language: str) -> Iterator[tuple[str, Line]]:
    """Everything that can differ: a key that survives edits, its place and its text. Both
    languages count, so both stand in the text.
    """
    yield "summary", Line("", _both(content.summary.ko, content.summary.en, language))
    for part, lines in content.description.items():
        for n, line in enumerate(lines):
            yield f"description/{part}/{n}", Line("", _both(line.ko, line.en, language))
    for c in content.competencies:
        name = c.name[language]
        yield f"competency/{c.id}", Line(name, _both(c.name.ko, c.name.en, language))
        yield f"competency/{c.id}/about", Line(name, _both(c.about.ko, c.about.en, language))
        for keyword in c.keywords:
            terms = _both(", ".join(keyword.ko), ", ".join(keyword.en), language)
            yield f"keyword/{keyword.id}", Line(name, terms)
        for n, opening in enumerate(c.openings):
            text = _both(opening.ko, opening.en, language)
            yield f"competency/{c.id}/opening/{n}", Line(name, text)
    yield from _tree_lines(content, language)


def _tree_lines(content: JobContent, language: str) -> Iterator[tuple[str, Line]]:
    names = {tree.id: tree.name for tree in content.trees}
    names |= {node.id: node.term for node in content.nodes.values()}
    for tree in content.trees:
        place = tree.name[language]
        yield f"tree/{tree.id}", Line(place, _both(tree.name.ko, tree.name.en, language))
    for node in content.nodes.values():
        place = " › ".join(names[each][language] for each in content.paths[node.id])
        facts = [_both(node.term.ko, node.term.en, language), node.competency, *node.keywords]
        yield f"node/{node.id}", Line(place, " · ".join(facts))
        yield f"node/{node.id}/at", Line(place, place)
        for n, question in enumerate(node.questions):
            text = _both(question.text.ko, question.text.en, language)
            yield f"node/{node.id}/question/{n}", Line(place, text)


def _both(ko: str, en: str, language: str) -> str:
    return f"{ko} / {en}" if language == "ko" else f"{en} / {ko}"
