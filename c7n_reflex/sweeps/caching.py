"""The folder of caches that a run has for itself."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from c7n_reflex.sweeps.fetches import GOOD_MINUTES


@contextmanager
def cache_for(asked: int, path: str, name: str) -> Iterator[tuple[str, int]]:
    """(file, minutes) for `--cache` and `--cache-period`: what the user asked for, or the run's own.

    `asked` is the user's period, 0 for none; then the file is in a folder that only we may read, and that is
    gone afterwards.
    """
    if asked:
        yield path, asked
        return
    with tempfile.TemporaryDirectory(prefix="c7n-reflex-") as folder:
        yield str(Path(folder) / name), GOOD_MINUTES
