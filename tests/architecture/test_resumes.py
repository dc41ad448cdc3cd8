"""A résumé gives talking points. Nothing that scores, ranks, sorts or decides may know of it."""

from __future__ import annotations

import ast
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).resolve().parents[2]
#: Who may touch what a résumé says: its own modules, and the pages that show it to people.
READERS = (
    "interviews.models",
    "interviews.services.resume",
    "interviews.selectors.resume",
    "interviews.selectors.room_screen",  # the interviewer reads it beside the live interview
    "interviews.selectors.comparison",  # whether there is one, for people; not what it says
    "interviews.services.candidate_rights",
    "interviews.tasks.resumes",
    "interviews.tasks.housekeeping",
    "interviews.web.resumes",
    "interviews.web.portal.candidates",
    "interviews.web.report.pages",
    "interviews.web.candidate.data",
    "interviews.demo",
)
SOURCES = (
    "interviews.services.resume",
    "interviews.selectors.resume",
    "analysis.language.resume",
    "analysis.language.resume_text",
    "analysis.language.resume_child",
    "analysis.language.resume_protected",
    "analysis.questions.resume_points",
)


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    return grimp.build_graph("hireapp", "interviews", "analysis", cache_dir=None)


def test_only_pages_for_people_read_resumes(graph: grimp.ImportGraph) -> None:
    allowed = (*READERS, "analysis.language.resume", "analysis.questions.resume_points")
    trespassers = {
        (importer, source)
        for source in SOURCES
        for importer in graph.find_modules_that_directly_import(source)
        if not importer.startswith(allowed)
    }
    assert trespassers == set()


def test_no_other_module_reads_the_rows() -> None:
    found = set()
    for path in (ROOT / "interviews").rglob("*.py"):
        module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        if "migrations" in module or module.startswith(READERS):
            continue
        names = {
            node.id if isinstance(node, ast.Name) else node.attr
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.Name | ast.Attribute)
        }
        if {"Resume", "resume"} & names:
            found.add(module)
    assert found == set()
