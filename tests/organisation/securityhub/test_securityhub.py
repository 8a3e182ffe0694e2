"""Security Hub by boto3, in process, with a bus that only remembers."""

import json

import pytest
from botocore.exceptions import ClientError

from tests.organisation.securityhub.conftest import CORE, FAR, HOME, MEMBER, OTHER, hub_of
from tests.organisation.securityhub.test_asff import GUARDDUTY, finding


def ids(client, **params):
    return [found["Id"] for found in client.get_findings(**params)["Findings"]]


def add(cloud, *names, account=MEMBER, region=HOME, **changes):
    arn = GUARDDUTY.replace(HOME, region)
    made = [finding(Id=name, AwsAccountId=account, ProductArn=arn, **changes) for name in names]
    return hub_of(cloud, account, region).batch_import_findings(Findings=made)


def code(raised):
    return raised.value.response["Error"]["Code"]


def test_import_tells_the_member_and_the_administrator(cloud):
    answer = add(cloud, "f-1")
    assert (answer["SuccessCount"], answer["FailedCount"], answer["FailedFindings"]) == (1, 0, [])
    assert cloud.events.places() == [(MEMBER, HOME), (CORE, HOME)]
    for account, region, event in cloud.events.events:
        assert (event["account"], event["region"]) == (account, region)
        assert event["source"] == "aws.securityhub"
        assert event["detail-type"] == "Security Hub Findings - Imported"
        assert event["resources"] == [f"{GUARDDUTY}/f-1"]
        (found,) = event["detail"]["findings"]
        assert (found["AwsAccountId"], found["Region"]) == (MEMBER, HOME)
        json.dumps(event)


def test_one_event_a_finding_and_none_for_a_refused_one(cloud):
    made = [finding(Id="f-1"), finding(Id="f-2"), finding(Id="f-3", AwsAccountId=OTHER)]
    answer = hub_of(cloud).batch_import_findings(Findings=made)
    assert (answer["SuccessCount"], answer["FailedCount"]) == (2, 1)
    assert answer["FailedFindings"][0]["Id"] == "f-3"
    told = [
        event["detail"]["findings"][0]["Id"] for account, _, event in cloud.events.events if account == CORE
    ]
    assert told == ["f-1", "f-2"]
    assert ids(hub_of(cloud)) == ["f-1", "f-2"]


def test_without_an_administrator_only_the_member_is_told(cloud):
    hub_of(cloud, CORE).disable_organization_admin_account(AdminAccountId=CORE)
    add(cloud, "f-1")
    assert cloud.events.places() == [(MEMBER, HOME)]
    assert ids(hub_of(cloud, CORE)) == []


def test_who_sees_a_finding(cloud):
    add(cloud, "f-1")
    assert ids(hub_of(cloud, MEMBER)) == ["f-1"]
    assert ids(hub_of(cloud, CORE)) == ["f-1"]
    assert ids(hub_of(cloud, OTHER)) == []
    assert ids(hub_of(cloud, MEMBER, FAR)) == []
    assert ids(hub_of(cloud, CORE, FAR)) == []


def test_aggregation(cloud):
    arn = hub_of(cloud, CORE).create_finding_aggregator(RegionLinkingMode="ALL_REGIONS")[
        "FindingAggregatorArn"
    ]
    add(cloud, "f-1", region=FAR)
    assert cloud.events.places() == [(MEMBER, FAR), (CORE, FAR), (CORE, HOME)]
    assert ids(hub_of(cloud, CORE)) == ["f-1"]
    assert cloud.events.events[-1][2]["detail"]["findings"][0]["Region"] == FAR
    hub_of(cloud, CORE).update_finding_aggregator(
        FindingAggregatorArn=arn, RegionLinkingMode="ALL_REGIONS_EXCEPT_SPECIFIED", Regions=[FAR]
    )
    cloud.events.events.clear()
    add(cloud, "f-2", region=FAR)
    assert cloud.events.places() == [(MEMBER, FAR), (CORE, FAR)]


