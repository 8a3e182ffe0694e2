"""Access Analyzer by boto3, in process."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError

from .conftest import HOME, MEMBER, OTHER, Cloud

ANALYZER = f"arn:aws:access-analyzer:{HOME}:{MEMBER}:analyzer/account"
BUCKET = "arn:aws:s3:::letters"


def event(finding_id: str = "f-1", **detail: Any) -> dict[str, Any]:
    made = {
        "version": "1.0",
        "id": finding_id,
        "status": "ACTIVE",
        "resourceType": "AWS::S3::Bucket",
        "resource": BUCKET,
        "createdAt": "2026-11-24T10:00:00Z",
        "analyzedAt": "2026-11-24T10:00:00Z",
        "updatedAt": "2026-11-24T10:00:00Z",
        "accountId": MEMBER,
        "region": HOME,
        "principal": {"AWS": "*"},
        "action": ["s3:GetObject"],
        "condition": {},
        "isDeleted": False,
        "isPublic": True,
    }
    return {
        "source": "aws.access-analyzer",
        "detail-type": "Access Analyzer Finding",
        "resources": [ANALYZER],
        "detail": {**made, **detail},
    }


def test_the_event_is_put_on_the_bus_and_the_finding_can_be_read(cloud: Cloud) -> None:
    status, answered = cloud.report(event())
    assert (status, answered["remembered"], answered["finding_id"]) == (200, True, "f-1")
    ((account, region, emitted),) = cloud.emitted
    assert (account, region, emitted["resources"]) == (MEMBER, HOME, [ANALYZER])
    assert emitted["detail"] == event()["detail"]
    client = cloud.client("accessanalyzer")
    (analyzer,) = client.list_analyzers()["analyzers"]
    assert (analyzer["arn"], analyzer["status"], analyzer["type"]) == (ANALYZER, "ACTIVE", "ACCOUNT")
    found = client.get_finding(analyzerArn=ANALYZER, id="f-1")["finding"]
    assert (found["status"], found["resource"], found["isPublic"]) == ("ACTIVE", BUCKET, True)
    assert (found["resourceOwnerAccount"], found["principal"]) == (MEMBER, {"AWS": "*"})
    assert found["createdAt"].isoformat() == "2026-11-24T10:00:00+00:00"


def test_archiving_is_seen_and_told(cloud: Cloud) -> None:
    cloud.report(event())
    client = cloud.client("accessanalyzer")
    client.update_findings(analyzerArn=ANALYZER, ids=["f-1"], status="ARCHIVED")
    assert client.get_finding(analyzerArn=ANALYZER, id="f-1")["finding"]["status"] == "ARCHIVED"
    assert [e["detail"]["status"] for _, _, e in cloud.emitted] == ["ACTIVE", "ARCHIVED"]
    assert cloud.emitted[1][2]["detail"]["updatedAt"] > "2026-11-24T10:00:00Z"
    client.update_findings(analyzerArn=ANALYZER, ids=["f-1"], status="ARCHIVED")
    assert len(cloud.emitted) == 2, "nothing has changed"


def test_all_of_a_resource_can_be_archived(cloud: Cloud) -> None:
    cloud.report(event("f-1"))
    cloud.report(event("f-2", resource="arn:aws:s3:::other"))
    client = cloud.client("accessanalyzer")
    client.update_findings(analyzerArn=ANALYZER, resourceArn=BUCKET, status="ARCHIVED")
    found = {f["id"]: f["status"] for f in client.list_findings(analyzerArn=ANALYZER)["findings"]}
    assert found == {"f-1": "ARCHIVED", "f-2": "ACTIVE"}
    active = client.list_findings(analyzerArn=ANALYZER, filter={"status": {"eq": ["ACTIVE"]}})["findings"]
    assert [f["id"] for f in active] == ["f-2"]


@pytest.mark.parametrize(
    ("analyzer", "finding"), [(ANALYZER + "-absent", "f-1"), (ANALYZER, "absent"), ("other", "f-1")]
)
def test_what_is_not_there_cannot_be_archived(cloud: Cloud, analyzer: str, finding: str) -> None:
    cloud.report(event())
    client = cloud.client("accessanalyzer")
    for method, params in (
        ("update_findings", {"ids": ["f-1", finding], "status": "ARCHIVED"}),
        ("get_finding", {"id": finding}),
    ):
        with pytest.raises(ClientError) as raised:
            getattr(client, method)(analyzerArn=analyzer, **params)
        assert raised.value.response["Error"]["Code"] == "ResourceNotFoundException"
        assert raised.value.response["ResponseMetadata"]["HTTPStatusCode"] == 404
    assert client.get_finding(analyzerArn=ANALYZER, id="f-1")["finding"]["status"] == "ACTIVE"


def test_another_account_does_not_see_it(cloud: Cloud) -> None:
    cloud.report(event())
    other = cloud.client("accessanalyzer", OTHER)
    assert other.list_analyzers()["analyzers"] == []
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        other.get_finding(analyzerArn=ANALYZER, id="f-1")


def test_analyzers(cloud: Cloud) -> None:
    client = cloud.client("accessanalyzer")
    arn = client.create_analyzer(analyzerName="mine", type="ACCOUNT", tags={"a": "b"})["arn"]
    assert client.get_analyzer(analyzerName="mine")["analyzer"]["tags"] == {"a": "b"}
    with pytest.raises(ClientError, match="ConflictException"):
        client.create_analyzer(analyzerName="mine", type="ACCOUNT")
    _, answered = cloud.report({**event(), "resources": []})
    assert answered["event"]["resources"] == [arn]
    client.delete_analyzer(analyzerName="mine")
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        client.get_analyzer(analyzerName="mine")


@pytest.mark.parametrize(
    "changes",
    [{"detail": {"id": "f-1"}}, {"detail": {"resourceType": "AWS::S3::Bucket"}}, {"resources": ["other"]}],
)
def test_what_is_no_finding_of_the_account_is_refused(cloud: Cloud, changes: dict[str, Any]) -> None:
    assert cloud.report({**event(), **changes})[0] == 400
    assert cloud.emitted == []


def test_events_of_other_services_are_only_put_on_the_bus(cloud: Cloud) -> None:
    macie = {"source": "aws.macie", "detail-type": "Macie Finding", "detail": {"id": "m-1"}}
    status, answered = cloud.report(macie)
    assert (status, answered["remembered"]) == (200, False)
    assert cloud.emitted == [(MEMBER, HOME, macie)]
    assert cloud.report({"source": "aws.macie"})[0] == 400
