"""Debian's Firefox, spoken to by Marionette (Playwright drives only its own build of Firefox).

It gets no sound device, wherever it runs: what arrives is recorded and not played, and an
AudioContext never begins (meters stand still).

Protocol: https://firefox-source-docs.mozilla.org/testing/marionette/Protocol.html
"""

from __future__ import annotations

import base64
import json
import os
import shutil
import socket
import subprocess
import time
from pathlib import Path
from types import TracebackType
from typing import Any

START_SECONDS = 60.0
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"  # WebDriver: the key of a reference to an element

PREFS: dict[str, bool | int | str] = {
    # A camera that shows colours, a microphone that hears a tone, calls within one machine.
    "media.navigator.streams.fake": True,
    "media.navigator.permission.disabled": True,
    "media.peerconnection.ice.loopback": True,
    "media.peerconnection.ice.obfuscate_host_addresses": False,
    "media.autoplay.default": 0,
    "intl.accept_languages": "en-US, en",
    "marionette.port": 0,  # any free one; see MarionetteActivePort
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.homepage": "about:blank",
    "devtools.console.stdout.content": True,
    # Whatever the browser wants of anybody outside ends at a proxy that is not there, so that no
    # name is looked up; the machine itself is reached without one.
    "network.proxy.type": 1,
    "network.proxy.http": "127.0.0.1",
    "network.proxy.http_port": 9,
    "network.proxy.ssl": "127.0.0.1",
    "network.proxy.ssl_port": 9,
    "network.proxy.allow_bypass": False,
    "network.proxy.failover_direct": False,
    "network.dns.disablePrefetch": True,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "app.normandy.enabled": False,
    "app.update.disabledForTesting": True,
    "datareporting.policy.dataSubmissionEnabled": False,
    "media.gmp-manager.updateEnabled": False,
}

# What pages threw and what the browser refused them.
ERRORS = """
return Services.console.getMessageArray()
  .filter((one) => one instanceof Ci.nsIScriptError && !(one.flags & Ci.nsIScriptError.warningFlag))
  .filter((one) => one.sourceName.startsWith(arguments[0]))
  .map((one) => `${one.sourceName}: ${one.errorMessage}`);
"""
# What they write themselves.
LISTEN = """
const { error } = console;
window.complaints = [];
console.error = (...words) => {
  window.complaints.push(words.map(String).join(" "));
  error(...words);
};
"""


