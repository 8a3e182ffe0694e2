"""Unit `permission`: who may start the alias. Nobody but the policy's own rule, or AWS Config."""

from __future__ import annotations

import json
from typing import Any, ClassVar

from c7n_reflex.deploy.units.model import (
    REMEMBERED,
    Found,
    Site,
    Source,
    State,
    Survey,
    Wanted,
    missing_is,
    qualifier,
)


class Permission:
    """The statements of the alias's policy, by their ids."""

    name: ClassVar[str] = "permission"

    def wanted(self, source: Source) -> State:
        """One statement."""
        if source.mode.policy.data["mode"]["type"] in ("config-rule", "config-poll-rule"):
            grant = f"config.amazonaws.com from {source.site.account}"
        else:
            grant = f"events.amazonaws.com from {source.site.arn('events', f'rule/{source.name}')}"
        return {source.name: grant}

    def found(self, survey: Survey) -> State | None:
        """As GetPolicy has it."""
        if not survey.live:
            return None
        call = survey.site.client("lambda").get_policy
        answer = missing_is(None, call, FunctionName=survey.name, **survey.qualifier)
        if answer is None:
            return None
        statements = json.loads(answer["Policy"])["Statement"]
        return {str(each.get("Sid")): _grant(each) for each in statements} or None

    def put(self, wanted: Wanted, found: Found) -> None:
        """Remove what is not wanted, add what is missing."""
        client, state = wanted.site.client("lambda"), wanted.units[self.name] or {}
        there = found.units.get(self.name) or {}
        named = {"FunctionName": wanted.function, **qualifier(wanted.mode)}
        for sid in [each for each, grant in there.items() if state.get(each) != grant]:
            client.remove_permission(**named, StatementId=sid)
        for sid, grant in state.items():
            if there.get(sid) != grant:
                client.add_permission(**named, **_statement(sid, grant))

    def remove(self, site: Site, found: Found) -> None:
        """Goes with the function."""


def release(wanted: Wanted, found: Found) -> None:
    """Of a function that Custodian deployed: take back that the rule may start the function itself.

    Not before the rule starts the alias: what comes in between would be refused, and Custodian's targets have
    no dead-letter queue.
    """
    adopted = found.exists and REMEMBERED not in found.tags and qualifier(wanted.mode)
    if adopted:
        call = wanted.site.client("lambda").remove_permission
        missing_is(None, call, FunctionName=wanted.function, StatementId=wanted.function)


def _statement(sid: str, grant: str) -> dict[str, Any]:
    principal, _, source = grant.partition(" from ")
    key = "SourceArn" if source.startswith("arn:") else "SourceAccount"
    return {
        "StatementId": sid,
        "Action": "lambda:InvokeFunction",
        "Principal": principal,
        key: source,
    }


def _grant(statement: dict[str, Any]) -> str:
    """Who, and on whose behalf; anything unusual in full, for it is not ours."""
    principal, condition = statement.get("Principal"), statement.get("Condition") or {}
    who = principal.get("Service") if isinstance(principal, dict) and len(principal) == 1 else None
    sources = [
        value
        for operator, keys in condition.items()
        for key, value in keys.items()
        if (operator, key) in (("ArnLike", "AWS:SourceArn"), ("StringEquals", "AWS:SourceAccount"))
    ]
    usual = who and len(sources) == 1 == len(condition) and statement.get("Effect") == "Allow"
    if usual and statement.get("Action") == "lambda:InvokeFunction":
        return f"{who} from {sources[0]}"
    return json.dumps({key: value for key, value in statement.items() if key != "Sid"}, sort_keys=True)
