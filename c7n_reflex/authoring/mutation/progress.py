"""How far it is, on a terminal."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from c7n_reflex.authoring.mutation.running import Progress


@contextmanager
def progress() -> Iterator[Progress]:
    """What `mutate` calls after each mutant: a bar on standard error if that is a terminal, else nothing."""
    if not sys.stderr.isatty():
        yield lambda _done, _all: None
        return
    from rich.console import Console
    from rich.progress import Progress as Bar

    with Bar(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("mutants", total=None)
        yield lambda done, all_: bar.update(task, completed=done, total=all_)
