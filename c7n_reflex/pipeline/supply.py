"""What the pipeline reads, live: AWS, the switch in core-compliance, the exemptions in the archive."""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from typing import Any

from c7n.filters.core import EventFilter, trim_runtime
from c7n.utils import local_session

from c7n_reflex.pipeline.reaction import Event, Resource
from c7n_reflex.pipeline.reading import resolve
from c7n_reflex.pipeline.seams import Position
from c7n_reflex.safeguards.exemptions import Exemption

ACCESS_KEYS = "c7n-reflex:access-keys"  # on a resource: ids of the keys that the event names


class LiveSupplier:
    """See `seams.Supplier`. `policy` is a c7n policy with a session of the target account and region."""

    def __init__(
        self, policy: Any, switch: Callable[[], Position], exemptions: Callable[[], tuple[Exemption, ...]]
    ) -> None:
        self._manager = policy.resource_manager
        self._switch, self._exemptions = switch, exemptions

    def resources(self, ids: Sequence[str]) -> list[Resource]:
        """By fresh calls: nothing is cached."""
        return resolve(self._manager, ids)

    def complete(self, resource: Resource) -> None:
        """The access keys of a user that the event names, as `remove-keys` takes them, and no others."""
        named = resource.get(ACCESS_KEYS)
        if named and self._manager.type == "iam-user":
            client = local_session(self._manager.session_factory).client("iam")
            keys = client.list_access_keys(UserName=resource["UserName"])["AccessKeyMetadata"]
            resource["c7n:AccessKeys"] = [key for key in keys if key["AccessKeyId"] in named]

    def filtered(
        self, resources: list[Resource], event: Event | None, *, again: bool = False
    ) -> list[Resource]:
        """By the policy's filters. In a sweep, which has no event, event filters are left out."""
        if not resources:
            return []
        if event is None:
            return list(self._manager.filter_resources(resources))
        if not again:
            return list(self._manager.filter_resources(resources, event))
        return list(_without_event_filters(self._manager).filter_resources(resources, event))

    def looks_at_state(self) -> bool:
        """True if a filter looks at the resource."""
        return any(not isinstance(each, EventFilter) for each in _leaves(self._manager.filters))

    def switch(self) -> Position:
        """As it is in core-compliance."""
        return self._switch()

    def exemptions(self) -> tuple[Exemption, ...]:
        """Those of this policy."""
        return self._exemptions()


def _without_event_filters(manager: Any) -> Any:
    """A manager like this one, whose filters look at the resource only."""
    if not any(isinstance(each, EventFilter) for each in _leaves(manager.filters)):
        return manager
    other = copy.copy(manager)
    other.filters = manager.filter_registry.parse(copy.deepcopy(manager.data.get("filters", [])), other)
    trim_runtime(other.filters)
    return other


def _leaves(filters: Sequence[Any]) -> list[Any]:
    found = []
    for each in filters:
        nested = getattr(each, "filters", None)
        found += _leaves(nested) if isinstance(nested, list) else [each]
    return found
