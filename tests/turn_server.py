"""Debian's coturn as docs/operations.md sets it up ("TURN on 443"): TLS on one port.

The documented file is the one that it is started with; addresses, secret and paths are the test's.
"""

from __future__ import annotations

import base64
import hashlib
import re
import shutil
import subprocess
import time
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.conf import settings

from hireapp.embedded.children import die_with_parent, free_port, listens

SECRET = "shared with the TURN server alone"
START_SECONDS = 20.0
#: What relays are called outside (RFC 5737: nobody's). Reachable through the server only, which
#: knows it for its own: whatever is connected with it was relayed twice.
OUTSIDE = "203.0.113.10"
INSIDE = "127.0.0.1"


class TurnServer:
    """``url``: as in ``HIREAPP_TURN_URLS``. ``certificate``: for 127.0.0.1, PEM. ``pin``: of its
    key, for Chromium's ``--ignore-certificate-errors-spki-list``.
    """

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self.url = f"turns:{INSIDE}:{self.port}?transport=tcp"
        self.log = folder / "turnserver.log"
        self.certificate, key, self.pin = _certificate(folder)
        own = {
            "listening-ip": INSIDE,
            "external-ip": f"{OUTSIDE}/{INSIDE}",
            "allowed-peer-ip": INSIDE,
            "tls-listening-port": str(self.port),
            "cert": str(self.certificate),
            "pkey": str(key),
            "static-auth-secret": SECRET,
        }
        kept = [line for line in documented() if line.partition("=")[0] not in own]
        # Nothing in /etc or /var. A loopback address is no peer otherwise, for it leads to the
        # services of the server's own machine; here it is the only network there is.
        here = ["allow-loopback-peers", f"userdb={folder / 'turndb'}", "log-file=stdout"]
        here += [f"pidfile={folder / 'turnserver.pid'}"]
        lines = [*kept, *(f"{name}={value}" for name, value in own.items()), *here]
        configuration = folder / "turnserver.conf"
        configuration.write_text("\n".join(lines) + "\n", encoding="utf-8")
        self._command = [_program(), "-c", str(configuration)]
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                self._command, stdout=log, stderr=subprocess.STDOUT, preexec_fn=die_with_parent()
            )
        deadline = time.monotonic() + START_SECONDS
        while not listens(self.port):
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"turnserver did not start:\n{self.log.read_text()[-3000:]}")
            time.sleep(0.05)

    def stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait(10)


def documented() -> list[str]:
    """The lines of the configuration file in docs/operations.md, without comments."""
    text = (Path(settings.BASE_DIR) / "docs" / "operations.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"```ini\n# /etc/turnserver.conf\n(.*?)```", text, re.DOTALL)
    return [line for line in block.splitlines() if not line.startswith("#")]


def _program() -> str:
    found = shutil.which("turnserver")
    assert found, "coturn is needed: apt-get install coturn"
    return found


def _certificate(folder: Path) -> tuple[Path, Path, str]:
    """Self-signed for a day: (certificate, key, base64 SHA-256 of the public key)."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "TURN of a test")])
    now = datetime.now(UTC)
    address = x509.SubjectAlternativeName([x509.IPAddress(ip_address(INSIDE))])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(address, critical=False)
        .sign(key, hashes.SHA256())
    )
    pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    certificate, private = folder / "turn.pem", folder / "turn.key"
    certificate.write_bytes(made.public_bytes(pem))
    private.write_bytes(key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain))
    spki = key.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return certificate, private, base64.b64encode(hashlib.sha256(spki).digest()).decode()
