"""An evaluation of an AWS Config rule as a finding in the AWS Security Finding Format (ASFF). Pure.

Sources: detail of "Config Rules Compliance Change" events ("Monitoring AWS Config with Amazon EventBridge" of
the AWS Config Developer Guide); "Required top-level ASFF attributes" and "BatchImportFindings for finding
providers" of the Security Hub User Guide.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from c7n_reflex.events.findings.types import spelled

# ASFF's limits of characters.
ID_LENGTH = 512
TITLE_LENGTH = 256
DESCRIPTION_LENGTH = 1024
TYPE_LENGTH = 256
VALUE_LENGTH = 2048
SEVERITIES = ("INFORMATIONAL", "LOW", "MEDIUM", "HIGH", "CRITICAL")
DEFAULT_SEVERITY = "MEDIUM"
RULE_NAME = "aws/config/ConfigRuleName"  # of the product fields

_STATUS = {"COMPLIANT": "PASSED", "NON_COMPLIANT": "FAILED"}
_SAYS = {
    "COMPLIANT": "complies with the rule",
    "NON_COMPLIANT": "does not comply with the rule",
    "NOT_APPLICABLE": "is gone, or the rule does not apply to it any more",
    "INSUFFICIENT_DATA": "has no result of the rule any more",
}
_ACCOUNT_TYPE = "AWS::::Account"
_PREFIX = "aws/config/"
# What a provider may send again; Security Hub adds to it.
_OWN = (
    *(
        "SchemaVersion",
        "Id",
        "ProductArn",
        "GeneratorId",
        "AwsAccountId",
        "CreatedAt",
        "Title",
        "Description",
    ),
    *("FindingProviderFields", "Resources"),
)
_CONTROL_CHARACTERS = re.compile(r"[\x00-\x1f\x7f]+")


@dataclass(frozen=True)
class Place:
    """Whose Security Hub the finding is for."""

    partition: str  # "aws", "aws-cn", "aws-us-gov"
    region: str
    account: str

    @property
    def product(self) -> str:
        """ARN of the product under which an account imports findings of its own."""
        return f"arn:{self.partition}:securityhub:{self.region}:{self.account}:product/{self.account}/default"


@dataclass(frozen=True)
class Evaluation:
    """What a rule says of a resource."""

    rule: str  # name
    rule_arn: str  # or the name, where the event gives no ARN
    resource_type: str  # "AWS::EC2::SecurityGroup"
    resource_id: str
    compliance: str  # COMPLIANT, NON_COMPLIANT, NOT_APPLICABLE, INSUFFICIENT_DATA
    annotation: str
    recorded: datetime  # aware
    is_first: bool  # there was none of this rule and resource before

    @property
    def is_over(self) -> bool:
        """True if there is nothing left to say of the resource."""
        return self.compliance not in _STATUS

    @property
    def finding_id(self) -> str:
        """The same for every evaluation of this resource by this rule."""
        plain = f"{self.rule_arn}/{self.resource_type}/{self.resource_id}"
        if len(plain) <= ID_LENGTH:
            return plain
        digest = hashlib.sha256(plain.encode(errors="surrogatepass")).hexdigest()
        return f"{plain[: ID_LENGTH - len(digest) - 1]}/{digest}"


def evaluation_of(event: Mapping[str, Any]) -> Evaluation:
    """The new evaluation that the event tells of. ValueError where it lacks what a finding must say."""
    detail = _mapping(event.get("detail"))
    result = _mapping(detail.get("newEvaluationResult"))
    asked = _mapping(_mapping(result.get("evaluationResultIdentifier")).get("evaluationResultQualifier"))
    said = {key: _text(detail.get(key)) or _text(asked.get(key)) for key in _NEEDED}
    compliance = _text(result.get("complianceType"))
    missing = [key for key, value in {**said, "complianceType": compliance}.items() if not value]
    if missing:
        raise ValueError(f"the event has no evaluation: it lacks {', '.join(missing)}")
    if compliance not in _SAYS:
        raise ValueError(f"the evaluation has an unknown result: {compliance!r}")
    return Evaluation(
        rule=said["configRuleName"],
        rule_arn=_text(detail.get("configRuleARN")) or said["configRuleName"],
        resource_type=said["resourceType"],
        resource_id=said["resourceId"],
        compliance=compliance,
        annotation=_text(result.get("annotation")),
        recorded=_moment(result.get("resultRecordedTime"), event.get("time")),
        is_first=not detail.get("oldEvaluationResult"),
    )


_NEEDED = ("configRuleName", "resourceType", "resourceId")


def finding_of(evaluation: Evaluation, place: Place, severity: str, created: str = "") -> dict[str, Any]:
    """The finding, as BatchImportFindings takes it.

    `severity` is that of a failed evaluation, `created` when the finding was first imported (ISO 8601), empty
    if this is the first.
    """
    updated = timestamp(evaluation.recorded)
    return {
        "SchemaVersion": "2018-10-08",
        "Id": evaluation.finding_id,
        "ProductArn": place.product,
        "GeneratorId": _cut(evaluation.rule_arn, ID_LENGTH),
        "AwsAccountId": place.account,
        "CreatedAt": created or updated,
        "UpdatedAt": updated,
        "Title": _cut(f"AWS Config rule {evaluation.rule}: {evaluation.resource_id}", TITLE_LENGTH),
        "Description": _cut(_description(evaluation), DESCRIPTION_LENGTH),
        "FindingProviderFields": {
            "Severity": {"Label": "INFORMATIONAL" if evaluation.compliance != "NON_COMPLIANT" else severity},
            "Types": ["Software and Configuration Checks"],
        },
        "Compliance": {"Status": _STATUS.get(evaluation.compliance, "NOT_AVAILABLE")},
        "RecordState": "ARCHIVED" if evaluation.is_over else "ACTIVE",
        "ProductFields": {
            RULE_NAME: _cut(evaluation.rule, VALUE_LENGTH),
            "aws/config/ConfigRuleArn": _cut(evaluation.rule_arn, VALUE_LENGTH),
            "aws/config/ConfigComplianceType": evaluation.compliance,
        },
        "Resources": [_resource(evaluation, place)],
    }


def ended(finding: dict[str, Any], moment: str) -> dict[str, Any]:
    """A finding that `finding_of` made and Security Hub shows, archived; `moment` is ISO 8601."""
    own = {key: finding[key] for key in _OWN if key in finding}
    fields = {key: value for key, value in finding["ProductFields"].items() if key.startswith(_PREFIX)}
    compliance, state = {"Status": "NOT_AVAILABLE"}, "ARCHIVED"
    changes = {"Compliance": compliance, "RecordState": state, "ProductFields": fields, "UpdatedAt": moment}
    return {**own, **changes}


def timestamp(moment: datetime) -> str:
    """As ASFF writes a time: "2026-11-24T10:00:00.000Z"."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def moment_of(said: Any) -> datetime | None:
    """An aware time in ISO 8601, or None."""
    try:
        moment = datetime.fromisoformat(_text(said).replace("Z", "+00:00"))
        aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return aware.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _resource(evaluation: Evaluation, place: Place) -> dict[str, str]:
    """ASFF names an account by its type and id, and everything else as the event does."""
    is_account = evaluation.resource_type == _ACCOUNT_TYPE
    identity = f"{_ACCOUNT_TYPE}:{evaluation.resource_id}" if is_account else evaluation.resource_id
    kind = "AwsAccount" if is_account else spelled(evaluation.resource_type)
    return {
        "Type": _cut(kind, TYPE_LENGTH),
        "Id": _cut(identity, ID_LENGTH),
        "Partition": place.partition,
        "Region": place.region,
    }


def _description(evaluation: Evaluation) -> str:
    what = f"{evaluation.resource_type} {evaluation.resource_id} {_SAYS[evaluation.compliance]}."
    return f"{what} {evaluation.annotation}" if evaluation.annotation else what


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 3]}..."


def _moment(*said: Any) -> datetime:
    """The first that is a time; ValueError if none is."""
    for each in said:
        moment = moment_of(each)
        if moment is not None:
            return moment
    raise ValueError(f"the evaluation has no time: {said}")


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _text(value: Any) -> str:
    return _CONTROL_CHARACTERS.sub(" ", value).strip() if isinstance(value, str) else ""
