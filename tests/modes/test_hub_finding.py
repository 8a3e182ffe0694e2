"""Mode hub-finding: what stock Custodian does, and what ours does instead."""

from __future__ import annotations

import json
import time

import pytest
from c7n.exceptions import PolicyExecutionError
from c7n.mu import CloudWatchEventSource
from c7n.resources.securityhub import SecurityHubAction

from c7n_reflex.events.patterns import compile as compile_pattern
from c7n_reflex.pipeline.outcome import EventEndedError
from tests.events.findings import samples
from tests.modes.support import (
    A,
    B,
    end_lines,
    finding,
    group_resource,
    group_tags,
    hub_policy,
    imported,
    policy,
    run_as,
    security_group,
    session,
)

UNKNOWN = "sg-0123456789abcdef0"
MOTO = "123456789012"  # the account of credentials that moto does not know
SecurityHub = SecurityHubAction.__mro__[1]  # the stock mode; the module's `SecurityHub` is a resource type


def instance(account):
    ec2 = session(account).client("ec2")
    image = ec2.describe_images()["Images"][0]["ImageId"]
    return ec2.run_instances(ImageId=image, MinCount=1, MaxCount=1)["Instances"][0]["InstanceId"]


def user(name, *accounts):
    for account in accounts:
        session(account).client("iam").create_user(UserName=name)


def user_tags(name, account):
    tags = session(account).client("iam").list_user_tags(UserName=name)["Tags"]
    return {tag["Key"]: tag["Value"] for tag in tags}


def test_filters_decide(tmp_path, push):
    group = security_group(A, "a")
    data = hub_policy(filters=[{"Description": "another"}])
    event = imported(finding(A, group_resource(A, group)))
    SecurityHub(policy(data, tmp_path)).run(event, None)
    assert group_tags(A, group) == {"seen": "yes"}  # stock: filters are not looked at

    fresh = security_group(A, "b")
    event = imported(finding(A, group_resource(A, fresh)))
    assert push(policy(data, tmp_path), event) == ["no-match"]
    assert group_tags(A, fresh) == {}
    data["filters"] = [{"Description": "b"}]
    assert push(policy(data, tmp_path), event) == ["acted"]
    assert group_tags(A, fresh) == {"seen": "yes"}


def test_event_filters_decide(tmp_path, push):
    group = security_group(A, "a")
    event = imported(finding(A, group_resource(A, group)))
    product = {"type": "event", "key": "detail.findings[0].ProductName", "value": "Macie"}
    data = hub_policy(filters=[product])
    assert push(policy(data, tmp_path), event) == ["no-match"]
    assert group_tags(A, group) == {}
    SecurityHub(policy(data, tmp_path)).run(event, None)
    assert group_tags(A, group) == {"seen": "yes"}  # stock, as in the example of its own documentation
    assert push(policy(hub_policy(filters=[{**product, "value": "GuardDuty"}]), tmp_path), event) == ["acted"]


def test_conditions_decide(tmp_path, push):
    group = security_group(A, "a")
    event = imported(finding(A, group_resource(A, group)))
    where = {"type": "value", "key": "account_id", "value": B}
    assert push(policy(hub_policy(conditions=[where]), tmp_path), event) == ["conditions"]
    assert group_tags(A, group) == {}
    SecurityHub(policy(hub_policy(conditions=[where]), tmp_path)).run(event, None)
    assert group_tags(A, group) == {"seen": "yes"}  # stock
    assert push(policy(hub_policy(conditions=[{**where, "value": A}]), tmp_path), event) == ["acted"]


def test_a_user_is_the_one_of_the_finding_s_account(tmp_path, push):
    user("bob", MOTO, A)  # stock assumes no role, for the ARN has no region: it acts as the hub
    named = {"Type": "AwsIamUser", "Id": f"arn:aws:iam::{A}:user/bob", "Region": "aws-global"}
    event = imported(finding(A, named))
    SecurityHub(policy(hub_policy("aws.iam-user"), tmp_path, account=MOTO)).run(event, None)
    assert (user_tags("bob", MOTO), user_tags("bob", A)) == ({"seen": "yes"}, {})

    user("eve", MOTO, A)
    event["detail"]["findings"][0]["Resources"][0]["Id"] = f"arn:aws:iam::{A}:user/staff/eve"
    assert push(policy(hub_policy("aws.iam-user"), tmp_path, account=MOTO), event) == ["acted"]
    assert (user_tags("eve", MOTO), user_tags("eve", A)) == ({}, {"seen": "yes"})


