"""Third-party files come from the lock file, and only what pages need is copied."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from hireapp.core import static_vendor
from hireapp.core.static_vendor import VendorError, copy, is_current
from tests.interface.stylesheet import ROOT

SHEET = """/* SIL Open Font License */
/* [0] */
@font-face {
\tfont-family: 'Pretendard Variable';
\tsrc: url(./woff2-dynamic-subset/slice.0.woff2) format('woff2-variations');
\tunicode-range: U+20-22, U+ac00;
}
"""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A tree with just the files that npm would have installed."""
    for source in static_vendor.FILES:
        path = tmp_path / "node_modules" / source
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(source)
    font = tmp_path / "node_modules" / static_vendor.FONT
    (font / static_vendor.FONT_SLICES).mkdir(parents=True)
    (font / static_vendor.FONT_SLICES / "slice.0.woff2").write_bytes(b"wOF2")
    (font / static_vendor.FONT_SHEET).write_text(SHEET)
    (tmp_path / "package-lock.json").write_text("{}")
    (tmp_path / "static").mkdir()
    return tmp_path


def test_the_lock_file_names_no_host() -> None:
    assert "://" not in (ROOT / "package-lock.json").read_text()


def test_every_locked_package_has_a_checksum_and_an_exact_version() -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text())
    packages = {name: facts for name, facts in lock["packages"].items() if name}
    assert packages
    assert [name for name, facts in packages.items() if "integrity" not in facts] == []
    wanted = json.loads((ROOT / "package.json").read_text())
    for versions in (wanted["dependencies"], wanted["devDependencies"]):
        assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in versions.values())


def test_copying_takes_the_font_with_its_licence_and_its_slices(checkout: Path) -> None:
    copied = copy(checkout)
    vendor = checkout / "static" / "vendor"
    sheet = (vendor / "pretendard" / "pretendard.css").read_text()
    assert copied == len(static_vendor.FILES) + 3  # sheet, slice, stamp
    assert sheet.startswith("/* SIL Open Font License */")
    assert "url(./woff2-dynamic-subset/slice.0.woff2) format('woff2-variations')" in sheet
    assert "unicode-range:U+20-22,U+ac00" in sheet
    assert (vendor / "pretendard" / "woff2-dynamic-subset" / "slice.0.woff2").is_file()


def test_a_new_lock_file_makes_the_copy_old(checkout: Path) -> None:
    assert not is_current(checkout)
    copy(checkout)
    assert is_current(checkout)
    (checkout / "package-lock.json").write_text('{"lockfileVersion": 3}')
    assert not is_current(checkout)


def test_copying_again_leaves_nothing_old_behind(checkout: Path) -> None:
    copy(checkout)
    stray = checkout / "static" / "vendor" / "old.js"
    stray.write_text("")
    copy(checkout)
    assert not stray.exists()


def test_a_missing_file_is_said_and_the_old_copy_stays(checkout: Path) -> None:
    copy(checkout)
    (checkout / "node_modules" / "uplot" / "dist" / "uPlot.esm.js").unlink()
    with pytest.raises(VendorError, match=r"uPlot\.esm\.js is missing"):
        copy(checkout)
    assert (checkout / "static" / "vendor" / "uplot" / "uplot.js").is_file()
