"""Mode `hub-finding`: a finding, imported into Security Hub (c7n.resources.securityhub.SecurityHub)."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from typing import Any

from c7n.exceptions import PolicyExecutionError
from c7n.policy import LambdaMode
from c7n.utils import type_schema

from c7n_reflex.events.finding import SETTLED, Finding, SpoofedFindingError, check_origin, named, settled
from c7n_reflex.modes.asff import id_for
from c7n_reflex.modes.base import EventMode, Task, log
from c7n_reflex.modes.member import required_target
from c7n_reflex.modes.patterns import mentions, merged

_IMPORTED = "Security Hub Findings - Imported"
_FINDINGS = ("detail", "findings")


class HubFinding(EventMode):
    """Runs on findings that still stand, in the account and region that each of them is about."""

    schema = type_schema("hub-finding", rinherit=LambdaMode.schema)

    def event_pattern(self) -> dict[str, Any]:
        """Active findings that nobody has settled, unless `mode.pattern` speaks of those fields itself."""
        needed = {"source": ["aws.securityhub"], "detail-type": [_IMPORTED]}
        unsettled = {
            "RecordState": ["ACTIVE"],
            "Workflow": {"Status": ["NEW", "NOTIFIED"]},
            "Compliance": {"Status": [{"exists": False}, {"anything-but": ["PASSED"]}]},
        }
        return merged(needed, self.mode.get("pattern"), {"detail": {"findings": unsettled}})

    def reason_to_ignore(self, event: Mapping[str, Any]) -> str:
        """Only imported findings, and only if one of them stands."""
        findings = (event.get("detail") or {}).get("findings")
        if not isinstance(findings, list) or not findings:
            raise PolicyExecutionError(f"policy:{self.policy.name} the event has no findings")
        reasons = [self._settled(finding) for finding in findings]
        return "" if not all(reasons) else f"findings are {', '.join(sorted(set(reasons)))}"

    def _settled(self, finding: Finding) -> str:
        pattern = self.mode.get("pattern")
        values = (settled(finding, path) for path in SETTLED if not mentions(pattern, (*_FINDINGS, *path)))
        return next(filter(None, values), "")

    def locate(self, event: Mapping[str, Any]) -> list[Task]:
        """One task for each account and region, with only its own resources and findings.

        PolicyExecutionError for a finding that is spoofed, or of an account that the policy cannot reach.
        """
        wanted = []
        for finding in event["detail"]["findings"]:
            if not self._settled(finding):
                wanted += self._named(finding, str(event.get("region") or ""))
        wanted.sort(key=lambda each: each[0])
        return [
            self._task(event, target, [each[1:] for each in group])
            for target, group in groupby(wanted, key=lambda each: each[0])
        ]

    def _named(self, finding: Finding, event_region: str) -> list[tuple[Any, str, str, Finding]]:
        try:
            check_origin(finding)
            resources = named(finding, event_region)
        except SpoofedFindingError as error:
            raise PolicyExecutionError(f"policy:{self.policy.name} finding refused: {error}") from error
        wanted = []
        for each in resources:
            identity = id_for(self.policy.resource_manager, each)
            if identity is None:
                log.info("policy:%s does not handle %s %s", self.policy.name, each.type, each.id)
                continue
            target = required_target(self.policy, each.account, each.region)
            wanted.append((target, identity, each.id, finding))
        return wanted

    def _task(self, event: Mapping[str, Any], target: Any, group: list[tuple[str, str, Finding]]) -> Task:
        findings: list[Finding] = []
        for _, _, finding in group:
            findings += [finding] if finding not in findings else []
        ids = list(dict.fromkeys(identity for identity, _, _ in group))
        own_event = {**event, "detail": {**event["detail"], "findings": findings}}
        is_account = self.policy.resource_manager.type == "account"
        arns = {"resource-arns": [full for _, full, _ in group]} if is_account else {}
        return Task(target, ids, own_event, arns)
