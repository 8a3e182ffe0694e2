"""What the child processes of `c7n-reflex org` import first.

c7n-org runs each account in a child process. Forked children have the plugin; those that are spawned, or
come from a fork server, start from nothing but the main module
(multiprocessing.spawn.get_preparation_data). So while c7n-org runs, this is the main module.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import c7n_reflex.plugin  # noqa: F401


@contextmanager
def load_the_plugin() -> Iterator[None]:
    """Within, every child process imports the plugin, whatever its start method."""
    main = sys.modules["__main__"]
    sys.modules["__main__"] = sys.modules[__name__]
    try:
        yield
    finally:
        sys.modules["__main__"] = main
