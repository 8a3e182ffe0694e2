"""Unit `action-target`: what people choose in Security Hub to start a `hub-action` policy."""

from __future__ import annotations

from typing import Any, ClassVar

from c7n_reflex.deploy.units.model import POLICY, Found, Site, Source, State, Survey, Wanted, started_by

_LONGEST_NAME, _LONGEST_DESCRIPTION = 20, 500  # CreateActionTarget


class ActionTarget:
    """Security Hub's custom action; its id is the policy's name."""

    name: ClassVar[str] = "action-target"

    def wanted(self, source: Source) -> State | None:
        """Name and description as people see them."""
        data = source.mode.policy.data
        if data["mode"]["type"] != "hub-action":
            return None
        title = str(data.get("title") or data["name"])
        described = " ".join(str(data.get("description") or title).split())
        return {"name": title[:_LONGEST_NAME], "description": described[:_LONGEST_DESCRIPTION]}

    def found(self, survey: Survey) -> State | None:
        """As DescribeActionTargets has it."""
        if started_by(survey.tags) != "hub-action":
            return None
        target = _target(survey.site, survey.tags.get(POLICY, ""))
        return {"name": target["Name"], "description": target["Description"]} if target else None

    def put(self, wanted: Wanted, found: Found) -> None:
        """CreateActionTarget or UpdateActionTarget."""
        state, client = wanted.units[self.name], wanted.site.client("securityhub")
        if state is None:
            self.remove(wanted.site, found)
            return
        given = {"Name": state["name"], "Description": state["description"]}
        if _target(wanted.site, wanted.policy):
            client.update_action_target(ActionTargetArn=_arn(wanted.site, wanted.policy), **given)
        else:
            client.create_action_target(Id=wanted.policy, **given)

    def remove(self, site: Site, found: Found) -> None:
        """DeleteActionTarget."""
        policy = found.tags.get(POLICY, "")
        if started_by(found.tags) == "hub-action" and _target(site, policy):
            site.client("securityhub").delete_action_target(ActionTargetArn=_arn(site, policy))


def _arn(site: Site, policy: str) -> str:
    return site.arn("securityhub", f"action/custom/{policy}")


def _target(site: Site, policy: str) -> dict[str, Any] | None:
    """Asked for by ARN, Security Hub answers an error where there is none: so all are listed."""
    pages = site.client("securityhub").get_paginator("describe_action_targets").paginate()
    arn = _arn(site, policy)
    return next(
        (each for page in pages for each in page["ActionTargets"] if each["ActionTargetArn"] == arn), None
    )
