"""Bare records and findings: which of them something is, and EventBridge's envelope around it."""

from __future__ import annotations

import re
import uuid
from typing import Any

from c7n_reflex.authoring.eventforms import FORMS
from c7n_reflex.errors import InputError, Place
from c7n_reflex.events import records
from c7n_reflex.events.findings import guardduty, ocsf, products, reading
from c7n_reflex.events.findings.reading import at, text

Event = dict[str, Any]
_SECONDS = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}:[0-9]{2}")
_NATIVE = {
    "guardduty": ("aws.guardduty", "GuardDuty Finding"),
    "access-analyzer": ("aws.access-analyzer", "Access Analyzer Finding"),
    "macie": ("aws.macie", "Macie Finding"),
    "inspector2": ("aws.inspector2", "Inspector2 Finding"),
    "config": ("aws.config", "Config Rules Compliance Change"),
}
_HUB = {
    "asff": ("aws.securityhub", "Security Hub Findings - Imported"),
    "ocsf": ("aws.securityhub", "Findings Imported V2"),
}
# Where account, region, product, id and the time of the last change stand.
_IN_HUB: dict[str, tuple[tuple[str, ...], ...]] = {
    "asff": (("AwsAccountId",), ("Region",), ("ProductArn",), ("Id",), ("UpdatedAt",)),
    "ocsf": (
        ("cloud", "account", "uid"),
        ("cloud", "region"),
        ("metadata", "product", "uid"),
        ("finding_info", "uid"),
        ("finding_info", "modified_time_dt"),
    ),
}
# Fields by which a product's finding is told. https://docs.aws.amazon.com/eventbridge/latest/ref/welcome.html
_MARKS = {
    "config": {"configRuleName", "newEvaluationResult"},
    "inspector2": {"findingArn", "awsAccountId"},
    "macie": {"resourcesAffected", "accountId"},
    "access-analyzer": {"resourceOwnerAccount", "resourceType", "status"},
}
_ACCOUNTS = ("recipientAccountId", "accountId", "awsAccountId", "resourceOwnerAccount")
_REGIONS = ("region", "awsRegion")
_ARNS = ("findingArn", "arn", "analyzerArn")
_TIMES = ("updatedAt", "UpdatedAt", "analyzedAt", "notificationCreationTime")


def bare(entry: Event, place: Place) -> tuple[Event, str]:
    """The event for a record or finding without an envelope, and its kind. InputError if it is neither."""
    if "eventSource" in entry or "eventName" in entry:
        return records.envelope(_record(entry, place)), "cloudtrail"
    kind = _kind_of_finding(entry)
    if not kind:
        raise InputError("is no event, record or finding that is known", remedy=FORMS, place=place)
    if kind in _HUB:
        return _hub_event(kind, entry), kind
    detail = _camel(entry) if kind == "guardduty" and "Service" in entry else entry
    return envelope(*_NATIVE[kind], detail), kind


def is_bare(entry: Event) -> bool:
    """True for a record or finding without an envelope."""
    return "eventSource" in entry or "eventName" in entry or bool(_kind_of_finding(entry))


def kind_of(event: Event) -> str:
    """What a whole event is: cloudtrail, asff, ocsf, a product whose finding it is, or `event`."""
    detail = event["detail"]
    native = next((kind for kind, (_, said) in _NATIVE.items() if event["detail-type"] == said), None)
    if native:
        return native
    findings = reading.mappings(detail.get("findings"))
    if findings:
        return "ocsf" if ocsf.is_ocsf(findings[0]) else "asff"
    return "cloudtrail" if "eventName" in detail and "eventSource" in detail else "event"


def envelope(source: str, kind: str, detail: Event) -> Event:
    """The envelope of a detail, filled in from what it says itself; what it does not say is empty."""
    arns = [text(detail.get(name)) for name in _ARNS]
    region = [text(detail.get(name)) for name in _REGIONS] + [reading.arn_region(arn) for arn in arns]
    return {
        "version": "0",
        "id": text(detail.get("eventID")) or _id(_first([*arns, text(detail.get("id"))])),
        "detail-type": kind,
        "source": source,
        "account": _first(
            [*map(text, map(detail.get, _ACCOUNTS)), text(at(detail, "userIdentity", "accountId"))]
        ),
        "time": text(detail.get("eventTime")) or _first([_time(detail.get(name)) for name in _TIMES]),
        "region": _first(region),
        "resources": [],
        "detail": detail,
    }


def _first(texts: list[str]) -> str:
    return next(filter(None, texts), "")


def _record(entry: Event, place: Place) -> Event:
    for key in records.RECORD_KEYS:
        if not isinstance(entry.get(key), str):
            raise InputError(f"is no record: `{key}` is missing or not text", remedy=FORMS, place=place)
    if entry["eventSource"].startswith("aws:"):
        raise InputError(f"is a notification of {entry['eventSource']}", remedy=FORMS, place=place)
    return entry


def _kind_of_finding(entry: Event) -> str:
    if "AwsAccountId" in entry and {"Id", "ProductArn"} & entry.keys():
        return "asff"
    if ocsf.is_ocsf(entry):
        return "ocsf"
    parts = [guardduty.at(entry, name) for name in ("service", "resource", "type")]
    if isinstance(parts[0], dict) and isinstance(parts[1], dict) and text(parts[2]):
        return "guardduty"
    return next((kind for kind, marks in _MARKS.items() if marks <= entry.keys()), "")


def _hub_event(kind: str, finding: Event) -> Event:
    """One finding an event, as Security Hub imports them."""
    account, region, arn, identity, changed = (at(finding, *path) for path in _IN_HUB[kind])
    product = products.of_arn(text(arn))
    return {
        **envelope(*_HUB[kind], {"findings": [finding]}),
        "account": text(account),
        "region": text(region) or (product.region if product else ""),
        "time": _time(changed),
        "id": _id(text(identity)),
        "resources": [f"{arn}/{identity}"] if kind == "asff" and product else [],
    }


def _id(identity: str) -> str:
    """The same for the same finding, and shaped as EventBridge's are."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, identity)) if identity else ""


def _time(said: Any) -> str:
    match = _SECONDS.match(text(said))
    return f"{match.group().replace(' ', 'T')}Z" if match else ""


def _camel(value: Any) -> Any:
    """GuardDuty's API capitalises what its events do not (botocore: guardduty, `locationName` of Finding)."""
    if isinstance(value, dict):
        return {_uncapitalised(name): _camel(each) for name, each in value.items()}
    return [_camel(each) for each in value] if isinstance(value, list) else value


def _uncapitalised(name: str) -> str:
    return "sourceIPs" if name == "SourceIps" else name[:1].lower() + name[1:]
