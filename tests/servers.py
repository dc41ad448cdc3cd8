"""pytest plugin (``-p tests.servers``): servers, addresses and compiled translations, before Django
reads its settings.

The first process starts an embedded PostgreSQL and Valkey unless the environment names some;
xdist workers inherit the addresses. Every process takes a database and a Valkey number of its
own, so that any number of runs can share the servers.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
import redis

from hireapp.core.messages import compile_catalogues
from hireapp.embedded.postgres import EmbeddedPostgres
from hireapp.embedded.valkey import EmbeddedValkey

_ADDRESSES = ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL")
_CLAIM_SECONDS = 3 * 3600
_started: list[EmbeddedPostgres | EmbeddedValkey] = []
_directory: Path | None = None


def _start() -> None:
    global _directory
    _directory = Path(tempfile.mkdtemp(prefix="hireapp-servers-"))
    postgres = EmbeddedPostgres(_directory, durable=False)
    valkey = EmbeddedValkey(_directory, databases=256, keep_port=False)
    for server in (postgres, valkey):
        server.start()
        _started.append(server)
    os.environ["DATABASE_URL"] = postgres.database_url
    os.environ["DATABASE_OWNER_URL"] = postgres.owner_url
    os.environ["REDIS_URL"] = valkey.url


def _replace_path(url: str, path: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{path}"))


def _claim_valkey_number(url: str) -> int:
    """A database number that no other run uses. Number 0 holds the claims."""
    client = redis.Redis.from_url(_replace_path(url, "0"))
    count = int(client.config_get("databases")["databases"])
    for number in range(1, count):
        if client.set(f"claim:{number}", os.getpid(), nx=True, ex=_CLAIM_SECONDS):
            redis.Redis.from_url(_replace_path(url, str(number))).flushdb()
            return number
    raise pytest.UsageError("every Valkey database is taken by another test run")


def _is_xdist_controller(args: list[str]) -> bool:
    return any(arg.startswith(("-n", "--numprocesses")) for arg in args)


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(args: list[str]) -> None:
    if not all(os.environ.get(name) for name in _ADDRESSES):
        _start()
    os.environ.setdefault("HIREAPP_TEST_RUN", str(os.getpid()))
    if "PYTEST_XDIST_WORKER" not in os.environ:
        compile_catalogues([Path(__file__).resolve().parents[1] / "locale"])
    if _is_xdist_controller(args) and "PYTEST_XDIST_WORKER" not in os.environ:
        return  # runs no test itself
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    database = f"test_hireapp_{os.environ['HIREAPP_TEST_RUN']}_{worker}"
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL"):
        os.environ[f"HIREAPP_TEST_{name}"] = os.environ[name]
        os.environ[name] = _replace_path(os.environ[name], database)
    number = _claim_valkey_number(os.environ["REDIS_URL"])
    os.environ["REDIS_URL"] = _replace_path(os.environ["REDIS_URL"], str(number))


def pytest_unconfigure() -> None:
    claimed = urlsplit(os.environ.get("REDIS_URL", "")).path.lstrip("/")
    if claimed not in {"", "0"}:
        client = redis.Redis.from_url(_replace_path(os.environ["REDIS_URL"], "0"))
        client.delete(f"claim:{claimed}")
    for server in reversed(_started):
        server.stop()
    if _directory is not None:
        shutil.rmtree(_directory, ignore_errors=True)
