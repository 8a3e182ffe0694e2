"""Runs the same work for many things at once; the first error ends it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Item = TypeVar("Item")
Answer = TypeVar("Answer")


def each(
    work: Callable[[Item], Answer],
    items: Iterable[Item],
    done: Callable[[], None] = lambda: None,
    workers: int = 8,
) -> list[Answer]:
    """Answers in the order of the items; `done` is called as each is finished."""

    def run(item: Item) -> Answer:
        try:
            return work(item)
        finally:
            done()

    with ThreadPoolExecutor(workers, thread_name_prefix="drill") as pool:
        return list(pool.map(run, items))
