"""`restore-scope` on aws.cloudtrail: let a trail record again what a call took away."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from c7n.utils import type_schema

from custom_actions._trail_scope import (
    FLAGS,
    flags,
    flags_turned_off,
    is_about_selectors,
    records_changes,
    selectors,
    with_management_events,
)
from custom_actions.base import Change, Remediation

if TYPE_CHECKING:
    from c7n_reflex.ledger import Record
    from custom_actions.base import Clients


class RestoreTrailScope(Remediation):
    """Turn on again what the call turned off of a trail, or let it record management events again.

    After an UpdateTrail: recording of all regions, events of global services, log file validation. After a
    PutEventSelectors that leaves out the management events that change something, a selector of all
    management events is added; the call's own stay.

    :example:

    .. code-block:: yaml

        policies:
          - name: widen-trails
            resource: aws.cloudtrail
            mode:
              type: cloudtrail
              events:
                - source: cloudtrail.amazonaws.com
                  event: UpdateTrail
                  ids: requestParameters.name
            filters:
              - narrowed-trail
            actions:
              - restore-scope
    """

    schema = type_schema("restore-scope")
    permissions = (
        "cloudtrail:DescribeTrails",
        "cloudtrail:GetEventSelectors",
        "cloudtrail:PutEventSelectors",
        "cloudtrail:UpdateTrail",
    )
    gone = frozenset({"TrailNotFoundException"})

    def region(self, resource: dict[str, Any]) -> str:
        """The trail's home region: elsewhere only its shadows are, which cannot be changed."""
        return str(resource["HomeRegion"])

    def read(self, clients: Clients, resource: dict[str, Any]) -> dict[str, Any] | None:
        """`{"flags": {flag: bool}, "selectors": {"basic": [...], "advanced": [...]}}`; None if it is gone."""
        client, arn = clients("cloudtrail"), resource["TrailARN"]
        trails = client.describe_trails(trailNameList=[arn], includeShadowTrails=False)["trailList"]
        found = [each for each in trails if each["TrailARN"] == arn]
        if not found:
            return None
        return {"flags": flags(found[0]), "selectors": selectors(client.get_event_selectors(TrailName=arn))}

    def plan(
        self, resource: dict[str, Any], before: dict[str, Any], event: dict[str, Any] | None
    ) -> Change | None:
        """Only what the call took away, and is still missing; nothing without a call."""
        name = resource["Name"]
        turned_off = flags_turned_off(before["flags"], event)
        if turned_off:
            details, undo = ({"flags": dict.fromkeys(turned_off, value)} for value in (True, False))
            after = before | {"flags": before["flags"] | details["flags"]}
            return Change(f"Turned {', '.join(turned_off)} of trail {name} on again.", details, undo, after)
        if is_about_selectors(event) and not records_changes(before["selectors"]):
            wider = {"selectors": with_management_events(before["selectors"])}
            undo = {"selectors": before["selectors"]}
            return Change(f"Let trail {name} record management events again.", wider, undo, before | wider)
        return None

    def apply(self, clients: Clients, change: Change, record: Record) -> None:
        """One call, which may be repeated."""
        _write(clients, record.resource, change.details)

    @classmethod
    def undo(cls, clients: Clients, record: Record) -> None:
        """Turn off what was turned on, or write the selectors that were found."""
        _write(clients, record.resource, record.undo or {})


def _write(clients: Clients, arn: str, state: dict[str, Any]) -> None:
    client = clients("cloudtrail")
    if "flags" in state:
        client.update_trail(Name=arn, **{FLAGS[flag][1]: value for flag, value in state["flags"].items()})
    elif state["selectors"]["advanced"]:
        client.put_event_selectors(TrailName=arn, AdvancedEventSelectors=state["selectors"]["advanced"])
    else:
        client.put_event_selectors(TrailName=arn, EventSelectors=state["selectors"]["basic"])
