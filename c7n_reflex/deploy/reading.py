"""Reading many accounts and regions at a time; one that cannot be read neither stops nor hides another."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from botocore.exceptions import BotoCoreError, ClientError

from c7n_reflex.deploy.organising import PARALLEL, Failure, Place
from c7n_reflex.errors import ReflexError

Result = TypeVar("Result")


def of_places(
    places: Sequence[Place], read: Callable[[Place], Result], done: Callable[[Place], None] = lambda _: None
) -> tuple[list[Result], tuple[Failure, ...]]:
    """What `read` returns of each place, in their order, and where it failed.

    `done` is told each place as it is read, from several threads.
    """

    def one(place: Place) -> Result | Failure:
        try:
            return read(place)
        except (ClientError, BotoCoreError, ReflexError) as error:
            return Failure(place.site.account, place.site.region, reason(error))
        finally:
            done(place)

    with ThreadPoolExecutor(PARALLEL) as pool:
        results = list(pool.map(one, places))
    read_ = [result for result in results if not isinstance(result, Failure)]
    return read_, tuple(result for result in results if isinstance(result, Failure))


def reason(error: Exception) -> str:
    """What went wrong, in one line."""
    return error.message if isinstance(error, ReflexError) else str(error)
