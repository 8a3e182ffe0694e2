"""Hearing of the calls that a session's clients make, also of clients that it has made before.

A client copies its session's event hooks when it is made, so that what is registered later it never hears.
Sessions of ours (`modes.sessions`) hear of every call from the beginning, and pass on to whoever listens.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

CALLED = "after-call.*.*"
LISTENERS = "c7n_reflex_listeners"  # on a boto3 session: those who listen now
Note = Callable[..., None]  # of `parsed` (the answer) and `model` (the operation)


def attend(session: Any) -> None:
    """Make the session pass its clients' calls on."""
    if hasattr(session, LISTENERS):
        return
    listeners: list[Note] = []
    setattr(session, LISTENERS, listeners)

    def pass_on(parsed: Any, model: Any, **_: Any) -> None:
        for note in tuple(listeners):
            note(parsed=parsed, model=model)

    session.events.register(CALLED, pass_on, unique_id="c7n-reflex-listeners")


@contextmanager
def listening(session: Any, note: Note) -> Iterator[None]:
    """Within, `note` hears of every call. Of other sessions than ours, of clients that are made within."""
    listeners: list[Note] | None = getattr(session, LISTENERS, None)
    if listeners is None:
        session.events.register(CALLED, note, unique_id=repr(note))
        try:
            yield
        finally:
            session.events.unregister(CALLED, note, unique_id=repr(note))
        return
    listeners.append(note)
    try:
        yield
    finally:
        listeners.remove(note)
