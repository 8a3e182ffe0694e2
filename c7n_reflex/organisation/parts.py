"""All parts of the organisation, in the order in which they are put in."""

from __future__ import annotations

import importlib

from c7n_reflex.accounts import Directory
from c7n_reflex.organisation.organisation import Organisation

# moto's own faults are mended first; `seed` comes last, as it already makes calls.
_MENDS = (
    "performance",
    "awslambda",
    "awslambda_urls",
    "cloudformation",
    "cloudformation_detection",
    "cloudtrail",
    "config",
    "dynamodb",
    "ec2",
    "events",
    "s3",
    "sns",
    "sqs",
    "ssm",
)
PARTS = (
    *(f"moto_mends.{name}" for name in _MENDS),
    "resource_policies",
    "securityhub",
    "native_findings",
    "inbox",
    "eventbridge",
    "functions",
    "config_rules",
    "cloudtrail",
    "faults",
    "seed",
)


def build(directory: Directory, parts: tuple[str, ...] = PARTS, endpoint: str = "") -> Organisation:
    """An organisation of these accounts with these parts; call `close` when done with it."""
    organisation = Organisation(directory)
    organisation.endpoint = endpoint
    organisation.gateway  # noqa: B018 - built first: identities must see the first AssumeRole
    organisation.control.route("POST", "idle", lambda _, body: _wait_idle(organisation, body))
    organisation.control.route("GET", "health", lambda *_: {"endpoint": organisation.endpoint})
    for name in parts:
        importlib.import_module(f"{__package__}.{name}").install(organisation)
    return organisation


def _wait_idle(organisation: Organisation, body: dict[str, float] | None) -> dict[str, list[str]]:
    return {"busy": organisation.tracker.wait_idle((body or {}).get("timeout", 30.0))}
