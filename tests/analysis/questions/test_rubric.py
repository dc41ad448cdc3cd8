"""A rubric's document: what is accepted, what is refused, and how it is named."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from analysis.questions.rubric import (
    SHIPPED_DOCUMENT,
    UnusableRubric,
    parse_rubric,
    rubric_version,
    shipped_rubric,
)


def changed(change: Callable[[dict[str, Any]], Any]) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(json.dumps(SHIPPED_DOCUMENT))
    change(document)
    return document


def test_the_shipped_rubric_is_valid() -> None:
    rubric = shipped_rubric()
    assert sum(rubric.parts.values()) == sum(rubric.story.values()) == 100
    assert rubric.level(0).start == 0
    assert rubric.level(100) is rubric.levels[-1]


def test_the_version_does_not_depend_on_the_layout() -> None:
    turned = dict(reversed(list(SHIPPED_DOCUMENT.items())))
    assert rubric_version(turned) == rubric_version(SHIPPED_DOCUMENT)
    assert rubric_version(changed(lambda d: d.update(enough=5))) != rubric_version(SHIPPED_DOCUMENT)


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (lambda d: d["parts"].update(coverage=31), "parts"),
        (lambda d: d["parts"].update(coverage=-30, depth=105), "parts"),
        (lambda d: d["parts"].update(voice=0), "parts"),
        (lambda d: d["parts"].pop("depth"), "parts"),
        (lambda d: d["parts"].update(coverage=30.5, depth=44.5), "parts"),
        (lambda d: d["story"].update(result=True), "story"),
        (lambda d: d.update(enough=0), "enough"),
        (lambda d: d.update(enough="4"), "enough"),
        (lambda d: d.update(levels=[]), "levels"),
        (lambda d: d["levels"][0].update(start=5), "levels"),
        (lambda d: d["levels"][1].update(start=80), "levels"),
        (lambda d: d["levels"][0].update(name={"ko": "가"}), "levels/1/name"),
        (lambda d: d["levels"][0]["sentence"].update(en="x" * 300), "levels/1/sentence"),
        (lambda d: d.update(emotion={}), "emotion"),
        (lambda d: d.update(format=2), "format"),
    ],
)
def test_a_broken_document_is_refused_and_says_where(
    change: Callable[[dict[str, Any]], Any], place: str
) -> None:
    with pytest.raises(UnusableRubric) as refused:
        parse_rubric(changed(change))
    assert any(problem.startswith(place) for problem in refused.value.problems)


@pytest.mark.parametrize("document", [None, [], "x", 3, {}])
def test_what_is_no_rubric_at_all_is_refused(document: Any) -> None:
    with pytest.raises(UnusableRubric):
        parse_rubric(document)
