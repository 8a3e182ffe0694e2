"""Progress on the terminal: bars where there is one, else a line for each phase; always on standard error."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from c7n_reflex.drill.play import Progress

if TYPE_CHECKING:
    from rich.console import Console


@contextmanager
def shown(console: Console) -> Iterator[Progress]:
    """The function to report progress with."""
    if not console.is_terminal:
        yield _lines(console)
        return
    from rich.progress import BarColumn, MofNCompleteColumn, SpinnerColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bars

    columns = SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn()
    with Bars(*columns, TimeElapsedColumn(), console=console, transient=True) as bars:

        def begin(what: str, steps: int) -> Callable[[], None]:
            task = bars.add_task(what, total=steps)
            return lambda: bars.advance(task)

        yield begin


def _lines(console: Console) -> Progress:
    def begin(what: str, steps: int) -> Callable[[], None]:
        start = time.monotonic()
        left = [steps]

        def step() -> None:
            left[0] -= 1
            if left[0] == 0:
                console.print(f"{what}: {time.monotonic() - start:.1f} s", highlight=False)

        return step

    return begin
