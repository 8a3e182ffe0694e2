"""`archive-config-evaluations` on aws.account: the findings of a deleted rule of AWS Config."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from c7n.actions import EventAction
from c7n.exceptions import PolicyExecutionError
from c7n.utils import chunks, local_session, type_schema

from c7n_reflex.pipeline.cause import api_call
from custom_actions._config_finding import RULE_NAME, Place, ended

_MOST = 100  # findings in one request


class ArchiveConfigEvaluations(EventAction):  # type: ignore[misc, unused-ignore]
    """Archive what `import-config-evaluation` has imported of the rule that the call has deleted.

    AWS Config tells of no evaluation when a rule is deleted. No resource is changed, so that the limits of
    remediations do not count this, and nothing is to be undone.

    :example:

    .. code-block:: yaml

        policies:
          - name: config-rule-deleted
            resource: aws.account
            mode:
              type: cloudtrail
              events:
                - source: config.amazonaws.com
                  event: DeleteConfigRule
                  ids: requestParameters.configRuleName
            actions:
              - archive-config-evaluations
    """

    schema = type_schema("archive-config-evaluations")
    permissions = ("securityhub:BatchImportFindings", "securityhub:GetFindings")
    counts_towards_limits: ClassVar[bool] = False

    def process(
        self, resources: list[dict[str, Any]], event: dict[str, Any] | None = None
    ) -> list[dict[str, Any]]:
        """The findings that were archived.

        PolicyExecutionError for an event that deletes no rule, and where Security Hub refuses a finding.
        """
        call = api_call(event, "DeleteConfigRule") or {}
        rule = (call.get("requestParameters") or {}).get("configRuleName")
        if not rule or not call.get("eventTime"):
            raise PolicyExecutionError(f"{self.type}: the event deletes no rule")
        accounts = [str(each["account_id"]) for each in resources]
        return [found for each in accounts for found in self._archived(each, str(rule), call["eventTime"])]

    def _archived(self, account: str, rule: str, moment: str) -> list[dict[str, Any]]:
        region = str(self.manager.config.region)
        client = local_session(self.manager.session_factory).client("securityhub", region_name=region)
        place = Place(client.meta.partition, region, account)
        findings = [ended(each, moment) for each in _active(client, place, rule)]
        for batch in chunks(findings, _MOST):
            answer = client.batch_import_findings(Findings=batch)
            if answer["FailedCount"]:
                raise PolicyExecutionError(f"Security Hub did not take findings: {answer['FailedFindings']}")
        return findings


def _active(client: Any, place: Place, rule: str) -> Iterator[dict[str, Any]]:
    """The findings of the rule that are not archived."""
    wanted = {"ProductArn": place.product, "AwsAccountId": place.account, "RecordState": "ACTIVE"}
    filters = {key: [{"Value": value, "Comparison": "EQUALS"}] for key, value in wanted.items()}
    named = {"ProductFields": [{"Key": RULE_NAME, "Value": rule, "Comparison": "EQUALS"}]}
    for page in client.get_paginator("get_findings").paginate(Filters={**filters, **named}):
        yield from page["Findings"]
