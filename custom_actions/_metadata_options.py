"""Which instances answer to version 1 of the metadata service, and whether an event let them."""

from __future__ import annotations

from typing import Any

from c7n_reflex.pipeline.cause import api_call

JSON = dict[str, Any]
_ENDING = ("shutting-down", "terminated")


def allows_v1(instance: JSON) -> bool:
    """True if the instance's metadata can be read without a session token. `instance` is as EC2 shows it."""
    options = instance.get("MetadataOptions") or {}
    if instance["State"]["Name"] in _ENDING or options.get("HttpEndpoint") == "disabled":
        return False
    return options.get("HttpTokens") != "required"


def may_have_allowed_v1(event: JSON | None) -> bool:
    """False for a ModifyInstanceMetadataOptions that made neither tokens optional nor the endpoint reachable.

    True for everything else: a launch, a finding, a sweep.
    """
    detail = api_call(event, "ModifyInstanceMetadataOptions")
    if detail is None:
        return True
    parameters = detail.get("requestParameters") or {}
    request = parameters.get("ModifyInstanceMetadataOptionsRequest") or parameters
    given = {key.lower(): value for key, value in request.items()}
    return given.get("httptokens") == "optional" or given.get("httpendpoint") == "enabled"
