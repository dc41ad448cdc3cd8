"""Translations are compiled without GNU gettext."""

from __future__ import annotations

import gettext
import os
from pathlib import Path

from hireapp.core.messages import compile_catalogues

PO = (
    'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "Answer"\nmsgstr "{}"\n'
)


def _catalogue(root: Path, text: str) -> Path:
    path = root / "ko" / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(PO.format(text), encoding="utf-8")
    return path


def test_a_catalogue_is_compiled_and_understood_by_gettext(tmp_path: Path) -> None:
    source = _catalogue(tmp_path, "답변")
    assert compile_catalogues([tmp_path]) == [source.with_suffix(".mo")]
    with source.with_suffix(".mo").open("rb") as file:
        assert gettext.GNUTranslations(file).gettext("Answer") == "답변"


def test_only_what_changed_is_compiled_again(tmp_path: Path) -> None:
    source = _catalogue(tmp_path, "답변")
    compile_catalogues([tmp_path])
    assert compile_catalogues([tmp_path]) == []
    _catalogue(tmp_path, "대답")
    later = source.with_suffix(".mo").stat().st_mtime + 10
    os.utime(source, (later, later))
    assert len(compile_catalogues([tmp_path])) == 1