@pytest.mark.parametrize(("kind", "outcome"), [("IAMUser", "acted"), ("AssumedRole", "nothing-named")])
def test_the_user_of_an_access_key(tmp_path, push, kind, outcome):
    user(kind, A)
    event = imported(finding(A, access_key(kind, "AKIAXXXXXXXXXXXXXXXX", kind)))
    assert push(policy(hub_policy("aws.iam-user"), tmp_path), event) == [outcome]


def access_key(name, key, kind="IAMUser"):
    details = {"AwsIamAccessKey": {"PrincipalName": name, "PrincipalType": kind}}
    return {"Type": "AwsIamAccessKey", "Id": f"AWS::IAM::AccessKey:{key}", "Details": details}


def test_only_the_access_key_of_the_finding_is_removed(tmp_path, push):
    user("keys", A)
    iam = session(A).client("iam")
    bad, good = (iam.create_access_key(UserName="keys")["AccessKey"]["AccessKeyId"] for _ in range(2))
    data = hub_policy("aws.iam-user", actions=[{"type": "remove-keys", "disable": True}])
    assert push(policy(data, tmp_path), imported(finding(A, access_key("keys", bad)))) == ["acted"]
    assert statuses(iam, "keys") == {bad: "Inactive", good: "Active"}


def test_stock_removes_every_key_of_the_user(tmp_path):
    user("stock", MOTO)
    iam = session(MOTO).client("iam")
    one, two = (iam.create_access_key(UserName="stock")["AccessKey"]["AccessKeyId"] for _ in range(2))
    event = imported(finding(MOTO, {**access_key("stock", one), "Region": "us-east-1"}))
    data = hub_policy("aws.iam-user", actions=[{"type": "remove-keys", "disable": True}])
    SecurityHub(policy(data, tmp_path, account=MOTO)).run(event, None)
    assert statuses(iam, "stock") == {one: "Inactive", two: "Inactive"}


def statuses(iam, name):
    return {
        each["AccessKeyId"]: each["Status"]
        for each in iam.list_access_keys(UserName=name)["AccessKeyMetadata"]
    }


def test_a_bucket_is_looked_for_in_the_finding_s_account(tmp_path, push):
    session(A).client("s3").create_bucket(Bucket="theirs")
    event = imported(finding(A, {"Type": "AwsS3Bucket", "Id": "arn:aws:s3:::theirs"}))
    stock = SecurityHub(policy(hub_policy("aws.s3"), tmp_path)).run(event, None)
    assert stock == {("", ""): []}  # the ARN has neither account nor region: looked for in the hub
    alone = hub_policy("aws.s3")
    del alone["mode"]["member-role"]
    with pytest.raises(PolicyExecutionError, match="multiple resource accounts"):
        SecurityHub(policy(alone, tmp_path, account=A)).run(event, None)  # even in its own account

    assert push(policy(hub_policy("aws.s3"), tmp_path), event) == ["acted"]
    tags = session(A).client("s3").get_bucket_tagging(Bucket="theirs")["TagSet"]
    assert tags == [{"Key": "seen", "Value": "yes"}]


def test_without_a_member_role_a_bucket_is_acted_on_in_its_own_account(tmp_path, push, monkeypatch):
    run_as(monkeypatch, A)
    region = {"LocationConstraint": "eu-west-1"}
    session(A).client("s3").create_bucket(Bucket="abroad", CreateBucketConfiguration=region)
    data = hub_policy("aws.s3")
    del data["mode"]["member-role"]
    event = imported(finding(A, {"Type": "AwsS3Bucket", "Id": "arn:aws:s3:::abroad"}))
    assert push(policy(data, tmp_path, account=A), event) == ["acted"]
    assert session(A).client("s3").get_bucket_tagging(Bucket="abroad")["TagSet"]