def test_aggregators(cloud):
    hub = hub_of(cloud, CORE)
    assert hub.list_finding_aggregators()["FindingAggregators"] == []
    arn = hub.create_finding_aggregator(RegionLinkingMode="SPECIFIED_REGIONS", Regions=[FAR])[
        "FindingAggregatorArn"
    ]
    assert hub.list_finding_aggregators()["FindingAggregators"] == [{"FindingAggregatorArn": arn}]
    shown = hub.get_finding_aggregator(FindingAggregatorArn=arn)
    assert (shown["FindingAggregationRegion"], shown["Regions"]) == (HOME, [FAR])
    with pytest.raises(ClientError) as raised:
        hub.create_finding_aggregator(RegionLinkingMode="ALL_REGIONS")
    assert code(raised) == "InvalidInputException"
    hub.delete_finding_aggregator(FindingAggregatorArn=arn)
    with pytest.raises(ClientError) as raised:
        hub.get_finding_aggregator(FindingAggregatorArn=arn)
    assert code(raised) == "ResourceNotFoundException"


def test_update_by_the_administrator_is_seen_and_told_everywhere(cloud):
    hub_of(cloud, CORE).create_finding_aggregator(RegionLinkingMode="ALL_REGIONS")
    add(cloud, "f-1", region=FAR)
    cloud.events.events.clear()
    identifier = {"Id": "f-1", "ProductArn": GUARDDUTY.replace(HOME, FAR)}
    unknown = {"Id": "f-2", "ProductArn": GUARDDUTY}
    answer = hub_of(cloud, CORE).batch_update_findings(
        FindingIdentifiers=[identifier, unknown],
        Workflow={"Status": "RESOLVED"},
        Note={"Text": "quarantined", "UpdatedBy": "c7n-reflex"},
        Severity={"Label": "LOW"},
        UserDefinedFields={"ticket": "1"},
    )
    assert answer["ProcessedFindings"] == [identifier]
    (missing,) = answer["UnprocessedFindings"]
    assert (missing["FindingIdentifier"], missing["ErrorCode"]) == (unknown, "FindingNotFound")
    assert cloud.events.places() == [(MEMBER, FAR), (CORE, FAR), (CORE, HOME)]
    (seen,) = hub_of(cloud, MEMBER, FAR).get_findings()["Findings"]
    assert seen["Workflow"] == {"Status": "RESOLVED"}
    assert seen["Note"]["Text"] == "quarantined"
    assert seen["Severity"]["Label"] == "LOW"
    assert seen["UserDefinedFields"] == {"ticket": "1"}


def test_an_account_cannot_update_the_findings_of_another(cloud):
    add(cloud, "f-1")
    answer = hub_of(cloud, OTHER).batch_update_findings(
        FindingIdentifiers=[{"Id": "f-1", "ProductArn": GUARDDUTY}], Workflow={"Status": "RESOLVED"}
    )
    assert answer["ProcessedFindings"] == []
    assert len(answer["UnprocessedFindings"]) == 1


def test_filters_sorting_and_pages(cloud):
    add(cloud, "a", "b", "c")
    add(cloud, "x", Severity={"Label": "LOW"})
    hub = hub_of(cloud)
    high = {"SeverityLabel": [{"Value": "HIGH", "Comparison": "EQUALS"}]}
    newest = [{"Field": "Id", "SortOrder": "desc"}]
    first = hub.get_findings(Filters=high, SortCriteria=newest, MaxResults=2)
    assert [found["Id"] for found in first["Findings"]] == ["c", "b"]
    rest = hub.get_findings(Filters=high, SortCriteria=newest, MaxResults=2, NextToken=first["NextToken"])
    assert [found["Id"] for found in rest["Findings"]] == ["a"]
    assert "NextToken" not in rest
    pages = hub.get_paginator("get_findings").paginate(PaginationConfig={"PageSize": 1})
    assert len([found for each in pages for found in each["Findings"]]) == 4


def test_a_second_import_replaces_the_first(cloud):
    add(cloud, "f-1")
    add(cloud, "f-1", Title="again")
    (found,) = hub_of(cloud).get_findings()["Findings"]
    assert found["Title"] == "again"


def test_an_account_without_security_hub(cloud):
    with pytest.raises(ClientError) as raised:
        hub_of(cloud, "200000000003").batch_import_findings(Findings=[finding(AwsAccountId="200000000003")])
    assert code(raised) == "InvalidAccessException"
    with pytest.raises(ClientError) as raised:
        hub_of(cloud, "200000000003").describe_hub()
    assert code(raised) == "InvalidAccessException"
    assert hub_of(cloud).describe_hub()["HubArn"].endswith(f"{MEMBER}:hub/default")


