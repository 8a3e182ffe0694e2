"""Mode guard-duty: what stock Custodian does, and what ours does instead."""

from __future__ import annotations

import json

import pytest
from c7n.exceptions import PolicyValidationError
from c7n.mu import CloudWatchEventSource
from c7n.policy import GuardDutyMode

from c7n_reflex.events.patterns import compile as compile_pattern
from tests.events.findings import samples
from tests.modes.support import HUB, MEMBER_ROLE, TAG, A, end_lines, policy, session

REGION = samples.REGION
REMOVE = {"type": "remove-keys", "disable": True}


def duty_policy(resource="aws.iam-user", **extra):
    mode = {"type": "guard-duty", "role": "r", "member-role": MEMBER_ROLE, **extra.pop("mode", {})}
    return {"name": "duty", "resource": resource, "mode": mode, "actions": [TAG], **extra}


def key_finding(name, key, kind="IAMUser", **fields):
    details = {"accessKeyId": key, "principalId": "p", "userName": name, "userType": kind}
    return samples.guardduty({"resourceType": "AccessKey", "accessKeyDetails": details}, **fields)


def user(name, account=A):
    """A user with two keys: client, and the ids of both."""
    iam = session(account).client("iam")
    iam.create_user(UserName=name)
    return iam, [iam.create_access_key(UserName=name)["AccessKey"]["AccessKeyId"] for _ in range(2)]


def statuses(iam, name):
    found = iam.list_access_keys(UserName=name)["AccessKeyMetadata"]
    return {each["AccessKeyId"]: each["Status"] for each in found}


@pytest.mark.parametrize("resource", ["iam-user", "aws.iam-user"])
def test_the_key_of_the_finding_is_disabled_and_no_other(tmp_path, push, resource):
    name = f"bob-{len(resource)}"
    iam, (bad, good) = user(name)
    built = policy(duty_policy(resource, actions=[REMOVE]), tmp_path)
    assert push(built, key_finding(name, bad)) == ["acted"]
    assert statuses(iam, name) == {bad: "Inactive", good: "Active"}


def test_no_key_is_touched_when_that_of_the_finding_is_gone(tmp_path, push):
    iam, keys = user("carol")
    built = policy(duty_policy(actions=[REMOVE]), tmp_path)
    assert push(built, key_finding("carol", "AKIAXXXXXXXXXXXXXXXX")) == ["acted"]
    assert statuses(iam, "carol") == dict.fromkeys(keys, "Active")


def test_filters_see_only_the_key_of_the_finding(tmp_path, push):
    iam, (bad, good) = user("dave")
    iam.update_access_key(UserName="dave", AccessKeyId=bad, Status="Inactive")
    active = {"type": "access-key", "key": "Status", "value": "Active"}
    built = policy(duty_policy(filters=[active], actions=[REMOVE]), tmp_path)
    assert push(built, key_finding("dave", bad)) == ["no-match"]
    assert push(built, key_finding("dave", good)) == ["fixed"]
    assert statuses(iam, "dave") == {bad: "Inactive", good: "Inactive"}


def test_stock_cannot_remove_the_key(tmp_path):
    _, (bad, _) = user("stock")
    built = policy(duty_policy("iam-user", actions=[REMOVE]), tmp_path)
    with pytest.raises(TypeError, match="string indices"):
        GuardDutyMode(built).run(key_finding("stock", bad), None)


@pytest.mark.parametrize("resource", ["aws.iam-user", "aws.s3", "aws.rds"])
def test_stock_takes_three_types_without_prefix(tmp_path, resource):
    built = policy(duty_policy(resource), tmp_path)
    with pytest.raises(ValueError, match="only supported for"):
        GuardDutyMode(built).validate()


def test_stock_acts_on_findings_that_are_archived(tmp_path):
    user("old")
    built = policy(duty_policy("iam-user"), tmp_path)
    archived = key_finding("old", "AKIAX", service={"archived": True, "detectorId": "d"})
    stock = CloudWatchEventSource({"type": "guard-duty"}, None).render_event_pattern()
    assert compile_pattern(json.loads(stock)).matches(archived)
    assert len(GuardDutyMode(built).run(archived, None)) == 1


def test_an_archived_finding_is_settled_unless_asked_for(tmp_path, push):
    user("eve")
    archived = key_finding("eve", "AKIAX", service={"archived": True, "detectorId": "d"})
    data = duty_policy()
    assert push(policy(data, tmp_path), archived) == ["settled"]
    assert push(policy(data, tmp_path), key_finding("eve", "AKIAX")) == ["acted"]
    data["mode"]["pattern"] = {"detail": {"service": {"archived": [True]}}}
    assert push(policy(data, tmp_path), archived) == ["acted"]