@pytest.mark.parametrize(
    ("fields", "region"),
    [
        ({"Region": "eu-west-1"}, "eu-west-1"),
        ({"Region": None}, "us-east-1"),  # of the product's ARN
        ({"Region": "global", "ProductArn": "arn:aws:securityhub:::product/aws/guardduty"}, "us-east-1"),
    ],
)
def test_a_region_is_found_for_what_has_none(tmp_path, push, caplog, fields, region):
    event = imported(finding(A, {"Type": "AwsS3Bucket", "Id": "arn:aws:s3:::nowhere"}, **fields))
    assert push(policy(hub_policy("aws.s3"), tmp_path), event) == ["gone"]
    assert {(line["account"], line["region"]) for line in end_lines(caplog)} == {(A, region)}


def test_a_resource_of_another_type_is_not_touched(tmp_path, push):
    group = security_group(A, "a")
    event = imported(finding(A, group_resource(A, group)))
    (asked,) = SecurityHub(policy(hub_policy("aws.ec2"), tmp_path)).get_resource_arns(event)
    assert (asked.service, asked.resource) == ("ec2", group)  # stock: looks for an instance of this id
    assert push(policy(hub_policy("aws.ec2"), tmp_path), event) == ["nothing-named"]


@pytest.mark.parametrize("with_region", [True, False])
def test_a_bare_id_does_for_an_instance(tmp_path, push, with_region):
    named = {"Type": "AwsEc2Instance", "Id": instance(A), **({"Region": "us-east-1"} if with_region else {})}
    event = imported(finding(A, named))
    if not with_region:
        with pytest.raises(KeyError, match="Region"):
            SecurityHub(policy(hub_policy("aws.ec2"), tmp_path)).run(event, None)
    assert push(policy(hub_policy("aws.ec2"), tmp_path), event) == ["acted"]


@pytest.mark.parametrize("resources", [{}, {"Resources": None}, {"Resources": [{"Type": "Other"}]}])
def test_a_finding_that_names_nothing_is_an_outcome(tmp_path, push, resources):
    bare = {key: value for key, value in finding(A).items() if key != "Resources"}
    event = imported({**bare, **resources})
    with pytest.raises((KeyError, TypeError)):
        SecurityHub(policy(hub_policy(), tmp_path)).run(event, None)
    assert push(policy(hub_policy(), tmp_path), event) == ["nothing-named"]


@pytest.mark.parametrize(
    "details", [{}, {"Details": {}}, {"Details": {"AwsIamAccessKey": {"Status": "Active"}}}]
)
def test_an_access_key_without_its_principal_is_an_outcome(tmp_path, push, details):
    event = imported(finding(A, {"Type": "AwsIamAccessKey", "Id": "AWS::IAM::AccessKey:AKIAX", **details}))
    with pytest.raises(KeyError):
        SecurityHub(policy(hub_policy("aws.iam-user"), tmp_path)).run(event, None)
    assert push(policy(hub_policy("aws.iam-user"), tmp_path), event) == ["nothing-named"]


def test_each_account_and_region_gets_only_its_own(tmp_path, push):
    places = [(A, "us-east-1"), (A, "eu-west-1"), (B, "us-east-1")]
    groups = {place: security_group(place[0], "x", place[1]) for place in places}
    findings = [finding(a, group_resource(a, group, region)) for (a, region), group in groups.items()]
    SecurityHub(policy(hub_policy(), tmp_path)).run(imported(*findings), None)
    assert all(group_tags(a, group, r) == {} for (a, r), group in groups.items())  # stock finds none of them

    assert push(policy(hub_policy(), tmp_path), imported(*findings)) == ["acted"] * 3
    assert all(group_tags(a, group, r) == {"seen": "yes"} for (a, r), group in groups.items())


def test_one_account_does_not_stop_the_other(tmp_path, push):
    """Each has its turn, and the error still comes out."""
    group = security_group(B, "b")
    spoofed = finding(A, group_resource(A, "sg-1"), ProductName="Macie")
    event = imported(spoofed, finding(B, group_resource(B, group)))
    assert sorted(push(policy(hub_policy(), tmp_path), event)) == ["acted", "spoofed"]
    with pytest.raises(EventEndedError, match="in the name of macie"):
        policy(hub_policy(), tmp_path).push(event)
    assert group_tags(B, group) == {"seen": "yes"}


def test_actions_see_only_the_findings_of_their_account(tmp_path, push):
    """Both accounts' events would hold, if they saw the other's findings."""
    groups = {account: security_group(account, "x") for account in (A, B)}
    found = [finding(a, group_resource(a, g), Title=a) for a, g in groups.items()]
    only = {"type": "event", "key": "detail.findings[].Title", "op": "contains", "value": A}
    assert sorted(push(policy(hub_policy(filters=[only]), tmp_path), imported(*found))) == [
        "acted",
        "no-match",
    ]
    assert (group_tags(A, groups[A]), group_tags(B, groups[B])) == ({"seen": "yes"}, {})


