"""Mode hub-finding: what stock Custodian does, and what ours does instead."""

from __future__ import annotations

import pytest
from c7n.exceptions import PolicyExecutionError
from c7n.resources.securityhub import SecurityHubAction

from c7n_reflex.events.patterns import compile as compile_pattern
from tests.modes.support import (
    HUB,
    A,
    B,
    finding,
    group_tags,
    hub_policy,
    imported,
    policy,
    security_group,
    session,
)

MOTO = "123456789012"  # the account of credentials that moto does not know
SecurityHub = SecurityHubAction.__mro__[1]  # the stock mode; the module's `SecurityHub` is a resource type


def group_resource(account, group, region="us-east-1"):
    arn = f"arn:aws:ec2:{region}:{account}:security-group/{group}"
    return {"Type": "AwsEc2SecurityGroup", "Id": arn, "Region": region}


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


def test_filters_decide(tmp_path):
    group = security_group(A, "a")
    data = hub_policy(filters=[{"Description": "another"}])
    event = imported(finding(A, group_resource(A, group)))
    SecurityHub(policy(data, tmp_path)).run(event, None)
    assert group_tags(A, group) == {"seen": "yes"}  # stock: filters are not looked at

    fresh = security_group(A, "b")
    assert policy(data, tmp_path).push(imported(finding(A, group_resource(A, fresh)))) == []
    assert group_tags(A, fresh) == {}
    data["filters"] = [{"Description": "b"}]
    policy(data, tmp_path).push(imported(finding(A, group_resource(A, fresh))))
    assert group_tags(A, fresh) == {"seen": "yes"}


def test_conditions_and_event_filters_decide(tmp_path):
    group = security_group(A, "a")
    event = imported(finding(A, group_resource(A, group)))
    where = {"type": "value", "key": "account_id", "value": B}
    assert policy(hub_policy(conditions=[where]), tmp_path).push(event) == []
    product = {"type": "event", "key": "detail.findings[0].ProductName", "value": "Macie"}
    assert policy(hub_policy(filters=[product]), tmp_path).push(event) == []
    assert group_tags(A, group) == {}
    assert len(policy(hub_policy(filters=[{**product, "value": "GuardDuty"}]), tmp_path).push(event)) == 1


def test_a_user_is_the_one_of_the_finding_s_account(tmp_path):
    user(
        "bob", MOTO, A
    )  # stock assumes no role, for the ARN has no region: it acts with the hub's credentials
    named = {"Type": "AwsIamUser", "Id": f"arn:aws:iam::{A}:user/bob", "Region": "aws-global"}
    event = imported(finding(A, named))
    SecurityHub(policy(hub_policy("aws.iam-user"), tmp_path, account=MOTO)).run(event, None)
    assert (user_tags("bob", MOTO), user_tags("bob", A)) == ({"seen": "yes"}, {})

    user("eve", MOTO, A)
    event["detail"]["findings"][0]["Resources"][0]["Id"] = f"arn:aws:iam::{A}:user/staff/eve"
    policy(hub_policy("aws.iam-user"), tmp_path, account=MOTO).push(event)
    assert (user_tags("eve", MOTO), user_tags("eve", A)) == ({}, {"seen": "yes"})


@pytest.mark.parametrize(("kind", "count"), [("IAMUser", 1), ("AssumedRole", 0)])
def test_the_user_of_an_access_key(tmp_path, kind, count):
    user(kind, A)
    details = {"AwsIamAccessKey": {"PrincipalName": kind, "PrincipalType": kind}}
    key = {"Type": "AwsIamAccessKey", "Id": "AWS::IAM::AccessKey:AKIAXXXXXXXXXXXXXXXX", "Details": details}
    assert len(policy(hub_policy("aws.iam-user"), tmp_path).push(imported(finding(A, key)))) == count


def test_a_bucket_is_looked_for_in_the_finding_s_account(tmp_path):
    session(A).client("s3").create_bucket(Bucket="theirs")
    bucket = {"Type": "AwsS3Bucket", "Id": "arn:aws:s3:::theirs"}
    event = imported(finding(A, bucket))
    stock = SecurityHub(policy(hub_policy("aws.s3"), tmp_path)).run(event, None)
    assert stock == {("", ""): []}  # the ARN has neither account nor region: looked for in the hub

    assert [each["Name"] for each in policy(hub_policy("aws.s3"), tmp_path).push(event)] == ["theirs"]
    tags = session(A).client("s3").get_bucket_tagging(Bucket="theirs")["TagSet"]
    assert tags == [{"Key": "seen", "Value": "yes"}]


def test_a_resource_of_another_type_is_not_touched(tmp_path, caplog):
    caplog.set_level("INFO")
    event = imported(finding(A, group_resource(A, security_group(A, "a"))))
    assert policy(hub_policy("aws.ec2"), tmp_path).push(event) == []
    assert "stage:locate outcome:nothing named" in caplog.text


@pytest.mark.parametrize("with_region", [True, False])
def test_a_bare_id_does_for_an_instance(tmp_path, with_region):
    named = {"Type": "AwsEc2Instance", "Id": instance(A), **({"Region": "us-east-1"} if with_region else {})}
    event = imported(finding(A, named))
    if not with_region:
        with pytest.raises(KeyError, match="Region"):
            SecurityHub(policy(hub_policy("aws.ec2"), tmp_path)).run(event, None)
    assert len(policy(hub_policy("aws.ec2"), tmp_path).push(event)) == 1


