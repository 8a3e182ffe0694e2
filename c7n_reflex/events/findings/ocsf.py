"""Findings in the Open Cybersecurity Schema Framework, as Security Hub (not CSPM) sends them.

In `detail.findings` of "Findings Imported V2", one an event.
https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-v2-cwe-event-formats.html
https://schema.ocsf.io/1.6.0/classes/detection_finding
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from c7n_reflex.events.findings import naming, products, reading
from c7n_reflex.events.findings.model import Finding, MalformedFindingError, Named
from c7n_reflex.events.findings.reading import at, text, word

_ACCESS_KEY = "AWS::IAM::AccessKey"
_SEVERITY = {
    1: "INFORMATIONAL",
    2: "LOW",
    3: "MEDIUM",
    4: "HIGH",
    5: "CRITICAL",
    6: "CRITICAL",
}  # 6 is "fatal"
_WORKFLOW = {1: "NEW", 2: "NOTIFIED", 3: "SUPPRESSED", 4: "RESOLVED"}
_WORKFLOW_WORDS = {"IN PROGRESS": "NOTIFIED", **{name: name for name in _WORKFLOW.values()}}
_ARCHIVED = (5, 6)  # status: archived, deleted
_CLOSED = 3  # activity
_COMPLIANCE = {1: "PASSED", 2: "WARNING", 3: "FAILED"}
_COMPLIANCE_WORDS = {"PASS": "PASSED", "WARNING": "WARNING", "FAIL": "FAILED"}


def is_ocsf(finding: Any) -> bool:
    """True if the finding is written in OCSF and not in the AWS Security Finding Format."""
    return isinstance(finding, Mapping) and "AwsAccountId" not in finding and "finding_info" in finding


def parse(finding: Any, event_region: str) -> Finding:
    """The finding; what it does not say is empty, and it counts as active and new.

    MalformedFindingError if it is not a mapping, or has no id, no account or no region.
    """
    if not isinstance(finding, Mapping):
        raise MalformedFindingError("the finding is not a mapping")
    arn = text(at(finding, "metadata", "product", "uid"))
    product = products.of_arn(arn)
    region = reading.first_region(
        at(finding, "cloud", "region"), product.region if product else "", event_region
    )
    place = naming.Place(reading.first_account(at(finding, "cloud", "account", "uid")), region)
    info = at(finding, "finding_info")
    return Finding(
        id=reading.required_id(at(info, "uid"), at(finding, "metadata", "uid")),
        product_arn=arn,
        product=product.name if product else "",
        account=place.account,
        region=region,
        title=text(at(info, "title")),
        severity=_SEVERITY.get(_code(at(finding, "severity_id")))
        or word(at(finding, "severity"), _SEVERITY.values()),
        control=text(at(finding, "compliance", "control")),
        types=reading.texts(at(info, "types")),
        generator=text(at(info, "analytic", "uid")) or text(at(info, "analytic", "name")),
        updated_at=_updated(info),
        record_state=_record_state(finding),
        workflow=_workflow(finding),
        compliance=_compliance(at(finding, "compliance")),
        note_author="",  # only the text of the note is sent (`comment`)
        note_updated_at="",
        resources=_resources(finding, place),
        format="ocsf",
        raw=finding,
    )


def _code(value: Any) -> int:
    found = reading.number(value)
    return int(found) if found is not None and found == int(found) else 0


def _updated(info: Any) -> str:
    moment = reading.number(at(info, "modified_time"))  # milliseconds since 1970
    if text(at(info, "modified_time_dt")) or moment is None:
        return text(at(info, "modified_time_dt"))
    try:
        return (
            datetime.fromtimestamp(moment / 1000, UTC)
            .isoformat(timespec="milliseconds")
            .replace("+00:00", "Z")
        )
    except (OverflowError, OSError, ValueError):
        return ""


def _record_state(finding: Mapping[str, Any]) -> str:
    closed = _code(at(finding, "activity_id")) == _CLOSED or _code(at(finding, "status_id")) in _ARCHIVED
    return "ARCHIVED" if closed else "ACTIVE"


def _workflow(finding: Mapping[str, Any]) -> str:
    said = _WORKFLOW_WORDS.get(text(at(finding, "status")).upper(), "NEW")
    return _WORKFLOW.get(_code(at(finding, "status_id"))) or said


def _compliance(compliance: Any) -> str:
    if not isinstance(compliance, Mapping):
        return ""
    said = _COMPLIANCE_WORDS.get(text(compliance.get("status")).upper(), "NOT_AVAILABLE")
    return _COMPLIANCE.get(_code(compliance.get("status_id"))) or said


def _resources(finding: Mapping[str, Any], place: naming.Place) -> tuple[Named, ...]:
    found: list[Named] = []
    for each in reading.mappings(at(finding, "resources")):
        found += _resource(each, place)
    bucket = text(at(finding, "databucket", "uid"))
    if bucket:  # Macie names the object as the resource, and its bucket here
        found += naming.resource("AwsS3Bucket", bucket, place, at(finding, "databucket", "region"))
    return naming.once(found)


def _resource(each: Mapping[str, Any], place: naming.Place) -> list[Named]:
    owner = at(each, "owner", "account", "uid")
    place = naming.Place(str(owner) if reading.is_account(owner) else place.account, place.region)
    kind, identity = text(each.get("type")), _identity(each)
    if kind.lower() == _ACCESS_KEY.lower():
        return naming.access_key(_principal(identity, each), place, each.get("region"))
    return naming.resource(kind, identity, place, each.get("region"))


def _identity(each: Mapping[str, Any]) -> str:
    names = [text(each.get("uid")), text(each.get("uid_alt"))]
    return next(filter(reading.is_arn, names), next(filter(None, names), ""))


def _principal(key_id: str, each: Mapping[str, Any]) -> naming.Principal:
    data, user = each.get("data"), each.get("user")
    return naming.Principal(
        text(at(data, "access_key_id")) or key_id,
        text(at(data, "user_type")) or text(at(user, "type")),
        text(at(data, "user_name")) or text(at(user, "name")) or text(each.get("name")),
        text(at(data, "principal_id")) or text(at(user, "uid")),
    )
