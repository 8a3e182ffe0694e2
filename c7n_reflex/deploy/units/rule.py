"""Units `rule` and `target`: what starts the function, and what becomes of events that cannot be delivered.

Whether a rule is enabled is the operator's affair: it is when it is created, and afterwards is left alone.
"""

from __future__ import annotations

import json
from typing import Any, ClassVar

from c7n_reflex.deploy.units.model import (
    OURS,
    OURS_VALUE,
    Found,
    Site,
    Source,
    State,
    Survey,
    Wanted,
    missing_is,
)
from c7n_reflex.errors import ReflexError

_LONGEST_DESCRIPTION = 512  # PutRule
_BUS_RETRIES = 185  # EventBridge's own default, made visible


class Rule:
    """The rule of the default bus that has the function's name."""

    name: ClassVar[str] = "rule"

    def wanted(self, source: Source) -> State | None:
        """Pattern or schedule. None for what Config starts."""
        text, schedule = source.function.rule_pattern(), source.mode.policy.data["mode"].get("schedule")
        if text is None and not schedule:
            return None
        described = " ".join(str(source.function.description).split())[:_LONGEST_DESCRIPTION]
        pattern = {"pattern": json.loads(text)} if text else {}
        return {"description": described, **pattern, **({"schedule": schedule} if schedule else {})}

    def found(self, survey: Survey) -> State | None:
        """As ListRules has it."""
        rule = survey.site.rules.get(survey.name)
        if rule is None:
            return None
        pattern = {"pattern": json.loads(rule["EventPattern"])} if rule.get("EventPattern") else {}
        schedule = {"schedule": rule["ScheduleExpression"]} if rule.get("ScheduleExpression") else {}
        return {"description": rule.get("Description", ""), **pattern, **schedule}

    def put(self, wanted: Wanted, found: Found) -> None:
        """PutRule, with the state that it has."""
        state = wanted.units[self.name]
        if state is None:
            self.remove(wanted.site, found)
            return
        given = {"EventPattern": json.dumps(state["pattern"], sort_keys=True)} if "pattern" in state else {}
        if "schedule" in state:
            given["ScheduleExpression"] = state["schedule"]
        there = wanted.site.rules.get(wanted.function)
        new = {"Tags": [{"Key": OURS, "Value": OURS_VALUE}]} if there is None else {}
        wanted.site.client("events").put_rule(
            Name=wanted.function,
            Description=state["description"],
            State=(there or {}).get("State", "ENABLED"),
            **given,
            **new,
        )

    def remove(self, site: Site, found: Found) -> None:
        """RemoveTargets and DeleteRule."""
        function = found.function
        if function not in site.rules:
            return
        client = site.client("events")
        targets = missing_is({"Targets": []}, client.list_targets_by_rule, Rule=function)["Targets"]
        if targets:
            _done(client.remove_targets(Rule=function, Ids=[each["Id"] for each in targets]))
        missing_is(None, client.delete_rule, Name=function)


class Target:
    """The rule's targets: the alias, and no other."""

    name: ClassVar[str] = "target"

    def wanted(self, source: Source) -> State | None:
        """One target, with retries (times and seconds) and the queue of failed events."""
        if Rule().wanted(source) is None:
            return None
        return {
            source.name: {
                "arn": source.alias_arn,
                "retries": _BUS_RETRIES,
                "event-age": source.deployment.event_age,
                "dead-letters": source.site.failed_events,
            }
        }

    def found(self, survey: Survey) -> State | None:
        """As ListTargetsByRule has it."""
        if survey.name not in survey.site.rules:
            return None
        client = survey.site.client("events")
        targets = missing_is({"Targets": []}, client.list_targets_by_rule, Rule=survey.name)["Targets"]
        return {
            each["Id"]: {
                "arn": each["Arn"],
                "retries": (each.get("RetryPolicy") or {}).get("MaximumRetryAttempts"),
                "event-age": (each.get("RetryPolicy") or {}).get("MaximumEventAgeInSeconds"),
                "dead-letters": (each.get("DeadLetterConfig") or {}).get("Arn"),
            }
            for each in targets
        } or None

    def put(self, wanted: Wanted, found: Found) -> None:
        """Remove other targets, put ours."""
        state, there = wanted.units[self.name], found.units.get(self.name) or {}
        client = wanted.site.client("events")
        others = [each for each in there if each not in (state or {})]
        if others:
            _done(client.remove_targets(Rule=wanted.function, Ids=others))
        for name, target in (state or {}).items():
            retries = {
                "MaximumRetryAttempts": target["retries"],
                "MaximumEventAgeInSeconds": target["event-age"],
            }
            dead_letters = {"Arn": target["dead-letters"]}
            entry = {
                "Id": name,
                "Arn": target["arn"],
                "RetryPolicy": retries,
                "DeadLetterConfig": dead_letters,
            }
            _done(client.put_targets(Rule=wanted.function, Targets=[entry]))

    def remove(self, site: Site, found: Found) -> None:
        """Goes with the rule."""


def _done(answer: dict[str, Any]) -> None:
    """ReflexError for what PutTargets and RemoveTargets do not raise, but answer."""
    for failed in answer.get("FailedEntries") or ():
        raise ReflexError(f"target {failed['TargetId']}: {failed['ErrorCode']} {failed['ErrorMessage']}")
