"""A score is made of words: no face, voice, emotion, age or gender value can reach it."""

from __future__ import annotations

import ast
import inspect
import re
from pathlib import Path

import grimp
import pytest

from analysis.questions.rubric import SHIPPED_DOCUMENT, Part, Story
from interviews.models import AnswerScore
from interviews.selectors import score_inputs
from interviews.selectors.score_inputs import INPUT_KEYS, TURN_KEYS

ROOT = Path(__file__).resolve().parents[2]
#: Modules that see people rather than words.
FORBIDDEN = ("analysis.face", "analysis.body", "analysis.scene", "analysis.voice")
#: What stores or reads their findings.
FINDINGS = (
    "interviews.selectors.numbers",
    "interviews.selectors.signals_file",
    "interviews.selectors.timeline",
    "interviews.selectors.lanes",
    "interviews.services.analysis_store",
)
SCORING = "analysis.questions.scoring"
TASK = "interviews.tasks.competencies"
INPUTS = "interviews.selectors.score_inputs"
SERVICE = "interviews.services.competency_score"
#: Any of these in a key, or in the name of a row that is read, would be another kind of score.
UNWANTED = re.compile(
    r"face|gaze|voice|emotion|expression|tension|pitch|prosod|posture|gesture|blink|"
    r"(?:^|_)age(?:$|_)|gender|sex|country|photo|signal|segment|summary",
    re.IGNORECASE,
)


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    return grimp.build_graph("hireapp", "interviews", "analysis", cache_dir=None)


@pytest.mark.parametrize("start", [SCORING, TASK, INPUTS])
def test_what_sees_people_cannot_be_reached_by_imports(
    graph: grimp.ImportGraph, start: str
) -> None:
    reached = graph.find_upstream_modules(start) | {start}
    assert len(reached) > 5
    assert {m for m in reached if m.startswith((*FORBIDDEN, *FINDINGS))} == set()


def test_this_test_would_notice(graph: grimp.ImportGraph) -> None:
    """The pipeline, which does look at people, is found by the same question."""
    reached = graph.find_upstream_modules("interviews.tasks.recording_work")
    assert {m for m in reached if m.startswith(FORBIDDEN)}
    assert UNWANTED.search("face_gaze")
    assert UNWANTED.search("age")
    assert not UNWANTED.search("language")


def test_the_task_hands_over_nothing_but_recorded_inputs() -> None:
    """``scored`` knows inputs, content and models only; it is the one way into the score."""
    source = (ROOT / "interviews/tasks/competencies.py").read_text()
    calls = [
        node
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "score_answer"
    ]
    (call,) = calls
    assert [ast.unparse(argument) for argument in call.args] == [
        "conversation_from(inputs)",
        "content",
        "parse_rubric(inputs['rubric'])",
        "scorer",
    ]
    assert call.keywords == []


def test_inputs_hold_words_and_a_rubric_only() -> None:
    assert {"language", "turns", "rubric"} == INPUT_KEYS
    assert {"question", "question_id", "competency", "text", "words"} == TURN_KEYS
    assert not [key for key in INPUT_KEYS | TURN_KEYS if UNWANTED.search(key)]


def test_inputs_are_read_from_no_other_rows() -> None:
    """The module that gathers inputs names no result, no candidate and no measurement."""
    tree = ast.parse(inspect.getsource(score_inputs))
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    names |= {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    imported = {
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "interviews.models"
        for alias in node.names
    }
    assert imported == {
        "Answer", "AnswerScore", "AnswerStatus", "Interview", "Rubric", "Transcript",
    }  # fmt: skip
    assert not [name for name in names if UNWANTED.search(name)]
    assert not {"result", "candidate", "runs", "ratings"} & names


def test_a_rubric_has_no_place_for_anything_but_words() -> None:
    keys = {*SHIPPED_DOCUMENT, *map(str, Part), *map(str, Story)}
    assert not [key for key in keys if UNWANTED.search(key)]


def test_a_score_row_has_no_column_for_a_measurement_of_a_person() -> None:
    assert not [f.name for f in AnswerScore._meta.get_fields() if UNWANTED.search(f.name)]
