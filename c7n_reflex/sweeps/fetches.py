"""What was fetched is shared by all policies of one account and region, until something is changed.

Custodian's own cache (c7n.cache.SqlKvCache, its option `--cache`) does the sharing: it is keyed by account,
region, resource type and query, holds what was fetched with its details and tags, and gives each policy a
copy of its own. Ours lies in a folder that is gone after the run, so that a run sees nothing of an earlier
one, and it is emptied by whatever call changes something.
"""

from __future__ import annotations

import sqlite3
import threading
from typing import Any

from c7n.cache import SqlKvCache, resolve_path

GOOD_MINUTES = 15  # of a long run: state that is older is fetched again
_GLOBAL = "global"
# Listed whole in each region, though c7n does not call it global (resource_type.global_resource)
_LISTED_EVERYWHERE = frozenset({"s3"})
_READS = (
    *("BatchGet", "Describe", "Generate", "Get", "Head", "List", "Lookup", "Query", "Scan", "Search"),
    *("Select", "Simulate"),
)
# Custodian's own output and metrics, credentials: nothing that a policy looks at
_IMMATERIAL = frozenset(
    {
        *("cloudwatch:PutMetricData", "logs:CreateLogStream", "logs:PutLogEvents", "s3:PutObject"),
        *("sts:AssumeRole", "xray:PutTraceSegments"),
    }
)
_DENIALS = frozenset(
    {
        *("AccessDenied", "AccessDeniedException", "AuthFailure", "AuthorizationError", "Forbidden"),
        *("AuthorizationErrorException", "NotAuthorized", "UnauthorizedAccess", "UnauthorizedOperation"),
        *("UnauthorizedException", "403"),
    }
)


def denied_read(operation: str, code: str) -> bool:
    """True if AWS's error code says that this read was not allowed."""
    return operation.startswith(_READS) and code.removeprefix("Client.") in _DENIALS


class Fetches:
    """What the policies of one account read and change; from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._files: set[str] = set()
        self._denied: list[str] = []
        self._remembered: dict[
            str, tuple[str, ...]
        ] = {}  # cache key -> calls that were denied while fetching

    def note(self, parsed: Any, model: Any, **_: Any) -> None:
        """After each call of a session (botocore's `after-call`): remember denials, empty after changes."""
        call = f"{model.service_model.service_name}:{model.name}"
        code = str((parsed.get("Error") or {}).get("Code") or "")
        if denied_read(model.name, code):
            with self._lock:
                self._denied.append(f"{call} {code}")
        if not model.name.startswith(_READS) and call not in _IMMATERIAL:
            self.forget()

    def take_denied(self) -> tuple[str, ...]:
        """The reads that were denied since this was last asked, each once."""
        with self._lock:
            taken = tuple(dict.fromkeys(self._denied))
            self._denied.clear()
        return taken

    def forget(self) -> None:
        """Empty the cache: something has changed."""
        for file in tuple(self._files):
            with sqlite3.connect(file) as connection:
                connection.execute("delete from c7n_cache")
            connection.close()

    def attach(self, policy: Any) -> Cache | None:
        """Make the c7n policy's manager count what it fetches; None without a cache."""
        options = policy.options
        if not (options.cache and options.cache_period) or options.cache == "memory":
            return None
        cache = Cache(options, policy.resource_manager, self)
        policy.resource_manager._cache = cache  # made by its constructor, from the same options
        return cache

    def opened(self, file: str) -> None:
        """There is a cache in this file."""
        self._files.add(file)

    def saved(self, key: str) -> None:
        """What was fetched is kept, and with it what could not be read."""
        with self._lock:
            self._remembered[key] = tuple(self._denied)

    def used(self, key: str) -> None:
        """What was denied while it was fetched is denied to whoever uses it."""
        with self._lock:
            self._denied += self._remembered.get(key, ())


class Cache(SqlKvCache):  # type: ignore[misc, unused-ignore]
    """Custodian's, for one policy: counts, and knows that a global resource is the same in each region."""

    def __init__(self, options: Any, manager: Any, fetches: Fetches) -> None:
        super().__init__(options)
        self._manager, self._fetches = manager, fetches
        self.fetched = self.shared = 0

    def init(self) -> None:
        """As Custodian's; what is lost in a crash need not be kept."""
        super().init()
        self.conn.execute("pragma synchronous = off")
        self._fetches.opened(resolve_path(self.config.cache))

    def get(self, key: Any) -> Any:
        """The resources that were fetched earlier, or None."""
        found = super().get(self._shared_key(key))
        if found is not None:
            self.shared += 1
            self._fetches.used(str(self._shared_key(key)))
        return found

    def save(self, key: Any, data: Any, timestamp: Any = None) -> None:
        """Keep what was fetched."""
        self.fetched += 1
        super().save(self._shared_key(key), data, timestamp)
        self._fetches.saved(str(self._shared_key(key)))

    def _shared_key(self, key: Any) -> Any:
        everywhere = getattr(self._manager.resource_type, "global_resource", False)
        if (everywhere or self._manager.type in _LISTED_EVERYWHERE) and "region" in key:
            return {**key, "region": _GLOBAL}
        return key
