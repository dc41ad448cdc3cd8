"""The containers run what ``manage.py up`` runs: neither may forget a process or an option."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from hireapp.embedded.processes import Process, processes

DOCKER = Path(__file__).resolve().parents[2] / "docker"
# What differs on purpose: addresses, names of hosts and log levels.
LOCAL = {"--host", "--port", "--hostname", "--loglevel", "--workers"}


def services() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((DOCKER / "compose.yaml").read_text())["services"]
    return found


def options(command: list[str]) -> list[str]:
    """The command after the interpreter, without the options that are local, sorted."""
    kept, words = [], iter(command[1:])
    for word in words:
        if word in LOCAL:
            next(words)
        else:
            kept.append(word)
    return sorted(kept)


@pytest.mark.parametrize("process", processes(host="", port=0), ids=lambda p: p.name)
def test_a_container_runs_the_same_command_as_up(process: Process) -> None:
    service = services()[process.name]
    assert options(service["command"]) == options(process.command)
    role = process.environment.get("HIREAPP_ROLE")
    assert service["environment"].get("HIREAPP_ROLE") == role


def test_every_container_process_is_one_of_up() -> None:
    known = {process.name for process in processes(host="", port=0)}
    assert set(services()) - known == {"postgres", "valkey", "release"}


def test_what_the_image_copies_exists() -> None:
    root = DOCKER.parent
    for line in (DOCKER / "Dockerfile").read_text().splitlines():
        copied = re.match(r"COPY (?!--from)(.+) \S+$", line)
        for name in copied.group(1).split() if copied else ():
            assert (root / name).exists(), name
