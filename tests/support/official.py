"""GitHub's published descriptions and examples, fetched once as pinned packages."""

from __future__ import annotations

import base64
import fcntl
import hashlib
import os
import shutil
import subprocess
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import pytest

CACHE = Path(__file__).parents[2] / ".cache" / "official"
_SECONDS = 300


@dataclass(frozen=True)
class Artefact:
    """One file of one npm package.

    Attributes:
        package: Name and version.
        integrity: The package's SHA-512, base64, as npm's own lock files write it.
        member: The file's path in the package.
    """

    package: str
    integrity: str
    member: str


WEBHOOK_EXAMPLES = Artefact(
    "@octokit/webhooks-examples@7.6.1",
    "De6U3XB6O3DtCa7bKgCMzTHdeopqqZ6SNivMYJnK65ierKL1AnNIA0tkRYCRS7lwGT792d+Ps1WbfHlso6MynQ==",
    "api.github.com/index.json",
)
REST_DESCRIPTION = Artefact(
    "@octokit/openapi@23.0.2",
    "pV8M7L9GY23AybNvTmo2nyjmpmnt6+2sRE/tqr0ZLQcPS4lnw7u5eZGNmwRNkBC3D7gZXbFx5AHzLUVRBXGDhg==",
    "generated/api.github.com.json",
)
GRAPHQL_SCHEMA = Artefact(
    "@octokit/graphql-schema@15.26.1",
    "RFDC2MpRBd4AxSRvUeBIVeBU7ojN/SxDfALUd7iVYOSeEK3gZaqR2MGOysj4Zh2xj2RY5fQAUT+Oqq7hWTraMA==",
    "schema.graphql",
)


def fetched(artefact: Artefact) -> Path:
    """Return the file, from the cache if it is there; skip the test when it cannot be had."""
    # The digest in the name makes a new pin a new file.
    digest = hashlib.sha256(artefact.integrity.encode()).hexdigest()[:8]
    path = CACHE / f"{digest}-{Path(artefact.member).name}"
    CACHE.mkdir(parents=True, exist_ok=True)
    with (CACHE / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not path.exists():
            _fetch(artefact, path)
    return path


def _fetch(artefact: Artefact, path: Path) -> None:
    npm = shutil.which("npm")
    if npm is None:
        _unavailable(f"npm is not installed: cannot fetch {artefact.package}")
    with tempfile.TemporaryDirectory(dir=CACHE) as folder:
        try:
            subprocess.run(  # noqa: S603 - the arguments are the constants above
                [npm, "pack", "--loglevel=error", "--pack-destination", folder, artefact.package],
                check=True,
                capture_output=True,
                stdin=subprocess.DEVNULL,
                text=True,
                timeout=_SECONDS,
            )
        except subprocess.CalledProcessError as error:
            said = (error.stderr.strip() or "no reason given").splitlines()[0]
            _unavailable(f"npm cannot fetch {artefact.package}: {said}")
        except subprocess.TimeoutExpired:
            _unavailable(f"npm did not fetch {artefact.package} within {_SECONDS} seconds")
        (packed,) = Path(folder).glob("*.tgz")
        _verify(artefact, packed)
        _unpack(artefact, packed, path)


def _verify(artefact: Artefact, packed: Path) -> None:
    with packed.open("rb") as file:
        digest = hashlib.file_digest(file, "sha512").digest()
    if base64.b64encode(digest).decode() != artefact.integrity:
        pytest.fail(f"{artefact.package} is not the package that was pinned")


def _unpack(artefact: Artefact, packed: Path, path: Path) -> None:
    with tarfile.open(packed) as archive:
        member = archive.extractfile(f"package/{artefact.member}")
        assert member is not None
        with tempfile.NamedTemporaryFile(dir=CACHE, delete=False) as file:
            shutil.copyfileobj(member, file)
    # The rename makes a half-written file impossible.
    Path(file.name).rename(path)


def _unavailable(reason: str) -> NoReturn:
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)