def test_a_key_of_root_names_no_user(tmp_path, push):
    assert push(policy(duty_policy(), tmp_path), key_finding("Root", "AKIAX", "Root")) == ["nothing-named"]


def test_a_role_is_named_by_its_session(tmp_path, push):
    iam = session(A).client("iam")
    iam.create_role(RoleName="app", AssumeRolePolicyDocument="{}")
    event = key_finding("app", "ASIAX", "AssumedRole")
    assert push(policy(duty_policy("aws.iam-role"), tmp_path), event) == ["acted"]
    tags = iam.list_role_tags(RoleName="app")["Tags"]
    assert tags == [{"Key": "seen", "Value": "yes"}]
    assert push(policy(duty_policy("aws.iam-user"), tmp_path), event) == ["nothing-named"]


def bucket():
    session(A, REGION).client("s3").create_bucket(
        Bucket="loot", CreateBucketConfiguration={"LocationConstraint": REGION}
    )
    details = [{"arn": "arn:aws:s3:::loot", "name": "loot", "type": "Destination"}]
    return "S3Bucket", {"s3BucketDetails": details}


def database():
    rds = session(A, REGION).client("rds")
    rds.create_db_instance(DBInstanceIdentifier="db", Engine="mysql", DBInstanceClass="db.t3.micro")
    arn = f"arn:aws:rds:{REGION}:{A}:db:db"
    return "RDSDBInstance", {"rdsDbInstanceDetails": {"dbInstanceArn": arn, "dbInstanceIdentifier": "db"}}


def cluster():
    eks = session(A, REGION).client("eks")
    role = f"arn:aws:iam::{A}:role/eks"
    eks.create_cluster(name="c", roleArn=role, resourcesVpcConfig={})
    return "EKSCluster", {"eksClusterDetails": {"name": "c", "arn": f"arn:aws:eks:{REGION}:{A}:cluster/c"}}


def instance():
    ec2 = session(A, REGION).client("ec2")
    image = ec2.describe_images()["Images"][0]["ImageId"]
    found = ec2.run_instances(ImageId=image, MinCount=1, MaxCount=1)["Instances"][0]["InstanceId"]
    return "Instance", {"instanceDetails": {"instanceId": found}}


def function():
    iam = session(A).client("iam")
    trust = {"Statement": [{"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}}]}
    role = iam.create_role(RoleName="f", AssumeRolePolicyDocument=json.dumps(trust))["Role"]["Arn"]
    functions = session(A, REGION).client("lambda")
    made = functions.create_function(FunctionName="f", Role=role, Code={"ZipFile": b""})
    return "Lambda", {"lambdaDetails": {"functionArn": made["FunctionArn"], "functionName": "f"}}


@pytest.mark.parametrize(
    ("resource", "make"),
    [
        ("aws.s3", bucket),
        ("aws.rds", database),
        ("aws.eks", cluster),
        ("aws.ec2", instance),
        ("aws.lambda", function),
    ],
)
def test_what_else_findings_name_is_acted_on_where_it_is(tmp_path, push, caplog, resource, make):
    kind, details = make()
    built = policy(duty_policy(resource), tmp_path)
    event = samples.guardduty({"resourceType": kind, **details})
    assert compile_pattern(built.get_execution_mode().event_pattern()).matches(event)
    assert push(built, event) == ["acted"]
    assert {(line["account"], line["region"]) for line in end_lines(caplog)} == {(A, REGION)}
    other = "aws.s3" if resource != "aws.s3" else "aws.rds"
    assert push(policy(duty_policy(other), tmp_path), event) == ["not-subscribed"]


def test_the_account_of_any_finding(tmp_path, push):
    built = policy(duty_policy("aws.account", actions=[]), tmp_path)
    assert push(built, key_finding("any", "AKIAX")) == ["unchanged"]


def test_another_type_is_refused(tmp_path):
    with pytest.raises(PolicyValidationError, match=r"mode guard-duty is for account, ec2"):
        policy(duty_policy("aws.security-group"), tmp_path)


@pytest.mark.parametrize(
    ("changes", "outcome"),
    [
        ({"source": "custom"}, "malformed"),
        ({"detail": {}}, "malformed"),
        ({"detail": None}, "malformed"),
        ({"account": HUB, "detail-type": "Other"}, "malformed"),
    ],
)
def test_what_guardduty_did_not_send_parks(tmp_path, push, changes, outcome):
    assert push(policy(duty_policy(), tmp_path), {**key_finding("bob", "AKIAX"), **changes}) == [outcome]


def test_without_a_member_role_only_its_own_account(tmp_path, push):
    data = duty_policy("aws.ec2")
    del data["mode"]["member-role"]
    event = samples.guardduty({"resourceType": "Instance", "instanceDetails": {"instanceId": "i-1"}})
    assert push(policy(data, tmp_path, account=HUB), event) == ["other-account"]
