"""GuardDuty's findings by boto3, in process."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError

from c7n_reflex.organisation.native_findings.criteria import matches

from .conftest import CORE, HOME, MEMBER, OTHER, Cloud

DETECTOR = "0123456789abcdef0123456789abcdef"


def event(finding_id: str = "f-1", **detail: Any) -> dict[str, Any]:
    made = {
        "schemaVersion": "2.0",
        "accountId": MEMBER,
        "region": HOME,
        "id": finding_id,
        "arn": f"arn:aws:guardduty:{HOME}:{MEMBER}:detector/{DETECTOR}/finding/{finding_id}",
        "type": "UnauthorizedAccess:EC2/SSHBruteForce",
        "resource": {"resourceType": "Instance", "instanceDetails": {"instanceId": "i-1"}},
        "service": {"serviceName": "guardduty", "detectorId": DETECTOR, "count": 3},
        "severity": 5,
        "createdAt": "2026-11-24T10:00:00.000Z",
        "updatedAt": "2026-11-24T10:00:00.000Z",
    }
    return {"source": "aws.guardduty", "detail-type": "GuardDuty Finding", "detail": {**made, **detail}}


def archived(cloud: Cloud, account: str = MEMBER, detector: str = DETECTOR, finding: str = "f-1") -> bool:
    found = cloud.client("guardduty", account).get_findings(DetectorId=detector, FindingIds=[finding])
    return bool(found["Findings"][0]["Service"]["Archived"])


def test_the_event_is_put_on_the_bus_and_the_finding_can_be_read(cloud: Cloud) -> None:
    status, answered = cloud.report(event())
    assert (status, answered["remembered"], answered["finding_id"]) == (200, True, "f-1")
    ((account, region, emitted),) = cloud.emitted
    assert (account, region) == (MEMBER, HOME)
    assert (emitted["account"], emitted["detail-type"]) == (MEMBER, "GuardDuty Finding")
    assert emitted["detail"]["service"]["archived"] is False
    guardduty = cloud.client("guardduty")
    assert guardduty.list_detectors()["DetectorIds"] == [DETECTOR]
    (found,) = guardduty.get_findings(DetectorId=DETECTOR, FindingIds=["f-1", "absent"])["Findings"]
    assert (found["Id"], found["Type"], found["Severity"]) == ("f-1", event()["detail"]["type"], 5)
    assert found["Resource"]["InstanceDetails"]["InstanceId"] == "i-1"
    assert found["Service"]["Archived"] is False


def test_archive_and_unarchive(cloud: Cloud) -> None:
    cloud.report(event())
    guardduty = cloud.client("guardduty")
    guardduty.archive_findings(DetectorId=DETECTOR, FindingIds=["f-1"])
    assert archived(cloud)
    guardduty.unarchive_findings(DetectorId=DETECTOR, FindingIds=["f-1"])
    assert not archived(cloud)
    assert len(cloud.emitted) == 1, "archiving is no event"


@pytest.mark.parametrize(("detector", "finding"), [("absent", "f-1"), (DETECTOR, "absent")])
def test_what_is_not_there_cannot_be_archived(cloud: Cloud, detector: str, finding: str) -> None:
    cloud.report(event())
    with pytest.raises(ClientError, match="BadRequestException"):
        cloud.client("guardduty").archive_findings(DetectorId=detector, FindingIds=["f-1", finding])
    assert not archived(cloud)


def test_another_account_has_no_such_detector_or_finding(cloud: Cloud) -> None:
    cloud.report(event())
    other = cloud.client("guardduty", OTHER)
    with pytest.raises(ClientError, match="not owned by the current account"):
        other.archive_findings(DetectorId=DETECTOR, FindingIds=["f-1"])
    own = other.create_detector(Enable=True)["DetectorId"]
    assert other.get_findings(DetectorId=own, FindingIds=["f-1"])["Findings"] == []


def test_a_finding_without_a_detector_gets_the_account_s(cloud: Cloud) -> None:
    own = cloud.client("guardduty").create_detector(Enable=True)["DetectorId"]
    _, answered = cloud.report(event(service={"serviceName": "guardduty"}))
    assert answered["event"]["detail"]["service"]["detectorId"] == own
    assert not archived(cloud, detector=own)


def test_with_an_administrator_only_it_archives(cloud: Cloud) -> None:
    administrator = cloud.client("guardduty", CORE)
    own = administrator.create_detector(Enable=True)["DetectorId"]
    administrator.enable_organization_admin_account(AdminAccountId=CORE)
    cloud.report(event())
    assert [(account, e["account"]) for account, _, e in cloud.emitted] == [(MEMBER, MEMBER), (CORE, CORE)]
    assert {e["detail"]["accountId"] for _, _, e in cloud.emitted} == {MEMBER}
    with pytest.raises(ClientError, match="only the administrator"):
        cloud.client("guardduty").archive_findings(DetectorId=DETECTOR, FindingIds=["f-1"])
    administrator.archive_findings(DetectorId=own, FindingIds=["f-1"])
    assert archived(cloud)


def test_list_by_criteria_and_page(cloud: Cloud) -> None:
    for name, severity in (("a", 2), ("b", 5), ("c", 8)):
        cloud.report(event(name, severity=severity))
    guardduty = cloud.client("guardduty")
    guardduty.archive_findings(DetectorId=DETECTOR, FindingIds=["c"])
    current = {"Criterion": {"service.archived": {"Eq": ["false"]}, "severity": {"Gte": 3}}}
    found = guardduty.list_findings(DetectorId=DETECTOR, FindingCriteria=current)
    assert found["FindingIds"] == ["b"]
    pages = guardduty.get_paginator("list_findings").paginate(
        DetectorId=DETECTOR, PaginationConfig={"PageSize": 2}
    )
    assert [page["FindingIds"] for page in pages] == [["a", "b"], ["c"]]


@pytest.mark.parametrize("detail", [{}, {"Id": "f-1"}, {"id": "f-1", "resource": "text"}])
def test_what_is_no_finding_is_refused(cloud: Cloud, detail: dict[str, Any]) -> None:
    assert cloud.report({**event(), "detail": detail})[0] == 400
    assert cloud.emitted == []


@pytest.mark.parametrize(
    ("criterion", "expected"),
    [
        ({"type": {"Equals": ["x", "y"]}}, True),
        ({"type": {"Equals": ["y"]}}, False),
        ({"type": {"Neq": ["x"]}}, False),
        ({"absent": {"NotEquals": ["x"]}}, True),
        ({"severity": {"Gt": 4}}, True),
        ({"severity": {"Gt": 5}}, False),
        ({"severity": {"GreaterThan": 4, "LessThanOrEqual": 4}}, False),
        ({"absent": {"Gt": 0}}, False),
        ({"list.n": {"Eq": ["2"]}}, True),
    ],
)
def test_criteria(criterion: dict[str, Any], expected: bool) -> None:
    finding = {"type": "x", "severity": 5, "list": [{"n": 1}, {"n": 2}]}
    assert matches(finding, criterion) is expected
