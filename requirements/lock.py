"""Writes base.txt and test.txt: exact versions of everything that pyproject.toml asks for.

``make lock`` runs this. pip resolves without installing. torch stands first and exactly, without
a hash and without a build suffix: the CPU build differs from machine to machine.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

HERE = Path(__file__).parent
HEADER = "# Made by `make lock` from pyproject.toml. Edit that, not this.\n"


def resolve(requirements: list[str]) -> dict[str, str]:
    """Name → version of everything that ``requirements`` need on this Python."""
    command = [sys.executable, "-m", "pip", "install", "--dry-run", "--ignore-installed", "--quiet"]
    done = subprocess.run(  # noqa: S603
        [*command, "--report", "-", *requirements], check=True, stdout=subprocess.PIPE, text=True
    )
    found = (entry["metadata"] for entry in json.loads(done.stdout)["install"])
    return {_name(one["name"]): one["version"].split("+")[0] for one in found}


def _name(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _lines(versions: dict[str, str], order_first: str = "torch") -> str:
    names = sorted(versions, key=lambda name: (name != order_first, name))
    return "".join(f"{name}=={versions[name]}\n" for name in names)


def main() -> None:
    project = tomllib.loads((HERE.parent / "pyproject.toml").read_text())["project"]
    wanted, dev = project["dependencies"], project["optional-dependencies"]["dev"]
    everything = resolve([*wanted, *dev])
    # What serves must not differ between tests and production: same versions, fewer names.
    base_names = resolve([*wanted, *(f"{n}=={v}" for n, v in everything.items() if n == "torch")])
    base = {name: everything[name] for name in base_names}
    test = {name: version for name, version in everything.items() if name not in base}
    (HERE / "base.txt").write_text(HEADER + _lines(base))
    (HERE / "test.txt").write_text(HEADER + "-r base.txt\n" + _lines(test))


if __name__ == "__main__":
    main()
