"""Embedded PostgreSQL and Valkey: our own children, back on the same port after a crash."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
import redis

from hireapp.embedded.addresses import Addresses, embedded_addresses, write_addresses
from hireapp.embedded.children import listens
from hireapp.embedded.postgres import EmbeddedPostgres, PostgresFailed
from hireapp.embedded.valkey import EmbeddedValkey

ROOT = Path(__file__).resolve().parents[3]


@contextmanager
def _directory() -> Iterator[Path]:
    """Not pytest's own: every pytest that starts closes that to other users, PostgreSQL's too."""
    with tempfile.TemporaryDirectory(prefix="hireapp-embedded-", ignore_cleanup_errors=True) as it:
        yield Path(it)


@pytest.fixture
def place() -> Iterator[Path]:
    with _directory() as place:
        yield place


@pytest.fixture(scope="module")
def shared_place() -> Iterator[Path]:
    with _directory() as place:
        yield place


@pytest.fixture(scope="module")
def postgres(shared_place: Path) -> Iterator[EmbeddedPostgres]:
    server = EmbeddedPostgres(shared_place)
    server.start()
    yield server
    server.stop()


def _role(url: str) -> tuple[object, ...] | None:
    with psycopg.connect(url) as connection:
        return connection.execute(
            "SELECT rolname, rolsuper, rolbypassrls, rolcreaterole FROM pg_roles "
            "WHERE rolname = current_user"
        ).fetchone()


def test_neither_role_is_a_superuser(postgres: EmbeddedPostgres) -> None:
    assert _role(postgres.database_url) == ("hireapp_app", False, False, False)
    assert _role(postgres.owner_url) == ("hireapp_owner", False, False, False)


def test_a_directory_that_was_closed_meanwhile_is_opened_again(place: Path) -> None:
    """As root the server runs under an account of its own, which must be able to get in."""
    server = EmbeddedPostgres(place)
    server.start()
    server.stop()
    place.chmod(0o700)
    server.start()
    assert _role(server.database_url) is not None
    server.stop()


def test_a_wrong_password_is_refused(postgres: EmbeddedPostgres) -> None:
    url = f"postgresql://postgres:guess@127.0.0.1:{postgres.port}/postgres"
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(url)


def test_passwords_are_readable_by_us_alone(postgres: EmbeddedPostgres, shared_place: Path) -> None:
    secrets = shared_place / "secrets" / "postgres.json"
    assert secrets.stat().st_mode & 0o077 == 0
    assert not list(shared_place.glob("*first-password"))


def test_a_laptop_keeps_what_it_committed(postgres: EmbeddedPostgres) -> None:
    with psycopg.connect(postgres.owner_url) as connection:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            assert connection.execute(f"SHOW {setting}").fetchone() == ("on",)


def test_after_a_kill_it_comes_back_on_its_port_with_what_was_committed(
    postgres: EmbeddedPostgres,
) -> None:
    with psycopg.connect(postgres.owner_url) as connection:
        connection.execute("CREATE TABLE kept (n int)")
        connection.execute("INSERT INTO kept VALUES (42)")
    port = postgres.port
    assert postgres.process is not None
    os.kill(postgres.process.pid, signal.SIGKILL)
    postgres.process.wait()
    deadline = time.monotonic() + 20
    while True:
        try:
            postgres.start()
            break
        except PostgresFailed:  # its last backends are still leaving
            assert time.monotonic() < deadline
    assert postgres.port == port
    with psycopg.connect(postgres.owner_url) as connection:
        assert connection.execute("SELECT n FROM kept").fetchone() == (42,)


def test_a_second_run_finds_its_data_and_its_port(place: Path) -> None:
    first = EmbeddedPostgres(place)
    first.start()
    with psycopg.connect(first.owner_url) as connection:
        connection.execute("CREATE TABLE kept (n int)")
    first.stop()
    second = EmbeddedPostgres(place)
    second.start()
    try:
        assert second.owner_url == first.owner_url
        with psycopg.connect(second.owner_url) as connection:
            assert connection.execute("SELECT count(*) FROM kept").fetchone() == (0,)
    finally:
        second.stop()


def test_a_cluster_that_was_half_made_is_made_again(place: Path) -> None:
    leftover = place / "postgres.new"
    leftover.mkdir()
    (leftover / "PG_VERSION").write_text("18\n")
    server = EmbeddedPostgres(place, durable=False)
    server.start()
    server.stop()
    assert not leftover.exists()


def test_the_log_is_shown_when_it_cannot_start(place: Path) -> None:
    server = EmbeddedPostgres(place, durable=False)
    server.start()
    server.stop()
    (place / "postgres" / "postgresql.conf").write_text("no_such_setting = 1\n")
    with pytest.raises(PostgresFailed, match="no_such_setting"):
        server.start()


def test_valkey_comes_back_on_its_port_and_empty(place: Path) -> None:
    server = EmbeddedValkey(place)
    server.start()
    try:
        redis.Redis.from_url(server.url).set("work", "queued")
        port = server.port
        assert server.process is not None
        os.kill(server.process.pid, signal.SIGKILL)
        server.process.wait()
        server.start()
        assert server.port == port
        assert redis.Redis.from_url(server.url).get("work") is None  # PostgreSQL is the truth
    finally:
        server.stop()
    assert not listens(server.port)


def test_servers_die_with_a_starter_that_was_killed(place: Path) -> None:
    code = (
        "import sys, time\nfrom pathlib import Path\n"
        "from hireapp.embedded.postgres import EmbeddedPostgres\n"
        "from hireapp.embedded.valkey import EmbeddedValkey\n"
        "place = Path(sys.argv[1])\n"
        "servers = [EmbeddedPostgres(place, durable=False), EmbeddedValkey(place)]\n"
        "for server in servers:\n    server.start()\n"
        "print(*(server.port for server in servers), flush=True)\ntime.sleep(60)"
    )
    starter = subprocess.Popen(
        [sys.executable, "-c", code, str(place)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert starter.stdout is not None
    ports = [int(port) for port in starter.stdout.readline().split()]
    assert all(listens(port) for port in ports)
    starter.kill()
    starter.wait()
    deadline = time.monotonic() + 10
    while any(listens(port) for port in ports):
        assert time.monotonic() < deadline, "a server outlived its starter"
        time.sleep(0.05)


def test_addresses_are_written_whole_and_for_us_alone(place: Path) -> None:
    addresses = Addresses("postgresql://a@h/d", "postgresql://o@h/d", "redis://h/0")
    write_addresses(place, addresses)
    assert embedded_addresses(place) == addresses
    assert (place / "run" / "embedded.json").stat().st_mode & 0o077 == 0
