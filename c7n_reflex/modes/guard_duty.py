"""Mode `guard-duty`: a finding that GuardDuty sends itself (c7n.policy.GuardDutyMode)."""

from __future__ import annotations

from typing import Any

from c7n.exceptions import PolicyValidationError
from c7n.policy import GuardDutyMode

from c7n_reflex.modes.findings import FindingMode
from c7n_reflex.modes.patterns import merged

# c7n type: `detail.resource.resourceType` of its findings
# https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_findings-summary.html
_RESOURCE_TYPES = {
    "account": [],
    "ec2": ["Instance"],
    "ecs": ["ECSCluster"],
    "eks": ["EKSCluster"],
    "iam-role": ["AccessKey"],
    "iam-user": ["AccessKey"],
    "lambda": ["Lambda"],
    "rds": ["RDSDBInstance"],
    "rds-cluster": ["RDSDBInstance"],
    "s3": ["S3Bucket"],
}


class GuardDuty(FindingMode):
    """Runs on findings that are not archived, in the account and region that each of them is about."""

    schema = GuardDutyMode.schema

    def validate(self) -> None:
        """PolicyValidationError for a resource type that no finding is about."""
        super().validate()
        if self.policy.resource_manager.type not in _RESOURCE_TYPES:
            raise PolicyValidationError(
                f"policy:{self.policy.name} resource:{self.policy.data['resource']} mode guard-duty is for "
                f"{', '.join(_RESOURCE_TYPES)}"
            )

    def event_pattern(self) -> dict[str, Any]:
        """Findings about resources of the policy's type, unless `mode.pattern` says otherwise."""
        return self._pattern({"service": {"archived": [{"exists": False}, False]}})

    def kind_pattern(self) -> dict[str, Any]:
        """Archived ones as well."""
        return self._pattern({})

    def _pattern(self, detail: dict[str, Any]) -> dict[str, Any]:
        needed = {"source": ["aws.guardduty"], "detail-type": ["GuardDuty Finding"]}
        types = _RESOURCE_TYPES[self.policy.resource_manager.type]
        if types:
            detail = {**detail, "resource": {"resourceType": types}}
        return merged(needed, self.mode.get("pattern"), {"detail": detail} if detail else {})

    def _settled(self, finding: Any) -> str:
        """Archived, unless the pattern asks for such."""
        from c7n_reflex.modes.patterns import mentions

        asked = mentions(self.mode.get("pattern"), ("detail", "service", "archived"))
        return "" if asked or finding.record_state != "ARCHIVED" else "ARCHIVED"
