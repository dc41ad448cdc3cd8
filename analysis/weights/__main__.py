"""``python -m analysis.weights install [--samples] [--folder F]`` and ``... list``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from analysis.weights.install import InstallError, install
from analysis.weights.manifest import shipped
from analysis.weights.progress import Progress
from analysis.weights.store import default_folder, is_installed


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m analysis.weights")
    commands = parser.add_subparsers(dest="command", required=True)
    for name, about in [("install", "fetch and check"), ("list", "show what the manifest names")]:
        command = commands.add_parser(name, help=about)
        command.add_argument("--folder", type=Path, default=None, help="default: var/weights")
        command.add_argument("--samples", action="store_true", help="sample media for tests, demo")
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    folder: Path = options.folder or default_folder()
    groups = ["weights", "samples"] if options.samples else ["weights"]
    if options.command == "list":
        for model in shipped().group(groups):
            state = "installed" if is_installed(folder, model) else "missing"
            print(f"{model.name} {model.version} [{state}] {model.licence}: {model.purpose}")  # noqa: T201
        return 0
    try:
        folder.mkdir(parents=True, exist_ok=True)
        install(folder, shipped(), groups, Progress())
    except (InstallError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except KeyboardInterrupt:
        sys.stderr.write("Interrupted; what is finished is kept. Run the command again.\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