SETTLED = [
    {"RecordState": "ARCHIVED"},
    {"Workflow": {"Status": "SUPPRESSED"}},
    {"Workflow": {"Status": "RESOLVED"}},
    {"Compliance": {"Status": "PASSED"}},
]


@pytest.mark.parametrize("fields", SETTLED)
def test_a_settled_finding_is_left_alone_unless_the_pattern_asks_for_it(tmp_path, push, fields):
    group = security_group(A, "a")
    event = imported(finding(A, group_resource(A, group), **fields))
    data = hub_policy()
    assert push(policy(data, tmp_path), event) == ["settled"]
    assert group_tags(A, group) == {}
    assert not compile_pattern(pattern_of(data, tmp_path)).matches(event)

    name, value = next(iter(fields.items()))
    asked = {name: {"Status": [value["Status"]]} if isinstance(value, dict) else [value]}
    data["mode"]["pattern"] = {"detail": {"findings": asked}}
    assert compile_pattern(pattern_of(data, tmp_path)).matches(event)
    assert push(policy(data, tmp_path), event) == ["acted"]


def test_of_several_findings_only_those_are_acted_on_that_the_pattern_means(tmp_path, push):
    low, high = security_group(A, "low"), security_group(A, "high")
    found = [
        finding(A, group_resource(A, group), Severity={"Label": label})
        for group, label in ((low, "LOW"), (high, "HIGH"))
    ]
    data = hub_policy()
    data["mode"]["pattern"] = {"detail": {"findings": {"Severity": {"Label": ["HIGH"]}}}}
    assert push(policy(data, tmp_path), imported(*found)) == ["acted"]
    assert (group_tags(A, low), group_tags(A, high)) == ({}, {"seen": "yes"})
    assert push(policy(data, tmp_path), imported(found[0])) == ["not-subscribed"]


@pytest.mark.parametrize("fields", SETTLED)
def test_stock_acts_on_settled_findings(tmp_path, fields):
    group = security_group(A, "a")
    event = imported(finding(A, group_resource(A, group), **fields))
    stock = CloudWatchEventSource({"type": "hub-finding"}, None).render_event_pattern()
    assert compile_pattern(json.loads(stock)).matches(event)
    SecurityHub(policy(hub_policy(), tmp_path)).run(event, None)
    assert group_tags(A, group) == {"seen": "yes"}


def test_a_settled_finding_beside_a_standing_one_is_left_alone(tmp_path, push):
    one, two = security_group(A, "a"), security_group(A, "b")
    passed = finding(A, group_resource(A, one), Compliance={"Status": "PASSED"})
    event = imported(passed, finding(A, group_resource(A, two)))
    assert push(policy(hub_policy(), tmp_path), event) == ["acted"]
    assert (group_tags(A, one), group_tags(A, two)) == ({}, {"seen": "yes"})


def pattern_of(data, tmp_path):
    return policy(data, tmp_path).get_execution_mode().event_pattern()


def test_the_pattern_wants_standing_findings(tmp_path):
    pattern = compile_pattern(pattern_of(hub_policy(), tmp_path))
    assert pattern.matches(imported(finding(A)))
    assert pattern.matches(imported(finding(A, Compliance={"Status": "FAILED"})))
    assert not pattern.matches({**imported(finding(A)), "source": "custom"})


DEFAULT = f"arn:aws:securityhub:us-east-1:{A}:product/{A}/default"


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"ProductArn": DEFAULT}, "in the name of guardduty"),
        ({"ProductArn": DEFAULT, "ProductName": "x", "CompanyName": "AWS"}, "in the name of aws"),
        ({"ProductArn": DEFAULT.replace(A, B), "ProductName": "x"}, f"account {B} imported it for {A}"),
    ],
)
def test_a_spoofed_product_is_refused(tmp_path, push, fields, text):
    group = security_group(A, "a")
    event = imported(finding(A, group_resource(A, group), **fields))
    assert push(policy(hub_policy(), tmp_path), event) == ["spoofed"]
    with pytest.raises(EventEndedError, match=text):
        policy(hub_policy(), tmp_path).push(event)
    assert group_tags(A, group) == {}
    own = finding(A, group_resource(A, group), ProductArn=DEFAULT, ProductName="Default")
    assert push(policy(hub_policy(), tmp_path), imported(own)) == ["acted"]


