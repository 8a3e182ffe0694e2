"""`import-config-evaluation` on aws.account: an evaluation of an AWS Config rule becomes a finding."""

from __future__ import annotations

from typing import Any, ClassVar

from c7n.actions import EventAction
from c7n.exceptions import PolicyExecutionError
from c7n.utils import local_session, type_schema

from custom_actions._config_finding import (
    DEFAULT_SEVERITY,
    SEVERITIES,
    Evaluation,
    Place,
    evaluation_of,
    finding_of,
    moment_of,
)


class ImportConfigEvaluation(EventAction):  # type: ignore[misc, unused-ignore]
    """Import the evaluation that the event tells of into the account's Security Hub, as a finding of its own.

    There is one finding for each rule and resource, of the product `default`, and it follows the compliance:
    NON_COMPLIANT is FAILED, with `severity` (MEDIUM); COMPLIANT is PASSED; where the resource is gone or the
    rule does not apply to it any more, the finding is archived. An evaluation that is older than the one
    imported is left out. No resource is changed, so that the limits of remediations do not count this, and
    nothing is to be undone.

    Fails where Security Hub does not take the finding, also because it is not enabled there.

    :example:

    .. code-block:: yaml

        policies:
          - name: config-evaluations-imported
            resource: aws.account
            mode:
              type: event
              pattern:
                source: [aws.config]
                detail-type: [Config Rules Compliance Change]
                detail: {newEvaluationResult: {complianceType: [COMPLIANT, NON_COMPLIANT, NOT_APPLICABLE]}}
            actions:
              - type: import-config-evaluation
                severity: HIGH
    """

    schema = type_schema("import-config-evaluation", severity={"enum": list(SEVERITIES)})
    permissions = ("securityhub:BatchImportFindings", "securityhub:GetFindings")
    counts_towards_limits: ClassVar[bool] = False

    def process(
        self, resources: list[dict[str, Any]], event: dict[str, Any] | None = None
    ) -> list[dict[str, Any]]:
        """The findings that were imported: one, or none if there is nothing new to say.

        PolicyExecutionError for an event without an evaluation, and where Security Hub refuses the finding.
        """
        try:
            evaluation = evaluation_of(event or {})
        except ValueError as error:
            raise PolicyExecutionError(f"{self.type}: {error}") from error
        return [found for each in resources if (found := self._imported(str(each["account_id"]), evaluation))]

    def _imported(self, account: str, evaluation: Evaluation) -> dict[str, Any] | None:
        region = str(self.manager.config.region)
        client = local_session(self.manager.session_factory).client("securityhub", region_name=region)
        place = Place(client.meta.partition, region, account)
        known = _known(client, place, evaluation)
        if _says_nothing_new(known, evaluation):
            self.log.info("%s of %s: nothing new", self.type, evaluation.finding_id)
            return None
        severity = self.data.get("severity", DEFAULT_SEVERITY)
        finding = finding_of(evaluation, place, severity, str((known or {}).get("CreatedAt") or ""))
        answer = client.batch_import_findings(Findings=[finding])
        if answer["FailedCount"]:
            raise PolicyExecutionError(f"Security Hub did not take the finding: {answer['FailedFindings']}")
        return finding


def _known(client: Any, place: Place, evaluation: Evaluation) -> dict[str, Any] | None:
    """The finding as it was imported before. Security Hub may not show yet what was imported seconds ago."""
    wanted = {"Id": evaluation.finding_id, "ProductArn": place.product}
    filters = {key: [{"Value": value, "Comparison": "EQUALS"}] for key, value in wanted.items()}
    return next(iter(client.get_findings(Filters=filters)["Findings"]), None)


def _says_nothing_new(known: dict[str, Any] | None, evaluation: Evaluation) -> bool:
    """True for what arrives late, and for the end of what was never told of."""
    if known is None:
        return evaluation.is_over and evaluation.is_first
    updated = moment_of(known.get("UpdatedAt"))
    return updated is not None and evaluation.recorded < updated