class Firefox:
    """One browser with one page and a profile of its own in ``folder``."""

    def __init__(self, folder: Path) -> None:
        profile = folder / "profile"
        profile.mkdir()
        lines = [f"user_pref({json.dumps(k)}, {json.dumps(v)});\n" for k, v in PREFS.items()]
        (profile / "user.js").write_text("".join(lines), encoding="utf-8")
        self.log = folder / "firefox.log"
        # The third flag lets dark() and complaints() reach the browser itself.
        flags = ("--headless", "--marionette", "--remote-allow-system-access", "--no-remote")
        program = shutil.which("firefox-esr")
        assert program, "Firefox is needed: apt-get install firefox-esr"
        nowhere = {"HOME": str(folder), "PULSE_SERVER": f"unix:{folder / 'no-sound'}"}
        with self.log.open("wb") as log:
            self._process = subprocess.Popen(
                [program, *flags, "--profile", str(profile)],
                env={**os.environ, **nowhere},
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        self._socket = socket.create_connection(("127.0.0.1", self._port(profile)), timeout=120)
        self._sent = 0
        self._written: list[str] = []
        self._answers = self._socket.makefile("rb")
        self._read()  # {"applicationType": "gecko", "marionetteProtocol": 3}
        self._say("WebDriver:NewSession")

    def __enter__(self) -> Firefox:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._socket.close()
        self._stop()

    def _port(self, profile: Path) -> int:
        deadline = time.monotonic() + START_SECONDS
        file = profile / "MarionetteActivePort"
        while not (file.exists() and file.read_text()):
            if self._process.poll() is not None or time.monotonic() > deadline:
                self._stop()
                raise RuntimeError(f"Firefox did not start:\n{self.log.read_text()[-3000:]}")
            time.sleep(0.1)
        return int(file.read_text())

    def _stop(self) -> None:
        self._process.terminate()
        try:
            self._process.wait(15)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(15)

    def open(self, url: str, *, width: int = 1280, height: int = 800) -> None:
        """``width`` and ``height`` of the page, in CSS pixels."""
        frame = "return [window.outerWidth - innerWidth, window.outerHeight - innerHeight]"
        beside, above = self.run(frame)
        size = {"width": width + beside, "height": height + above}
        self._say("WebDriver:SetWindowRect", **size)
        self._written += self._page_wrote()
        self._say("WebDriver:Navigate", url=url)
        self.run(LISTEN)

    def run(self, script: str, *arguments: Any) -> Any:
        """The value that the body of a function in the page returns."""
        answer = self._say("WebDriver:ExecuteScript", script=script, args=arguments, sandbox=None)
        return answer["value"]

    def until(self, condition: str, *arguments: Any, seconds: float = 60.0) -> None:
        """Waits for an expression of the page to be true."""
        deadline = time.monotonic() + seconds
        while not self.run(f"return Boolean({condition})", *arguments):
            assert time.monotonic() < deadline, f"never true: {condition} {arguments}"
            time.sleep(0.2)

    def click(self, selector: str, *, seconds: float = 60.0) -> None:
        """Presses what ``selector`` finds, as soon as it is to be seen."""
        seen = "document.querySelector(arguments[0])?.checkVisibility()"
        self.until(seen, selector, seconds=seconds)
        self._say("WebDriver:ElementClick", id=self._find(selector))

    def type(self, selector: str, text: str) -> None:
        self._say("WebDriver:ElementSendKeys", id=self._find(selector), text=text)

    def dark(self, dark: bool) -> None:
        """Which colour scheme pages are told that the person prefers."""
        name = "layout.css.prefers-color-scheme.content-override"
        self._chrome(
            "Services.prefs.setIntPref(arguments[0], arguments[1])", name, 0 if dark else 1
        )
        self.until("matchMedia('(prefers-color-scheme: dark)').matches === arguments[0]", dark)

    def picture(self, path: Path) -> None:
        """A PNG of what is to be seen, once nothing moves."""
        self.until("document.getAnimations().every((one) => one.playState !== 'running')")
        answer = self._say("WebDriver:TakeScreenshot", full=False)
        path.write_bytes(base64.b64decode(answer["value"]))

    def complaints(self, url: str) -> list[str]:
        """Errors since the start: of pages at ``url``, and what pages wrote as one themselves."""
        return [*self._chrome(ERRORS, url), *self._written, *self._page_wrote()]

    def _page_wrote(self) -> list[str]:
        return list(self.run("return window.complaints ?? []"))

    def _find(self, selector: str) -> str:
        answer = self._say("WebDriver:FindElement", using="css selector", value=selector)
        return str(answer["value"][ELEMENT])

    def _chrome(self, script: str, *arguments: Any) -> Any:
        self._say("Marionette:SetContext", value="chrome")
        try:
            return self.run(script, *arguments)
        finally:
            self._say("Marionette:SetContext", value="content")

    def _say(self, command: str, **parameters: Any) -> Any:
        self._sent += 1
        message = json.dumps([0, self._sent, command, parameters]).encode()
        self._socket.sendall(f"{len(message)}:".encode() + message)
        _kind, number, error, result = self._read()
        assert number == self._sent, "an answer to something else"
        if error:
            raise RuntimeError(f"{command}: {error['error']}: {error['message']}")
        return result

    def _read(self) -> Any:
        length = b""
        while (byte := self._answers.read(1)) != b":":
            assert byte, f"Firefox has gone:\n{self.log.read_text()[-3000:]}"
            length += byte
        return json.loads(self._answers.read(int(length)))