def test_a_finding_cannot_name_another_account_s_resource(tmp_path, push):
    group = security_group(B, "b")
    event = imported(finding(A, group_resource(B, group)))
    assert push(policy(hub_policy(), tmp_path), event) == ["spoofed"]
    assert group_tags(B, group) == {}


def test_without_a_member_role_only_its_own_account(tmp_path, push):
    data = hub_policy()
    del data["mode"]["member-role"]
    event = imported(finding(A, group_resource(A, "sg-1")))
    assert push(policy(data, tmp_path, account=B), event) == ["other-account"]


@pytest.mark.parametrize("identity", [f"AWS::::Account:{A}", f"arn:aws:iam::{A}:root"])
def test_an_account_can_be_the_resource(tmp_path, push, identity):
    event = imported(finding(A, {"Type": "AwsAccount", "Id": identity}))
    named = {"type": "value", "key": "account_id", "value": A}
    arns = {"type": "value", "key": '"resource-arns" | [0]', "op": "ne", "value": "absent"}
    data = hub_policy("aws.account", filters=[named, arns], actions=[])
    with pytest.raises(UnboundLocalError):
        SecurityHub(policy(data, tmp_path)).resolve_resources(event)
    assert push(policy(data, tmp_path), event) == ["unchanged"]
    assert push(policy({**data, "filters": [{**named, "value": B}]}, tmp_path), event) == ["no-match"]


def test_stock_drops_accounts_by_their_id(tmp_path):
    event = imported(finding(A, {"Type": "AwsAccount", "Id": f"AWS::::Account:{A}"}))
    assert SecurityHub(policy(hub_policy(), tmp_path)).get_resource_arns(event) == set()


@pytest.mark.parametrize(
    "detail", [{}, {"findings": []}, {"findings": 7}, None, {"findings": [{"Id": "f"}, 3]}]
)
def test_an_event_without_findings_parks(tmp_path, push, detail):
    event = {**imported(), "detail": detail}
    assert push(policy(hub_policy(), tmp_path), event) == ["malformed"]


def test_max_resources_holds(tmp_path, push):
    groups = [security_group(A, "a"), security_group(A, "b")]
    event = imported(finding(A, *(group_resource(A, group) for group in groups)))
    data = hub_policy(**{"max-resources": 1})
    assert push(policy(data, tmp_path), event) == ["over-limit"]
    assert [group_tags(A, group) for group in groups] == [{}, {}]
    SecurityHub(policy(data, tmp_path)).run(event, None)
    assert [group_tags(A, group) for group in groups] == [{"seen": "yes"}] * 2  # stock


@pytest.mark.parametrize("code", ["UnauthorizedOperation", "RequestLimitExceeded"])
def test_an_unreadable_resource_parks_the_event(tmp_path, push, fail, monkeypatch, code):
    monkeypatch.setattr(time, "sleep", lambda _: None)  # Custodian's own retries
    event = imported(finding(A, group_resource(A, security_group(A, "a"))))
    fail("DescribeSecurityGroups", code)
    assert SecurityHub(policy(hub_policy(), tmp_path)).run(event, None) == {(A, "us-east-1"): []}
    assert push(policy(hub_policy(), tmp_path), event) == ["unreadable"]