@pytest.mark.parametrize("resources", [{}, {"Resources": None}, {"Resources": [{"Type": "Other"}]}])
def test_a_finding_that_names_nothing_is_an_outcome(tmp_path, caplog, resources):
    caplog.set_level("INFO")
    bare = {key: value for key, value in finding(A).items() if key != "Resources"}
    event = imported({**bare, **resources})
    with pytest.raises((KeyError, TypeError)):
        SecurityHub(policy(hub_policy(), tmp_path)).run(event, None)
    assert policy(hub_policy(), tmp_path).push(event) == []
    assert "outcome:nothing named" in caplog.text


def test_each_account_and_region_gets_only_its_own(tmp_path):
    places = [(A, "us-east-1"), (A, "eu-west-1"), (B, "us-east-1")]
    groups = {place: security_group(place[0], "x", place[1]) for place in places}
    findings = [finding(a, group_resource(a, group, region)) for (a, region), group in groups.items()]
    acted = policy(hub_policy(), tmp_path).push(imported(*findings))
    assert sorted(each["GroupId"] for each in acted) == sorted(groups.values())
    assert all(group_tags(a, group, r) == {"seen": "yes"} for (a, r), group in groups.items())


def test_actions_see_only_the_findings_of_their_account(tmp_path):
    one, two = (finding(a, group_resource(a, security_group(a, "x"))) for a in (A, B))
    tasks = policy(hub_policy(), tmp_path).get_execution_mode().locate(imported(one, two))
    assert [task.event["detail"]["findings"] for task in tasks] == [[one], [two]]


SETTLED = [
    {"RecordState": "ARCHIVED"},
    {"Workflow": {"Status": "SUPPRESSED"}},
    {"Workflow": {"Status": "RESOLVED"}},
    {"Compliance": {"Status": "PASSED"}},
]


@pytest.mark.parametrize("fields", SETTLED)
def test_a_settled_finding_is_left_alone_unless_the_pattern_asks_for_it(tmp_path, fields):
    group = security_group(A, "a")
    event = imported(finding(A, group_resource(A, group), **fields))
    data = hub_policy()
    assert policy(data, tmp_path).push(event) == []
    assert group_tags(A, group) == {}
    assert not compile_pattern(pattern_of(data, tmp_path)).matches(event)

    name, value = next(iter(fields.items()))
    asked = {name: {"Status": [value["Status"]]} if isinstance(value, dict) else [value]}
    data["mode"]["pattern"] = {"detail": {"findings": asked}}
    assert compile_pattern(pattern_of(data, tmp_path)).matches(event)
    assert len(policy(data, tmp_path).push(event)) == 1


def test_a_settled_finding_beside_a_standing_one_is_left_alone(tmp_path):
    one, two = security_group(A, "a"), security_group(A, "b")
    passed = finding(A, group_resource(A, one), Compliance={"Status": "PASSED"})
    policy(hub_policy(), tmp_path).push(imported(passed, finding(A, group_resource(A, two))))
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
def test_a_spoofed_product_is_refused(tmp_path, fields, text):
    group = security_group(A, "a")
    with pytest.raises(PolicyExecutionError, match=text):
        policy(hub_policy(), tmp_path).push(imported(finding(A, group_resource(A, group), **fields)))
    assert group_tags(A, group) == {}
    own = finding(A, group_resource(A, group), ProductArn=DEFAULT, ProductName="Default")
    assert len(policy(hub_policy(), tmp_path).push(imported(own))) == 1


def test_a_finding_cannot_name_another_account_s_resource(tmp_path):
    group = security_group(B, "b")
    with pytest.raises(PolicyExecutionError, match=f"of account {A} names"):
        policy(hub_policy(), tmp_path).push(imported(finding(A, group_resource(B, group))))
    assert group_tags(B, group) == {}


def test_without_a_member_role_only_its_own_account(tmp_path):
    data = hub_policy()
    del data["mode"]["member-role"]
    with pytest.raises(PolicyExecutionError, match="has no member-role"):
        policy(data, tmp_path, account=B).push(imported(finding(A, group_resource(A, "sg-1"))))


def test_an_account_can_be_the_resource(tmp_path):
    account = {"Type": "AwsAccount", "Id": f"AWS::::Account:{A}"}
    event = imported(finding(A, account))
    data = hub_policy("aws.account", actions=[])
    with pytest.raises(UnboundLocalError):
        SecurityHub(policy(data, tmp_path)).resolve_resources(event)
    acted = policy(data, tmp_path).push(event)
    assert [(each["account_id"], each["resource-arns"]) for each in acted] == [(A, [A])]


def test_an_event_without_findings_is_an_error(tmp_path):
    with pytest.raises(PolicyExecutionError, match="no findings"):
        policy(hub_policy(), tmp_path).push({"account": HUB, "region": "us-east-1", "detail": {}})


def test_max_resources_holds(tmp_path):
    groups = [security_group(A, "a"), security_group(A, "b")]
    event = imported(finding(A, *(group_resource(A, group) for group in groups)))
    with pytest.raises(Exception, match="exceeded resource-limit:1"):
        policy(hub_policy(**{"max-resources": 1}), tmp_path).push(event)
    assert [group_tags(A, group) for group in groups] == [{}, {}]
