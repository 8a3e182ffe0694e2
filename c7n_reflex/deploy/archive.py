"""The zip file that a policy's function runs from: Custodian, our part of the engine, the remediations.

The same sources give the same archive, whatever machine, folder, date or order they come from
(c7n.mu.custodian_archive takes files in the order of the directory, with the deployer's own dates):
`digest` says so of the sources, everywhere; `sha256` of the bytes, wherever zlib is of the same build.
Everything but the policy is packed once per process, for all policies and accounts.
"""

from __future__ import annotations

import base64
import hashlib
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from c7n.mu import PythonPackageArchive

from c7n_reflex.deploy.archives import bytecode, files, zipping

RUNTIME = "python3.11"


@dataclass(frozen=True)
class Archive:
    """One archive.

    `sha256` is in base64, as Lambda's CodeSha256. `digest` is the SHA-256, in hex, of names and contents of
    the sources: without bytecode, and whatever the compression. `compiled`: whether bytecode for the runtime
    is in it; otherwise functions start slower, see archives.interpreters.
    """

    bytes: bytes = field(repr=False)
    sha256: str
    digest: str
    compiled: bool


@dataclass(frozen=True)
class Common:
    """What all policies have in common: zipped, hashed so far, and the hash of each source by name."""

    section: zipping.Section = field(repr=False)
    begun: Any  # of hashlib, over the section's entries; never updated itself
    hashes: Mapping[str, str] = field(repr=False)
    compiled: bool


def build(contents: Mapping[str, str], packages: tuple[str, ...] = (), runtime: str = RUNTIME) -> Archive:
    """The archive with these files for the policy (text by name) and further importable packages."""
    shared = common(packages, runtime)
    added = {name: text.encode() for name, text in contents.items()}
    own = zipping.section(added, len(shared.section.entries))
    tail = own.entries + zipping.end((shared.section, own))
    whole = shared.begun.copy()
    whole.update(tail)
    sha256 = base64.b64encode(whole.digest()).decode()
    digest = _digest({**shared.hashes, **_hashes(added)})
    return Archive(shared.section.entries + tail, sha256, digest, shared.compiled)


def packed(packages: tuple[str, ...] = (), runtime: str = RUNTIME) -> bytes:
    """An archive without a policy."""
    return build({}, packages, runtime).bytes


@lru_cache
def common(packages: tuple[str, ...], runtime: str) -> Common:
    """Custodian, our engine, the remediations and these further importable packages, with bytecode."""
    sources = files.of(packages)
    compiled = bytecode.of(sources, runtime)
    section = zipping.section({**sources, **compiled})
    return Common(section, hashlib.sha256(section.entries), _hashes(sources), bool(compiled))


def _hashes(contents: Mapping[str, bytes]) -> dict[str, str]:
    return {name: hashlib.sha256(content).hexdigest() for name, content in contents.items()}


def _digest(hashes: Mapping[str, str]) -> str:
    lines = "".join(f"{hashes[name]} {name}\n" for name in sorted(hashes))
    return hashlib.sha256(lines.encode()).hexdigest()


class FunctionArchive(PythonPackageArchive):
    """The same for what takes Custodian's archives (c7n.mu.LambdaManager); it has no file, so no `path`."""

    def __init__(self, packages: tuple[str, ...] = (), runtime: str = RUNTIME) -> None:
        # Not super().__init__, which opens a temporary file for each.
        self._packages, self._runtime = packages, runtime
        self._contents: dict[str, str] = {}
        self._built: Archive | None = None

    def __del__(self) -> None:
        """Nothing is left behind."""

    def add_contents(self, dest: str, contents: str | bytes) -> None:
        """Add a file, by name."""
        assert self._built is None, "Archive closed"
        self._contents[dest] = contents if isinstance(contents, str) else contents.decode()

    def close(self) -> FunctionArchive:
        """Build it; nothing can be added any more."""
        self._built = self._built or build(self._contents, self._packages, self._runtime)
        return self

    def remove(self) -> None:
        """Nothing to remove."""

    @property
    def built(self) -> Archive:
        """What it has become."""
        assert self._built is not None, "Archive not closed"
        return self._built

    @property
    def size(self) -> int:
        """Bytes."""
        return len(self.built.bytes)

    def get_bytes(self) -> bytes:
        """The zip file."""
        return self.built.bytes

    def get_stream(self) -> io.BytesIO:
        """The zip file, to be read."""
        return io.BytesIO(self.built.bytes)

    def get_checksum(
        self, encoder: Callable[[bytes], bytes] = base64.b64encode, hasher: Callable[[], Any] = hashlib.sha256
    ) -> str:
        """As Lambda's CodeSha256, unless other functions are given."""
        hashed = hasher()
        hashed.update(self.built.bytes)
        return encoder(hashed.digest()).decode("ascii")

    def get_reader(self) -> Any:
        """As zipfile.ZipFile."""
        import zipfile

        return zipfile.ZipFile(self.get_stream())
