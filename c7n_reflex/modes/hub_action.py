"""Mode `hub-action`: somebody chose an action for findings, or for an insight's results, in Security Hub.

c7n.resources.securityhub.SecurityHubAction; its deployment is `c7n_reflex.deploy.units.action_target`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from c7n.policy import LambdaMode
from c7n.utils import get_partition, local_session, type_schema

from c7n_reflex.events.findings import Finding
from c7n_reflex.modes.findings import FindingMode
from c7n_reflex.modes.patterns import merged
from c7n_reflex.modes.sessions import sharing_models
from c7n_reflex.pipeline.outcome import EventEndedError, Outcome
from c7n_reflex.pipeline.route import Ending

CUSTOM_ACTION = "Security Hub Findings - Custom Action"
INSIGHT_RESULTS = "Security Hub Insight Results"
_PAGE = 100  # findings


class HubAction(FindingMode):
    """Runs on what a person has chosen, if it still stands."""

    schema = type_schema("hub-action", rinherit=LambdaMode.schema)

    def action_arn(self) -> str:
        """The action target that the policy is; its id is the policy's name."""
        region, account = self.policy.options.region, self.policy.options.account_id
        return f"arn:{get_partition(region)}:securityhub:{region}:{account}:action/custom/{self.policy.name}"

    def event_pattern(self) -> dict[str, Any]:
        """This action's events, narrowed by `mode.pattern`; an insight's results have no findings to narrow.

        Which of the chosen findings are settled is not for the rule: it would keep out all that were chosen.
        """
        needed = {"source": ["aws.securityhub"], "resources": [self.action_arn()]}
        chosen = merged({"detail-type": [CUSTOM_ACTION]}, self.mode.get("pattern"), {})
        top = {key: value for key, value in chosen.items() if key not in ("detail-type", "detail")}
        findings = {key: value for key, value in chosen.items() if key in ("detail-type", "detail")}
        return {**top, **needed, "$or": [findings, {"detail-type": [INSIGHT_RESULTS]}]}

    def ending(self, event: Mapping[str, Any]) -> Ending | None:
        """An insight's results are looked up first: its event has only counts."""
        if event.get("detail-type") == INSIGHT_RESULTS:
            is_mapping = isinstance(event.get("detail"), Mapping)
            return None if is_mapping else (Outcome.MALFORMED, "the event has no detail")
        return super().ending(event)

    def names(self, event: Mapping[str, Any]) -> Any:
        """As of the findings that were chosen."""
        if event.get("detail-type") == INSIGHT_RESULTS:
            event = _choosing(event, self._of_insight(event["detail"]))
            ending = super().ending(event)
            if ending is not None:
                return [EventEndedError(*ending)] if ending[0].parks else []
        return super().names(event)

    def narrowed(self, event: Mapping[str, Any], findings: Sequence[Finding]) -> Mapping[str, Any]:
        """An insight's event with the findings that were looked up, as if they had been chosen themselves."""
        if event.get("detail-type") == INSIGHT_RESULTS:
            event = _choosing(event, [])
        return super().narrowed(event, findings)

    def _of_insight(self, detail: Mapping[str, Any]) -> list[dict[str, Any]]:
        """The findings of the insight about the chosen results."""
        arn, kind, results = (detail.get(key) for key in ("insightArn", "resultType", "insightResults"))
        if not isinstance(arn, str) or not isinstance(kind, str) or not isinstance(results, list):
            raise EventEndedError(Outcome.MALFORMED, "the event has no insight's results")
        client = local_session(sharing_models(self.policy.session_factory)).client("securityhub")
        insights = client.get_insights(InsightArns=[arn])["Insights"]
        chosen = [name for result in results if isinstance(result, Mapping) for name in result]
        if not insights or not chosen:
            raise EventEndedError(
                Outcome.MALFORMED, f"there is no insight {arn}, or nothing was chosen of it"
            )
        filters = {
            **insights[0]["Filters"],
            kind: [{"Comparison": "EQUALS", "Value": name} for name in chosen],
        }
        pages = client.get_paginator("get_findings").paginate(
            Filters=filters, PaginationConfig={"PageSize": _PAGE}
        )
        return [finding for page in pages for finding in page["Findings"]]


def _choosing(event: Mapping[str, Any], findings: list[dict[str, Any]]) -> dict[str, Any]:
    """The event that choosing these findings of an insight would have made."""
    return {**event, "detail-type": CUSTOM_ACTION, "detail": {**event["detail"], "findings": findings}}
