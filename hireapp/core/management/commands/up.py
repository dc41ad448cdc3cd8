"""``manage.py up``: the whole product on one machine, until Ctrl-C."""

from __future__ import annotations

import asyncio
import fcntl
import os
import sys
import time
import urllib.error
import urllib.request
from argparse import ArgumentParser
from pathlib import Path
from typing import Any, TextIO

from django.conf import settings
from django.core.management import get_commands
from django.core.management.base import BaseCommand, CommandError

from hireapp.embedded.addresses import Addresses, embedded_addresses, write_addresses
from hireapp.embedded.children import listens
from hireapp.embedded.console import Console
from hireapp.embedded.postgres import EmbeddedPostgres, PostgresFailed
from hireapp.embedded.processes import Process, processes
from hireapp.embedded.supervisor import Server, SetupFailed, Supervisor
from hireapp.embedded.valkey import EmbeddedValkey, ValkeyFailed


class Command(BaseCommand):
    help = "Starts the servers and every process, restarts what dies, stops all on Ctrl-C."
    requires_system_checks = ()  # the database is not there yet; `prepare` checks

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument(
            "--without", action="append", default=[], metavar="NAME", help="leave a process out"
        )
        parser.add_argument("--setup-only", action="store_true", help="prepare, then stop")
        parser.add_argument("--demo", action="store_true", help="with the demo company")

    def handle(self, *args: Any, **options: Any) -> None:
        started = time.monotonic()
        if listens(options["port"]):
            raise CommandError(f"port {options['port']} is taken: choose another with --port")
        url = f"http://localhost:{options['port']}"
        with OneAtATime(settings.VAR_DIR / "run" / "up.lock", url):
            try:
                asyncio.run(self._up(options, url, started))
            except (PostgresFailed, ValkeyFailed, SetupFailed) as error:
                raise CommandError(str(error)) from error

    async def _up(self, options: dict[str, Any], url: str, started: float) -> None:
        console = Console()
        servers = _servers(settings.VAR_DIR)
        chosen = processes(host=options["host"], port=options["port"])
        unknown = set(options["without"]) - {process.name for process in chosen}
        if unknown:
            raise CommandError(f"no such process: {', '.join(sorted(unknown))}")
        chosen = [process for process in chosen if process.name not in options["without"]]
        supervisor = Supervisor(
            servers=servers,
            processes=[] if options["setup_only"] else chosen,
            environment=_environment(url),
            console=console,
        )

        def ready() -> None:
            seconds = time.monotonic() - started
            console.banner(f"HireApp is ready at {url}  ({seconds:.1f} s)", "Ctrl-C stops it.")

        def nothing_to_wait_for() -> bool:
            return options["setup_only"] or "web" in options["without"] or _answers(url)

        await supervisor.run(
            setup=[_manage("prepare")],
            healthy=nothing_to_wait_for,
            when_ready=supervisor.stop if options["setup_only"] else ready,
            afterwards=_demo() if options["demo"] and not options["setup_only"] else [],
        )


def _manage(*command: str) -> list[str]:
    return [sys.executable, str(settings.BASE_DIR / "manage.py"), *command]


def _demo() -> list[Process]:
    if "demo" not in get_commands():
        raise CommandError("there is no demo company in this installation")
    return [Process("demo", _manage("demo"))]


def _environment(url: str) -> dict[str, str]:
    """The children's: links in mails must carry the port that we listen on."""
    environment = {"HIREAPP_PUBLIC_URL": url} | os.environ
    # Numeric libraries would each take every core; analyses run side by side instead.
    return {"OMP_NUM_THREADS": str(settings.ANALYSIS_THREADS)} | environment


def _servers(var_dir: Path) -> list[tuple[str, Server]]:
    """Embedded servers for what the environment does not name, their addresses written down."""
    servers: list[tuple[str, Server]] = []
    known = embedded_addresses(var_dir)
    database_url, owner_url, redis_url = known.database_url, known.owner_url, known.redis_url
    if not os.environ.get("DATABASE_URL"):
        postgres = EmbeddedPostgres(var_dir)
        servers.append(("postgres", postgres))
        database_url, owner_url = postgres.database_url, postgres.owner_url
    elif not os.environ.get("DATABASE_OWNER_URL"):
        raise CommandError("DATABASE_URL is set: set DATABASE_OWNER_URL too, it migrates")
    if not os.environ.get("REDIS_URL"):
        valkey = EmbeddedValkey(var_dir)
        servers.append(("valkey", valkey))
        redis_url = valkey.url
    write_addresses(var_dir, Addresses(database_url, owner_url, redis_url))
    return servers


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/healthz", timeout=2) as response:  # noqa: S310
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError):
        return False


class OneAtATime:
    """A lock that even ``kill -9`` releases."""

    def __init__(self, path: Path, url: str) -> None:
        self._path, self._url = path, url
        self._file: TextIO | None = None

    def __enter__(self) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._file = self._path.open("a+")
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            self._file.seek(0)
            raise CommandError(f"already running: {self._file.read().strip()}") from error
        self._file.truncate(0)
        self._file.write(f"process {os.getpid()} at {self._url}\n")
        self._file.flush()
        os.set_inheritable(self._file.fileno(), False)

    def __exit__(self, *exc: object) -> None:
        assert self._file is not None
        self._file.close()