def test_disabling_takes_the_findings_away(cloud):
    add(cloud, "f-1")
    hub_of(cloud).disable_security_hub()
    assert ids(hub_of(cloud, CORE)) == []
    hub_of(cloud).enable_security_hub()
    with pytest.raises(ClientError) as raised:
        hub_of(cloud).enable_security_hub()
    assert code(raised) == "ResourceConflictException"


def test_administrator_and_members(cloud):
    assert hub_of(cloud).get_administrator_account()["Administrator"]["AccountId"] == CORE
    assert "Administrator" not in hub_of(cloud, CORE).get_administrator_account()
    admins = hub_of(cloud, CORE).list_organization_admin_accounts()["AdminAccounts"]
    assert admins == [{"AccountId": CORE, "Status": "ENABLED"}]
    members = hub_of(cloud, CORE).list_members()["Members"]
    assert [member["AccountId"] for member in members] == [MEMBER, OTHER]
    hub_of(cloud, CORE).create_members(AccountDetails=[{"AccountId": "200000000003"}])
    found = hub_of(cloud, CORE).get_members(AccountIds=["200000000003", "999999999999"])
    assert [member["MemberStatus"] for member in found["Members"]] == ["Enabled"]
    assert found["UnprocessedAccounts"][0]["AccountId"] == "999999999999"
    assert hub_of(cloud).list_members()["Members"] == []


def test_only_the_management_account_names_the_administrator(cloud):
    with pytest.raises(ClientError) as raised:
        hub_of(cloud).enable_organization_admin_account(AdminAccountId=MEMBER)
    assert code(raised) == "AccessDeniedException"


class TestCustomActions:
    def create(self, cloud):
        return hub_of(cloud, CORE).create_action_target(Name="Undo", Description="Undo it", Id="undo")[
            "ActionTargetArn"
        ]

    def test_action_targets(self, cloud):
        hub = hub_of(cloud, CORE)
        arn = self.create(cloud)
        assert arn == f"arn:aws:securityhub:{HOME}:{CORE}:action/custom/undo"
        with pytest.raises(ClientError) as raised:
            self.create(cloud)
        assert code(raised) == "ResourceConflictException"
        hub.update_action_target(ActionTargetArn=arn, Description="changed")
        expected = {"ActionTargetArn": arn, "Name": "Undo", "Description": "changed"}
        assert hub.describe_action_targets(ActionTargetArns=[arn])["ActionTargets"] == [expected]
        assert hub.describe_action_targets(ActionTargetArns=[arn + "x"])["ActionTargets"] == []
        assert hub.delete_action_target(ActionTargetArn=arn)["ActionTargetArn"] == arn
        assert hub.describe_action_targets()["ActionTargets"] == []
        with pytest.raises(ClientError) as raised:
            hub.delete_action_target(ActionTargetArn=arn)
        assert code(raised) == "ResourceNotFoundException"

    def choose(self, cloud, **changes):
        body = {"account": CORE, "region": HOME, "finding_ids": ["f-1"], **changes}
        return cloud.control.answer(
            "POST", "/_organisation/securityhub/custom-action", {}, json.dumps(body).encode()
        )

    def test_choosing_one(self, cloud):
        arn = self.create(cloud)
        add(cloud, "f-1", "f-2")
        cloud.events.events.clear()
        status, _ = self.choose(cloud, action_target_arn=arn)
        assert status == 200
        ((account, region, event),) = cloud.events.events
        assert (account, region) == (CORE, HOME)
        assert event["detail-type"] == "Security Hub Findings - Custom Action"
        assert event["resources"] == [arn]
        assert event["detail"]["actionName"] == "Undo"
        assert [found["Id"] for found in event["detail"]["findings"]] == ["f-1"]

    def test_what_does_not_exist(self, cloud):
        arn = self.create(cloud)
        assert self.choose(cloud, action_target_arn=arn)[0] == 400
        add(cloud, "f-1")
        assert self.choose(cloud, action_target_arn=arn + "x")[0] == 400
        assert self.choose(cloud, action_target_arn=arn, account=OTHER)[0] == 400
