"""Findings that a product sends by itself and not through Security Hub: one an event, and no product ARN.

GuardDuty        https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_findings_eventbridge.html
Access Analyzer  https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-eventbridge.html
Macie            https://docs.aws.amazon.com/macie/latest/user/findings-publish-event-schemas.html
Inspector        https://docs.aws.amazon.com/inspector/latest/user/eventbridge-integration.html
Config           https://docs.aws.amazon.com/config/latest/developerguide/monitor-config-with-cloudwatchevents.html
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from c7n_reflex.events.findings import guardduty, naming, reading
from c7n_reflex.events.findings.model import Finding, MalformedFindingError, Named
from c7n_reflex.events.findings.reading import at, text, word

_LABELS = ("INFORMATIONAL", "LOW", "MEDIUM", "HIGH", "CRITICAL")
_GUARDDUTY_BOUNDS = (1, 4, 7, 9)  # the least of each label after the first
_COMPLIANCE = {"COMPLIANT": "PASSED", "NON_COMPLIANT": "FAILED"}
_INSPECTOR_TIME = "%a %b %d %H:%M:%S.%f UTC %Y"


def is_native(event: Mapping[str, Any]) -> bool:
    """True if `parse` knows events of this detail-type."""
    return text(event.get("detail-type")) in _PARSERS


def parse(event: Any) -> Finding:
    """The finding of an event; what it does not say is empty, and it counts as active and new.

    MalformedFindingError if the detail is not a mapping, has no id, no account or no region, or if another
    source than the product sent it: everybody may send events of any detail-type, but not as `aws.guardduty`.
    """
    kind, detail = text(at(event, "detail-type")), at(event, "detail")
    if kind not in _PARSERS or not isinstance(detail, Mapping):
        raise MalformedFindingError(f"the event of type {kind!r} has no finding")
    source, parser = _PARSERS[kind]
    if text(at(event, "source")) != source:
        raise MalformedFindingError(f"the event of type {kind!r} is not from {source}")
    return parser(event, detail)


def _finding(detail: Mapping[str, Any], place: naming.Place, **said: Any) -> Finding:
    """A finding with what the formats share, and what they mostly leave out."""
    identity = reading.required_id(*said.pop("ids"))
    usual = {
        "title": text(at(detail, "title")),
        "severity": "",
        "control": "",
        "types": tuple(filter(None, [text(at(detail, "type"))])),
        "updated_at": text(at(detail, "updatedAt")),
        "record_state": "ACTIVE",
        "workflow": "NEW",
        "compliance": "",
    }
    return Finding(
        id=identity,
        product_arn="",
        account=place.account,
        region=place.region,
        note_author="",
        note_updated_at="",
        raw=detail,
        **{**usual, **said},
    )


def _place(event: Mapping[str, Any], account: Any, region: Any) -> naming.Place:
    """Where a finding is: an administrator's events are about its members' accounts."""
    known = reading.first_account(account, event.get("account"))
    return naming.Place(known, reading.first_region(region, event.get("region")))


def _guardduty(event: Mapping[str, Any], detail: Mapping[str, Any]) -> Finding:
    read = guardduty.at
    place = _place(event, read(detail, "accountId"), read(detail, "region"))
    score = reading.number(read(detail, "severity"))
    return _finding(
        detail,
        place,
        ids=(read(detail, "arn"), read(detail, "id")),
        product="guardduty",
        format="guardduty",
        title=text(read(detail, "title")),
        severity="" if score is None else _LABELS[sum(score >= bound for bound in _GUARDDUTY_BOUNDS)],
        types=tuple(filter(None, [text(read(detail, "type"))])),
        generator=text(read(detail, "service", "detectorId")),
        updated_at=text(read(detail, "updatedAt")),
        record_state=_archived(read(detail, "service", "archived") is True),
        resources=guardduty.resources(detail, place),
    )


def _access_analyzer(event: Mapping[str, Any], detail: Mapping[str, Any]) -> Finding:
    place = _place(event, at(detail, "accountId"), at(detail, "region"))
    owner = at(detail, "resourceOwnerAccount")
    of_owner = naming.Place(str(owner) if reading.is_account(owner) else place.account, place.region)
    arn, status = text(at(detail, "resource")), text(at(detail, "status"))
    public = at(detail, "isPublic") is True
    return _finding(
        detail,
        place,
        ids=(at(detail, "id"),),
        product="iam access analyzer",
        format="access-analyzer",
        title=f"{arn} is open to {'everybody' if public else 'others'}" if arn else "",
        types=tuple(filter(None, [text(at(detail, "findingType"))])),
        generator=next(iter(reading.texts(event.get("resources"))), ""),
        record_state=_archived(status == "ARCHIVED" or at(detail, "isDeleted") is True),
        workflow="RESOLVED" if status == "RESOLVED" else "NEW",
        resources=naming.once(naming.resource(text(at(detail, "resourceType")), arn, of_owner)),
    )


def _macie(event: Mapping[str, Any], detail: Mapping[str, Any]) -> Finding:
    place = _place(event, at(detail, "accountId"), at(detail, "region"))
    bucket = at(detail, "resourcesAffected", "s3Bucket")
    key = text(at(detail, "resourcesAffected", "s3Object", "key"))
    identity = text(at(bucket, "arn")) or text(at(bucket, "name"))
    return _finding(
        detail,
        place,
        ids=(at(detail, "id"),),
        product="macie",
        format="macie",
        severity=word(at(detail, "severity", "description"), _LABELS),
        generator="aws/macie",
        record_state=_archived(at(detail, "archived") is True),
        resources=naming.once(
            naming.resource("AwsS3Bucket", identity, place, **({"object_key": key} if key else {}))
        ),
    )


def _inspector(event: Mapping[str, Any], detail: Mapping[str, Any]) -> Finding:
    place = _place(event, at(detail, "awsAccountId"), None)
    status = text(at(detail, "status"))
    found: list[Named] = []
    for each in reading.mappings(at(detail, "resources")):
        found += naming.resource(text(each.get("type")), text(each.get("id")), place, each.get("region"))
    return _finding(
        detail,
        place,
        ids=(at(detail, "findingArn"),),
        product="inspector",
        format="inspector2",
        severity=word(at(detail, "severity"), _LABELS),  # UNTRIAGED is no rating
        generator="aws/inspector",
        updated_at=_inspector_time(text(at(detail, "updatedAt"))),
        record_state=_archived(status == "CLOSED"),
        workflow="SUPPRESSED" if status == "SUPPRESSED" else "NEW",
        resources=naming.once(found),
    )


def _inspector_time(said: str) -> str:
    """Events say `Wed Sep 04 17:00:36.951 UTC 2024`, the API ISO 8601."""
    try:
        moment = datetime.strptime(said, _INSPECTOR_TIME)
    except ValueError:
        return said
    return f"{moment.isoformat(timespec='milliseconds')}Z"


def _config(event: Mapping[str, Any], detail: Mapping[str, Any]) -> Finding:
    place = _place(event, at(detail, "awsAccountId"), at(detail, "awsRegion"))
    kind, identity = text(at(detail, "resourceType")), text(at(detail, "resourceId"))
    result = at(detail, "newEvaluationResult")
    rule = text(at(detail, "configRuleARN")) or text(at(detail, "configRuleName"))
    parts = (rule, kind, identity)
    return _finding(
        detail,
        place,
        ids=("/".join(parts),) if all(parts) else (),  # an evaluation has no id of its own
        product="config",
        format="config",
        title=text(at(detail, "configRuleName")),
        types=(),
        generator=rule,
        updated_at=text(at(result, "resultRecordedTime")),
        compliance=_COMPLIANCE.get(text(at(result, "complianceType")), "NOT_AVAILABLE"),
        resources=naming.once(naming.resource(kind, identity, place)),
    )


def _archived(is_archived: bool) -> str:
    return "ARCHIVED" if is_archived else "ACTIVE"


_Parser = Callable[[Mapping[str, Any], Mapping[str, Any]], Finding]
_PARSERS: dict[str, tuple[str, _Parser]] = {
    "GuardDuty Finding": ("aws.guardduty", _guardduty),
    "Access Analyzer Finding": ("aws.access-analyzer", _access_analyzer),
    "Macie Finding": ("aws.macie", _macie),
    "Inspector2 Finding": ("aws.inspector2", _inspector),
    "Config Rules Compliance Change": ("aws.config", _config),
}
