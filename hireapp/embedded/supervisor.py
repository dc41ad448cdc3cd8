"""Keeps every process of a one-machine HireApp alive, and ends them all in order.

A child that dies is started again after a pause that grows while it keeps dying; the embedded
servers come back on the same port. Single-threaded on purpose: the kernel's parent-death signal
(see ``children``) follows the thread that started a child.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from hireapp.embedded.children import die_with_parent
from hireapp.embedded.console import Console
from hireapp.embedded.postgres import EmbeddedPostgres, PostgresFailed
from hireapp.embedded.processes import Process
from hireapp.embedded.valkey import EmbeddedValkey, ValkeyFailed

Server = EmbeddedPostgres | EmbeddedValkey
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 15.0  # seconds before a restart, doubling
SETTLED_AFTER = 30.0  # a child that lived this long starts again with the first pause
LOOK_EVERY = 0.25  # seconds between looks at the servers
LONGEST_LINE = 256 * 1024  # bytes of a child's line that are kept in memory


class SetupFailed(RuntimeError):
    """A command that must succeed before the processes start did not."""


@dataclass(slots=True)
class Backoff:
    """How long to wait before the next start."""

    pause: float = FIRST_PAUSE
    started: float = 0.0

    def begin(self) -> None:
        self.started = time.monotonic()

    def next_pause(self) -> float:
        if time.monotonic() - self.started > SETTLED_AFTER:
            self.pause = FIRST_PAUSE
        pause, self.pause = self.pause, min(self.pause * 2, LONGEST_PAUSE)
        return pause


class Supervisor:
    """Runs ``servers`` and ``processes`` until it is told to stop."""

    def __init__(
        self,
        *,
        servers: Sequence[tuple[str, Server]],
        processes: Sequence[Process],
        environment: dict[str, str],
        console: Console,
    ) -> None:
        self._servers, self._processes = servers, processes
        self._environment, self._console = environment, console
        self._running: dict[str, asyncio.subprocess.Process] = {}
        self._relays: set[asyncio.Task[None]] = set()  # the event loop itself forgets its tasks
        self._stopping = asyncio.Event()

    def stop(self) -> None:
        self._stopping.set()

    async def run(
        self,
        *,
        setup: Sequence[list[str]],
        healthy: Callable[[], bool],
        when_ready: Callable[[], None],
        afterwards: Sequence[Process],
    ) -> None:
        """Starts the servers, runs ``setup`` one by one, then everything until ``stop()``.

        ``when_ready`` is called once ``healthy``; then each of ``afterwards`` runs once.
        """
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self.stop)
        try:
            for name, server in self._servers:
                server.start()
                self._console.line(name, f"listens on 127.0.0.1:{server.port}")
            for command in setup:
                if not await self._once("setup", command):
                    return
            async with asyncio.TaskGroup() as group:
                keepers = [group.create_task(self._keep(one)) for one in self._processes]
                keepers += [group.create_task(self._keep_server(*one)) for one in self._servers]
                follow = group.create_task(self._follow(healthy, when_ready, afterwards))
                await self._stopping.wait()
                self._console.line("up", "stopping")
                for task in (*keepers, follow):
                    task.cancel()
        finally:
            await self._end_all()

    async def _once(self, name: str, command: list[str]) -> bool:
        """Runs a set-up command to its end. False when we were told to stop meanwhile."""
        child = await self._start(Process(name, command))
        ended = asyncio.create_task(child.wait())
        stopped = asyncio.create_task(self._stopping.wait())
        await asyncio.wait({ended, stopped}, return_when=asyncio.FIRST_COMPLETED)
        stopped.cancel()
        if self._stopping.is_set():
            await self._end(Process(name, command))
            return False
        if child.returncode != 0:
            raise SetupFailed(f"{' '.join(command[1:])} ended with status {child.returncode}")
        return True

    async def _start(self, process: Process) -> asyncio.subprocess.Process:
        child = await asyncio.create_subprocess_exec(
            *process.command,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            env=self._environment | {"PYTHONUNBUFFERED": "1"} | process.environment,
            start_new_session=True,  # Ctrl-C reaches us alone; we stop the children in order
            preexec_fn=die_with_parent(process.orphaned),
            limit=LONGEST_LINE,
        )
        self._running[process.name] = child
        relay = asyncio.get_running_loop().create_task(self._relay(process.name, child))
        self._relays.add(relay)
        relay.add_done_callback(self._relays.discard)
        return child

    async def _relay(self, name: str, child: asyncio.subprocess.Process) -> None:
        assert child.stdout is not None
        while True:
            try:
                line = await child.stdout.readline()
            except ValueError:  # longer than LONGEST_LINE; dropped, for a full pipe stops the child
                self._console.line(name, "(a line too long to show)")
                continue
            if not line:
                return
            self._console.line(name, line.decode(errors="replace").rstrip())

    async def _keep(self, process: Process) -> None:
        backoff = Backoff()
        while True:
            backoff.begin()
            child = await self._start(process)
            status = await child.wait()
            _kill_group(child.pid)  # what a killed parent left behind
            pause = backoff.next_pause()
            self._console.line(
                process.name, f"ended with status {status}; starts again in {pause:g} s"
            )
            await asyncio.sleep(pause)

    async def _keep_server(self, name: str, server: Server) -> None:
        backoff = Backoff()
        backoff.begin()
        while True:
            await asyncio.sleep(LOOK_EVERY)
            if server.process is not None and server.process.poll() is None:
                continue
            self._console.line(name, "is gone; starting it again")
            try:
                server.start()
                backoff.begin()
            except (PostgresFailed, ValkeyFailed) as error:
                self._console.line(name, str(error))
                await asyncio.sleep(backoff.next_pause())

    async def _follow(
        self,
        healthy: Callable[[], bool],
        when_ready: Callable[[], None],
        afterwards: Sequence[Process],
    ) -> None:
        while not await asyncio.to_thread(healthy):
            await asyncio.sleep(0.1)
        when_ready()
        for process in afterwards:
            child = await self._start(process)
            if await child.wait() != 0:
                self._console.line(process.name, f"failed with status {child.returncode}")

    async def _end_all(self) -> None:
        """Processes first, all at once; then the broker; the database last."""
        known = {process.name: process for process in self._processes}
        names = list(self._running)
        ends = [self._end(known.get(name, Process(name, []))) for name in names]
        await asyncio.gather(*ends)
        for name, server in reversed(self._servers):
            server.stop()
            self._console.line(name, "stopped")

    async def _end(self, process: Process) -> None:
        child = self._running[process.name]
        if child.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                child.send_signal(process.stop)
            try:
                await asyncio.wait_for(child.wait(), process.patience)
            except TimeoutError:
                self._console.line(process.name, f"did not stop in {process.patience:g} s: killed")
        _kill_group(child.pid)
        await child.wait()


def _kill_group(leader: int) -> None:
    """Each child leads a process group of its own: nobody in it stays behind."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, signal.SIGKILL)
