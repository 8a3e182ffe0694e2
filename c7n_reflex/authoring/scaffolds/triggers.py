"""What starts a new policy: the `mode` for an API call or for a finding, made from a sample of its event."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from c7n_reflex.authoring.scaffolds import identifiers
from c7n_reflex.errors import InputError

JSON = dict[str, Any]
_CALL = "AWS API Call via CloudTrail"
_FINDINGS = "Security Hub Findings - Imported"
_SIGN_IN = "AWS Console Sign In via CloudTrail"
_ROLE = "arn:aws:iam::{account_id}:role/c7n-reflex-lambda"
_MEMBER = "arn:aws:iam::{account_id}:role/c7n-reflex-member"
_RUNTIME: JSON = {"runtime": "python3.11", "timeout": 120, "memory": 512}


@dataclass(frozen=True)
class Trigger:
    """The event that starts a policy."""

    sample: str  # its name
    event: JSON
    mode: JSON
    folder: str  # below policies/
    title: str  # in words
    controls: tuple[str, ...] = ()  # of Security Hub that find the same

    @property
    def is_call(self) -> bool:
        """True for an API call, False for a finding."""
        return self.folder == "cloudtrail"


def trigger(name: str, manager: Any, ids: str = "") -> Trigger:
    """The trigger of a sample's name. InputError for an unknown name, or an event that no mode here is for.

    `ids`: the JMESPath of the resource in the call; empty: it is looked for.
    """
    from c7n_reflex.authoring import samples

    name, event = _sample(name, manager)
    kind = event.get("detail-type")
    if kind in (_CALL, _SIGN_IN):
        return _call(name, event, manager, ids)
    finding = samples.sample(f"asff:{name}") if kind == "GuardDuty Finding" else event
    if finding.get("detail-type") == _FINDINGS:
        return _finding(name if finding is event else f"asff:{name}", finding)
    raise InputError(
        f"{name!r} is neither an API call nor a finding of Security Hub, but {kind!r}",
        remedy="write a policy in mode `event`: docs/modes.md",
    )


def _sample(name: str, manager: Any) -> tuple[str, JSON]:
    """(the sample's name, its event): rather a call of the resource's own service.

    Named with its service, the sample is found without a look at every service's API, which takes a second.
    """
    from c7n_reflex.authoring import samples

    if not {":", "@", "/"} & set(name):
        qualified = f"{identifiers.event_source(manager).removesuffix('.amazonaws.com')}:{name}"
        with suppress(InputError):
            return qualified, samples.sample(qualified)
    return name, samples.sample(name)


def _call(name: str, event: JSON, manager: Any, ids: str) -> Trigger:
    detail = event["detail"]
    call = {
        "source": detail["eventSource"],
        "event": detail["eventName"],
        "ids": ids or identifiers.ids(event, manager),
    }
    mode = {"type": "cloudtrail", "role": _ROLE, **_RUNTIME, "events": [call]}
    return Trigger(name, event, mode, "cloudtrail", str(detail["eventName"]))


def _finding(name: str, event: JSON) -> Trigger:
    finding = event["detail"]["findings"][0]
    control = (finding.get("Compliance") or {}).get("SecurityControlId")
    mode = {
        "type": "hub-finding",
        "role": _ROLE,
        "member-role": _MEMBER,
        **_RUNTIME,
        "pattern": {"detail": {"findings": _pattern(finding, control)}},
    }
    title = f"{control}: {finding['Title']}" if control else str(finding["Title"])
    return Trigger(name, event, mode, "securityhub", title, (control,) if control else ())


def _pattern(finding: Mapping[str, Any], control: str | None) -> JSON:
    """Findings of the same product and kind; those that are settled the mode itself keeps out."""
    product = str(finding["ProductArn"]).rpartition("::")[2]
    kind = {"Compliance": {"SecurityControlId": [control], "Status": ["FAILED"]}} if control else {}
    return {
        "ProductArn": [{"suffix": f"::{product}"}],
        **(kind or {"Types": list(finding["Types"])}),
        "Resources": {"Type": [finding["Resources"][0]["Type"]]},
    }
