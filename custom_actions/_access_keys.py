"""Which of a user's access keys an event is about."""

from __future__ import annotations

from typing import Any

from c7n_reflex.pipeline.cause import api_call

# On a resource: ids of the keys that a finding names; c7n_reflex.pipeline.supply.ACCESS_KEYS.
NAMED = "c7n-reflex:access-keys"


def named_keys(resource: dict[str, Any], event: dict[str, Any] | None) -> set[str] | None:
    """Ids of the keys that the call made or activated, or that the finding names; None in a sweep: every key.

    An event that names no key, such as a finding about the user's password, gives an empty set.
    """
    if event is None:
        return None
    created = api_call(event, "CreateAccessKey")
    if created is not None:
        key = ((created.get("responseElements") or {}).get("accessKey") or {}).get("accessKeyId")
        return {key} if isinstance(key, str) else set()
    updated = api_call(event, "UpdateAccessKey")
    if updated is not None:
        key = (updated.get("requestParameters") or {}).get("accessKeyId")
        return {key} if isinstance(key, str) else set()
    return {str(key) for key in resource.get(NAMED) or ()}
