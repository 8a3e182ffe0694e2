"""Findings in OCSF by boto3, in process, with a bus that only remembers."""

import json

import pytest
from botocore.exceptions import ClientError

from c7n_reflex.organisation.securityhub import ocsf
from tests.organisation.securityhub.conftest import CORE, FAR, HOME, MEMBER, OTHER, hub_of
from tests.organisation.securityhub.test_securityhub import code

PRODUCT = f"arn:aws:securityhub:{HOME}::productv2/aws/securityhub"


def finding(uid="f-1", **changes):
    made = {
        "class_uid": 2003,
        "class_name": "Compliance Finding",
        "finding_info": {"uid": uid, "title": "S3.8 Block public access", "modified_time": 1},
        "metadata": {"product": {"uid": PRODUCT, "name": "Security Hub"}},
        "compliance": {"control": "S3.8", "status": "Fail"},
        "severity_id": 4,
        "resources": [{"uid": f"arn:aws:s3:::{uid}", "type": "AWS::S3::Bucket"}],
    }
    return {**made, **changes}


def send(cloud, given, account=MEMBER, region=HOME):
    body = json.dumps({"account": account, "region": region, "finding": given}).encode()
    status, answered = cloud.control.answer("POST", "/_organisation/securityhub/import-v2", {}, body)
    return status, json.loads(answered)


def add(cloud, *uids, account=MEMBER, region=HOME):
    """Their metadata.uid's; the bus is emptied."""
    made = [send(cloud, finding(uid), account, region)[1]["metadata_uid"] for uid in uids]
    cloud.events.events.clear()
    return made


def shown(cloud, account=MEMBER, region=HOME, **params):
    found = hub_of(cloud, account, region).get_findings_v2(**params)["Findings"]
    return [item["finding_info"]["uid"] for item in found]


def identifier(uid="f-1", account=MEMBER):
    return {"CloudAccountUid": account, "FindingInfoUid": uid, "MetadataProductUid": PRODUCT}


def test_import_tells_the_member_and_the_administrator(cloud):
    status, answered = send(cloud, finding())
    assert status == 200
    assert cloud.events.places() == [(MEMBER, HOME), (CORE, HOME)]
    for account, region, event in cloud.events.events:
        assert (event["account"], event["region"]) == (account, region)
        assert (event["source"], event["detail-type"]) == ("aws.securityhub", "Findings Imported V2")
        assert event["resources"] == [answered["metadata_uid"]]
        (found,) = event["detail"]["findings"]
        assert found["metadata"]["uid"] == answered["metadata_uid"]
        assert (found["status_id"], found["status"], found["severity"]) == (1, "New", "High")
        assert (found["cloud"]["account"]["uid"], found["cloud"]["region"]) == (MEMBER, HOME)
        json.dumps(event)


def test_findings_of_the_other_format_are_apart(cloud):
    add(cloud, "f-1")
    assert hub_of(cloud).get_findings()["Findings"] == []
    assert shown(cloud) == ["f-1"]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"metadata": {}}, "metadata.product.uid"),
        ({"finding_info": {}}, "finding_info.uid"),
        ({"cloud": {"account": {"uid": OTHER}}}, OTHER),
    ],
)
def test_what_is_no_finding_of_this_account_is_refused(cloud, changes, reason):
    status, answered = send(cloud, finding(**changes))
    assert (status, cloud.events.events, shown(cloud)) == (400, [], [])
    assert reason in answered["error"]


def test_an_account_without_security_hub(cloud):
    assert send(cloud, finding(), account="200000000003")[0] == 400
    with pytest.raises(ClientError) as raised:
        hub_of(cloud, "200000000003").get_findings_v2()
    assert code(raised) == "AccessDeniedException"


def test_update_by_the_administrator_is_seen_and_told_everywhere(cloud):
    hub_of(cloud, CORE).create_finding_aggregator(RegionLinkingMode="ALL_REGIONS")
    add(cloud, "f-1", region=FAR)
    unknown = identifier("f-2")
    answer = hub_of(cloud, CORE).batch_update_findings_v2(
        FindingIdentifiers=[identifier(), unknown], StatusId=4, SeverityId=2, Comment="bucket closed"
    )
    assert answer["ProcessedFindings"] == [{"FindingIdentifier": identifier()}]
    (missing,) = answer["UnprocessedFindings"]
    assert (missing["FindingIdentifier"], missing["ErrorCode"]) == (unknown, "ResourceNotFoundException")
    assert cloud.events.places() == [(MEMBER, FAR), (CORE, FAR), (CORE, HOME)]
    (seen,) = hub_of(cloud, MEMBER, FAR).get_findings_v2()["Findings"]
    assert (seen["status_id"], seen["status"], seen["comment"]) == (4, "Resolved", "bucket closed")
    assert (seen["severity_id"], seen["severity"]) == (2, "Low")
    assert seen["vendor_attributes"] == {"severity_id": 4, "severity": "High"}
    assert seen["finding_info"]["modified_time"] == 1
    assert cloud.events.events[-1][2]["detail"]["findings"] == [seen]