class TestOwnUpdates:
    """Security Hub sends an event for each update of a finding, also for our own note."""

    NOTED = "2026-11-24T15:00:00.000Z"

    def event(self, updated, status="NOTIFIED", author="c7n-reflex"):
        group = security_group(A, "a")
        note = {"Text": "t", "UpdatedBy": author, "UpdatedAt": self.NOTED}
        fields = {"UpdatedAt": updated, "Workflow": {"Status": status}, "Note": note}
        return imported(finding(A, group_resource(A, group), **fields))

    def test_our_note_is_no_news(self, tmp_path, push):
        event = self.event("2026-11-24T14:59:00.000Z")
        assert push(policy(hub_policy(), tmp_path), event) == ["own-update"]

    @pytest.mark.parametrize(
        "changes",
        [
            {"updated": "2026-11-24T16:00:00.000Z"},  # the product says again that it stands
            {"updated": "2026-11-24T14:59:00.000Z", "status": "NEW"},  # somebody has opened it again
            {"updated": "2026-11-24T14:59:00.000Z", "author": "ann"},
        ],
    )
    def test_what_others_do_is_news(self, tmp_path, push, changes):
        assert push(policy(hub_policy(), tmp_path), self.event(**changes)) == ["acted"]

    def test_the_finding_is_told(self, tmp_path, push, hub):
        event = self.event("2026-11-24T16:00:00.000Z")
        push(policy(hub_policy(), tmp_path), event)
        (update,) = hub.updates
        assert update["FindingIdentifiers"] == [
            {"Id": "f", "ProductArn": event["detail"]["findings"][0]["ProductArn"]}
        ]
        assert update["Workflow"] == {"Status": "NOTIFIED"}
        assert update["Note"]["UpdatedBy"] == "c7n-reflex"


class TestOcsf:
    """The same policy serves findings in OCSF (`Findings Imported V2`)."""

    def event(self, group, **fields):
        resource = {"type": "AWS::EC2::SecurityGroup", "uid": group_resource(A, group, "eu-west-1")["Id"]}
        return samples.event(samples.ocsf(resource, **fields), kind="Findings Imported V2")

    def test_is_acted_on_and_told(self, tmp_path, push, hub):
        group = security_group(A, "a", "eu-west-1")
        event = self.event(group)
        assert compile_pattern(pattern_of(hub_policy(), tmp_path)).matches(event)
        assert push(policy(hub_policy(), tmp_path), event) == ["acted"]
        assert group_tags(A, group, "eu-west-1") == {"seen": "yes"}
        (update,) = hub.updates
        assert update["StatusId"] == 2
        assert update["Comment"].startswith("[c7n-reflex ")
        told = {**self.event(group, status_id=2), "id": "2"}
        told["detail"]["findings"][0]["comment"] = update["Comment"]
        assert push(policy(hub_policy(), tmp_path), told) == ["own-update"]

    def test_event_filters_see_it_in_the_security_finding_format(self, tmp_path, push):
        group = security_group(A, "a", "eu-west-1")
        control = {"type": "event", "key": "detail.findings[0].Compliance.SecurityControlId", "value": "S3.1"}
        severity = {"type": "event", "key": "detail.findings[0].Severity.Label", "value": "HIGH"}
        data = hub_policy(filters=[control, severity])
        assert push(policy(data, tmp_path), self.event(group)) == ["acted"]
        data["filters"][0]["value"] = "S3.2"
        assert push(policy(data, tmp_path), self.event(group)) == ["no-match"]

    @pytest.mark.parametrize("fields", [{"status_id": 4}, {"status_id": 3}, {"activity_id": 3}])
    def test_a_settled_one_is_left_alone(self, tmp_path, push, fields):
        assert push(policy(hub_policy(), tmp_path), self.event("sg-1", **fields)) == ["settled"]

    @pytest.mark.parametrize(("label", "outcome"), [("HIGH", "gone"), ("LOW", "not-subscribed")])
    def test_the_policy_s_pattern_narrows_it(self, tmp_path, push, label, outcome):
        data = hub_policy()
        data["mode"]["pattern"] = {"detail": {"findings": {"Severity": {"Label": [label]}}}}
        event = self.event(UNKNOWN)
        assert compile_pattern(pattern_of(data, tmp_path)).matches(event) == (outcome == "gone")
        assert push(policy(data, tmp_path), event) == [outcome]

    def test_what_ocsf_cannot_say_is_decided_on_the_translation(self, tmp_path, push):
        data = hub_policy()
        data["mode"]["pattern"] = {"detail": {"findings": {"Title": ["Another"]}}}
        event = self.event(UNKNOWN)
        assert compile_pattern(pattern_of(data, tmp_path)).matches(event)
        assert push(policy(data, tmp_path), event) == ["not-subscribed"]
        data["mode"]["pattern"]["detail"]["findings"]["Title"] = ["Buckets should block public access"]
        assert push(policy(data, tmp_path), event) == ["gone"]

    def test_stock_does_not_subscribe_to_it(self):
        stock = CloudWatchEventSource({"type": "hub-finding"}, None).render_event_pattern()
        assert not compile_pattern(json.loads(stock)).matches(self.event("sg-1"))
