"""What a browser may keep for ever carries its content's hash in its name, imports included."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.core.management import call_command
from pytest_django.fixtures import Settings

from hireapp.core.management.commands.prepare import UNUSED
from hireapp.core.static_vendor import vendor
from tests.interface.stylesheet import ROOT

HASHED = re.compile(r"\.[0-9a-f]{12}\.\w+$")


@pytest.fixture
def collected(settings: Settings, tmp_path: Path) -> Path:
    """All static files as the running product serves them."""
    vendor(ROOT, development=True, say=print)
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "hireapp.core.static_files.Storage"},
    }
    call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=UNUSED)
    return tmp_path


def test_modules_sheets_and_fonts_refer_to_hashed_names_that_exist(collected: Path) -> None:
    (main,) = (path for path in (collected / "js").glob("main.*.js") if HASHED.search(path.name))
    imports = re.findall(r'import\s*"\./([^"]+)"', main.read_text(encoding="utf-8"))
    assert len(imports) >= 10
    assert [name for name in imports if not HASHED.search(name)] == []
    assert [name for name in imports if not (collected / "js" / name).is_file()] == []
    (sheet,) = (
        path
        for path in (collected / "vendor" / "pretendard").glob("pretendard.*.css")
        if HASHED.search(path.name)
    )
    slices = re.findall(r'url\("?([^")]+)"?\)', sheet.read_text(encoding="utf-8"))
    assert len(slices) == 92
    assert [name for name in slices if not HASHED.search(name)] == []
    assert [name for name in slices if not (sheet.parent / name).is_file()] == []
