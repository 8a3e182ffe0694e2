"""Writing a finding back: Security Hub's two APIs, and archiving where a native service keeps the finding."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from c7n.exceptions import PolicyExecutionError

from c7n_reflex.events.findings.model import Finding
from c7n_reflex.ledger.record import now

AUTHOR = "c7n-reflex"
# https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_BatchUpdateFindingsV2.html
_COMMENT = re.compile(rf"^\[{AUTHOR} ([0-9TZ:-]+)\] ")
_SLACK = timedelta(seconds=5)  # OCSF does not say whether an update of ours counts as the product's
_OCSF_STATUS = {"NEW": 1, "NOTIFIED": 2, "SUPPRESSED": 3, "RESOLVED": 4}


@dataclass(frozen=True)
class Sessions:
    """Sessions by region: the function's own, and in the account that the finding is about."""

    own: Callable[[str], Any]
    member: Callable[[str], Any]


@dataclass(frozen=True)
class Place:
    """Where an event arrived: its own account may be another than the finding's."""

    account: str
    region: str


def write_back(
    sessions: Sessions, place: Place, finding: Finding, status: str, note: str, *, archive: bool
) -> None:
    """Give the finding its status. Raises ClientError, or PolicyExecutionError where it is not accepted.

    A native finding is archived in its own service, only if
    `archive` is set and it was resolved; otherwise nothing is told there.
    """
    if finding.format == "asff":
        _asff(_security_hub(sessions, place), finding, status, note)
    elif finding.format == "ocsf":
        _ocsf(_security_hub(sessions, place), finding, status, note)
    if archive and status == "RESOLVED":
        _archive(sessions, place, finding)


def _security_hub(sessions: Sessions, place: Place) -> Any:
    return sessions.own(place.region).client("securityhub", region_name=place.region)


def _asff(client: Any, finding: Finding, status: str, note: str) -> None:
    answer = client.batch_update_findings(
        FindingIdentifiers=[{"Id": finding.id, "ProductArn": finding.product_arn}],
        Workflow={"Status": status},
        Note={"Text": note, "UpdatedBy": AUTHOR},
    )
    _accepted(answer.get("UnprocessedFindings"))


def _ocsf(client: Any, finding: Finding, status: str, note: str) -> None:
    answer = client.batch_update_findings_v2(
        FindingIdentifiers=[_identifiers(finding)],
        StatusId=_OCSF_STATUS[status],
        Comment=f"{comment_start(now())}{note}"[:512],
    )
    _accepted(answer.get("UnprocessedFindings"))


def _identifiers(finding: Finding) -> dict[str, str]:
    return {
        "CloudAccountUid": finding.account,
        "FindingInfoUid": finding.id,
        "MetadataProductUid": finding.product_arn,
    }


def comment_start(moment: str) -> str:
    """How a comment of ours begins; `moment` is ISO 8601, UTC. OCSF has no field for a note's author."""
    return f"[{AUTHOR} {moment}] "


def own_update(finding: Finding) -> bool:
    """True if the last that happened to the finding is our own note: no reason to react to it again.

    Security Hub sends an event for each update, also for ours, which does not change when the product last
    updated the finding (`UpdatedAt`). A finding that its product updates later, or that somebody sets to
    NEW, is news again.
    """
    if finding.workflow not in ("NOTIFIED", "RESOLVED"):
        return False
    noted, updated = _noted(finding), note_time(finding.updated_at)
    return noted is not None and updated is not None and updated <= noted + _SLACK


def _noted(finding: Finding) -> datetime | None:
    """When we last wrote our note; None if the last note is not ours."""
    if finding.format == "ocsf":
        comment = str(finding.raw.get("comment") or "")
        found = _COMMENT.match(comment)
        return note_time(found[1]) if found else None
    return note_time(finding.note_updated_at) if finding.note_author == AUTHOR else None


def _accepted(unprocessed: Any) -> None:
    if unprocessed:
        raise PolicyExecutionError(f"Security Hub did not take the finding's status: {unprocessed}")


def _archive(sessions: Sessions, place: Place, finding: Finding) -> None:
    """In the service that made it. Macie has no call to archive a finding.

    An administrator's event is of its own account, and only the administrator may archive then
    (https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_findings-manage.html).
    """
    if finding.product == "guardduty" and ":detector/" in finding.id:
        detector, _, identity = finding.id.partition(":detector/")[2].partition("/finding/")
        client = _archivist(sessions, place, finding, "guardduty")
        if place.account != finding.account:
            (detector,) = client.list_detectors()["DetectorIds"]
        client.archive_findings(DetectorId=detector, FindingIds=[identity])
    elif finding.format == "access-analyzer":
        client = _archivist(sessions, place, finding, "accessanalyzer")
        identity = finding.id.rsplit("/", 1)[-1]
        client.update_findings(analyzerArn=finding.generator, status="ARCHIVED", ids=[identity])


def _archivist(sessions: Sessions, place: Place, finding: Finding, service: str) -> Any:
    """A client of who keeps the finding: the account that it is about, or its service's administrator."""
    if place.account == finding.account:
        return sessions.member(finding.region).client(service, region_name=finding.region)
    return sessions.own(place.region).client(service, region_name=place.region)


def note_time(text: str) -> datetime | None:
    """An ISO 8601 time, or None."""
    try:
        moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