def test_update_by_metadata_uid(cloud):
    first, _ = add(cloud, "f-1", "f-2")
    answer = hub_of(cloud).batch_update_findings_v2(MetadataUids=[first, "absent"], StatusId=3)
    assert answer["ProcessedFindings"] == [{"MetadataUid": first}]
    assert answer["UnprocessedFindings"][0]["MetadataUid"] == "absent"
    found = {f["finding_info"]["uid"]: f["status"] for f in hub_of(cloud).get_findings_v2()["Findings"]}
    assert found == {"f-1": "Suppressed", "f-2": "New"}


def test_an_account_cannot_update_the_findings_of_another(cloud):
    add(cloud, "f-1")
    answer = hub_of(cloud, OTHER).batch_update_findings_v2(FindingIdentifiers=[identifier()], StatusId=4)
    assert (answer["ProcessedFindings"], len(answer["UnprocessedFindings"])) == ([], 1)
    assert cloud.events.events == []


@pytest.mark.parametrize(
    "params",
    [
        {"FindingIdentifiers": [identifier()]},
        {"StatusId": 4},
        {"FindingIdentifiers": [identifier()], "MetadataUids": ["x"], "StatusId": 4},
        {"FindingIdentifiers": [identifier()], "StatusId": 42},
        {"FindingIdentifiers": [identifier()], "Comment": "x" * 513},
    ],
)
def test_updates_that_are_refused(cloud, params):
    add(cloud, "f-1")
    with pytest.raises(ClientError) as raised:
        hub_of(cloud).batch_update_findings_v2(**params)
    assert code(raised) == "ValidationException"
    assert cloud.events.events == []


def composite(**parts):
    return {"CompositeFilters": [parts]}


def text(field, value, comparison="EQUALS"):
    return {"FieldName": field, "Filter": {"Value": value, "Comparison": comparison}}


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (composite(StringFilters=[text("resources.uid", "arn:aws:s3:::f-1")]), ["f-1"]),
        (composite(StringFilters=[text("resources.uid", "arn:aws:s3:::f-1", "NOT_EQUALS")]), ["f-2"]),
        (composite(StringFilters=[text("finding_info.uid", "f-", "PREFIX")]), ["f-1", "f-2"]),
        (composite(NumberFilters=[{"FieldName": "severity_id", "Filter": {"Gte": 5.0}}]), []),
        (composite(NumberFilters=[{"FieldName": "severity_id", "Filter": {"Eq": 4.0}}]), ["f-1", "f-2"]),
        (
            composite(
                StringFilters=[text("finding_info.uid", "f-1"), text("finding_info.uid", "f-2")],
                Operator="OR",
            ),
            ["f-1", "f-2"],
        ),
        (
            composite(
                StringFilters=[text("finding_info.uid", "f-1"), text("finding_info.uid", "f-2")],
                Operator="AND",
            ),
            [],
        ),
        (
            composite(
                NumberFilters=[{"FieldName": "status_id", "Filter": {"Eq": 1.0}}],
                NestedCompositeFilters=[{"StringFilters": [text("finding_info.uid", "f-2")]}],
            ),
            ["f-2"],
        ),
    ],
)
def test_filters(cloud, filters, expected):
    add(cloud, "f-1", "f-2")
    assert shown(cloud, Filters=filters) == expected


def test_order_and_pages(cloud):
    add(cloud, "a", "b", "c")
    newest = [{"Field": "finding_info.uid", "SortOrder": "desc"}]
    first = hub_of(cloud).get_findings_v2(SortCriteria=newest, MaxResults=2)
    assert [f["finding_info"]["uid"] for f in first["Findings"]] == ["c", "b"]
    assert shown(cloud, SortCriteria=newest, MaxResults=2, NextToken=first["NextToken"]) == ["a"]


class TestOcsf:
    def test_what_a_customer_has_set_stays(self):
        before = ocsf.updated(ocsf.imported(finding(), None, MEMBER, HOME), {"StatusId": 3, "SeverityId": 1})
        again = ocsf.public(ocsf.imported(finding(comment="theirs"), before, MEMBER, HOME))
        assert (again["status"], again["severity"], again["comment"]) == (
            "Suppressed",
            "Informational",
            "theirs",
        )
        assert again["vendor_attributes"]["severity"] == "High"
        assert "x-customised" not in again

    def test_a_control_that_fails_again_is_new(self):
        passed = finding(compliance={"status": "Pass"})
        before = ocsf.updated(ocsf.imported(passed, None, MEMBER, HOME), {"StatusId": 4})
        assert ocsf.imported(passed, before, MEMBER, HOME)["status"] == "Resolved"
        assert ocsf.imported(finding(), before, MEMBER, HOME)["status"] == "New"

    def test_the_uid_is_that_of_the_finding(self):
        made = [ocsf.imported(finding(uid), None, MEMBER, HOME)["metadata"]["uid"] for uid in ("a", "b", "a")]
        assert made[0] == made[2] != made[1]
        assert len(made[0]) == 64

    def test_tags_are_found_in_a_list(self):
        from c7n_reflex.organisation.securityhub.filters_v2 import matches

        tagged = finding(resources=[{"tags": [{"name": "owner", "value": "ada"}]}])
        wanted = {"Key": "owner", "Value": "ada", "Comparison": "EQUALS"}
        filters = composite(MapFilters=[{"FieldName": "resources.tags", "Filter": wanted}])
        assert matches(tagged, filters, None)
        assert not matches(finding(), filters, None)
