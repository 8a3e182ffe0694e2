"""AWS, read and never changed: for `explain --live`."""

from __future__ import annotations

from typing import Any

from c7n_reflex.modes.sessions import SharedModels
from c7n_reflex.pipeline.outcome import UnknownError

# What begins so changes nothing; whatever else a filter may call is left unknown.
READS = (
    *("Describe", "Get", "List", "Head", "BatchGet", "Lookup", "Search", "Query", "Scan", "Select"),
    *("Assume", "Simulate", "Check", "Validate", "Test", "Decode"),
)


class ReadOnlyFactory(SharedModels):
    """Sessions whose calls are refused unless they read."""

    def update(self, session: Any) -> Any:
        """Custodian's own, and the guard: before a request is made."""
        session = super().update(session)
        session.events.register("before-call.*.*", _refuse, unique_id="c7n-reflex-read-only")
        return session


def _refuse(model: Any, **_: Any) -> None:
    """UnknownError for a call that may change something."""
    if not model.name.startswith(READS):
        raise UnknownError(f"{model.service_model.service_name}:{model.name}")
