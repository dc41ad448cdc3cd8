"""Directions that import-linter cannot say: what a running process holds, and how code is cut."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).resolve().parents[2]
# What a model needs and a page does not: hundreds of megabytes and seconds of start-up each.
HEAVY = (
    "torch",
    "cv2",
    "spacy",
    "aiortc",
    "av",
    "ctranslate2",
    "faster_whisper",
    "onnxruntime",
    "ai_edge_litert",
    "scipy",
    "kiwipiepy",
)
# The only doors from the product into the analysis library, beside its vocabulary.
ANALYSTS = (
    "interviews.tasks",
    "interviews.mediatap",
    "interviews.demo",
    "interviews.management.commands.demo",
)


def _loaded_after(code: str) -> set[str]:
    """Top-level modules that a fresh process holds after running ``code``."""
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\nimport sys\nprint('\\n'.join(sys.modules))"],
        cwd=ROOT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "hireapp.settings.test"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return {name.partition(".")[0] for name in done.stdout.split()}


def test_the_web_process_loads_no_model_library() -> None:
    loaded = _loaded_after(
        "import hireapp.asgi\nfrom django.urls import get_resolver\nget_resolver().url_patterns"
    )
    assert "django" in loaded
    assert "interviews" in loaded
    assert not loaded & set(HEAVY)


def test_the_default_worker_loads_no_model_library() -> None:
    loaded = _loaded_after(
        "import os\nos.environ['HIREAPP_ROLE'] = 'worker'\n"
        "from hireapp.celery import app\napp.loader.import_default_modules()"
    )
    assert "interviews" in loaded
    assert not loaded & set(HEAVY)


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    return grimp.build_graph("hireapp", "interviews", "analysis", cache_dir=None)


def test_only_tasks_use_the_analysis_library(graph: grimp.ImportGraph) -> None:
    vocabulary = {"analysis.types", "analysis.questions.types", "analysis.questions.rubric"}
    inner = {module for module in graph.find_descendants("analysis") if module not in vocabulary}
    assert inner
    trespassers = {
        (importer, module)
        for module in inner
        for importer in graph.find_modules_that_directly_import(module)
        if not importer.startswith(("analysis", *ANALYSTS))
    }
    assert trespassers == set()


def test_the_vocabulary_of_the_analysis_imports_nothing_of_it(graph: grimp.ImportGraph) -> None:
    assert graph.find_modules_directly_imported_by("analysis.types") == set()


def test_the_vault_and_uploads_know_no_temporary_files() -> None:
    """Plaintext never touches the disk: nothing on the way of media may even import tempfile."""
    sources = [*(ROOT / "hireapp/vault").rglob("*.py"), ROOT / "interviews/services/uploads.py"]
    assert len(sources) > 5
    for source in sources:
        assert "tempfile" not in _imported(source), source


def test_a_task_loads_calls_and_stores_in_at_most_fifteen_lines() -> None:
    tasks = 0
    for source in (ROOT / "interviews/tasks").rglob("*.py"):
        for node in ast.walk(ast.parse(source.read_text())):
            if isinstance(node, ast.FunctionDef) and any(map(_is_task, node.decorator_list)):
                tasks += 1
                body = node.body[1:] if ast.get_docstring(node) else node.body
                lines = body[-1].end_lineno - body[0].lineno + 1 if body else 0
                assert lines <= 15, f"{source.name}:{node.name} has {lines} lines"
    assert tasks >= 3


def _is_task(decorator: ast.expr) -> bool:
    return "app.task" in ast.unparse(decorator)


def _imported(source: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(source.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module or "")
    return names


def test_every_setting_is_explained_to_operators() -> None:
    """A variable that only its reader knows is a variable nobody sets."""
    pattern = re.compile(r'environ(?:\.get)?[(\[]"([A-Z_]+)"')
    used = {
        name
        for package in ("hireapp", "interviews", "analysis")
        for source in (ROOT / package).rglob("*.py")
        for name in pattern.findall(source.read_text())
        if name.startswith(("HIREAPP_", "DATABASE_", "REDIS_"))
    }
    assert len(used) > 20
    explained = (ROOT / "docs/operations.md").read_text()
    assert {name for name in used if f"`{name}`" not in explained} == set()
