import copy
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from c7n_reflex.organisation.snapshot import difference
from c7n_reflex.organisation.snapshot.normalising import identifier, normalised

GROUPS = {
    "SecurityGroups": [
        {"GroupId": "sg-2", "GroupName": "b", "VpcId": "vpc-1", "Tags": [{"Key": "env", "Value": "prod"}]},
        {
            "GroupId": "sg-1",
            "GroupName": "a",
            "VpcId": "vpc-1",
            "IpPermissions": [
                {
                    "IpProtocol": "tcp",
                    "FromPort": 22,
                    "ToPort": 22,
                    "IpRanges": [{"CidrIp": "10.0.0.0/8"}],
                    "Ipv6Ranges": [],
                }
            ],
        },
    ]
}


def test_lists_become_mappings_by_id():
    found = normalised(GROUPS)["SecurityGroups"]
    assert list(found) == ["sg-1", "sg-2"]
    assert found["sg-2"]["Tags"] == {"env": "prod"}
    assert found["sg-1"]["IpPermissions"] == {
        "tcp:22-22": {
            "IpProtocol": "tcp",
            "FromPort": 22,
            "ToPort": 22,
            "IpRanges": {"10.0.0.0/8": {"CidrIp": "10.0.0.0/8"}},
        }
    }


@pytest.mark.parametrize(
    ("name", "item", "expected"),
    [
        ("Volumes", {"Size": 1, "VolumeId": "vol-1"}, "vol-1"),
        ("InternetGateways", {"OwnerId": "1", "InternetGatewayId": "igw-1"}, "igw-1"),
        ("Attachments", {"State": "attached", "VpcId": "vpc-1"}, "vpc-1"),
        ("NetworkInterfaces", {"SubnetId": "s", "NetworkInterfaceId": "eni-1", "VpcId": "v"}, "eni-1"),
        ("DBInstances", {"DBInstanceIdentifier": "db", "Engine": "x"}, "db"),
        ("UserDetailList", {"Arn": "arn", "UserName": "u", "UserId": "AIDA"}, "u"),
        ("Policies", {"PolicyName": "p", "Arn": "arn"}, "p"),
        ("Topics", {"TopicArn": "arn"}, "arn"),
        ("EventBuses", {"Name": "default", "Arn": "arn"}, "default"),
        ("Statement", {"Sid": "S1", "Effect": "Allow"}, "S1"),
        ("IpPermissions", {"IpProtocol": "-1"}, "-1:"),
        (
            "SecurityGroupRules",
            {"SecurityGroupRuleId": "sgr-1", "GroupId": "g", "IpProtocol": "tcp"},
            "sgr-1",
        ),
        ("Contents", {"Key": "a/b", "Size": 1}, "a/b"),
        ("Statement", {"Effect": "Allow"}, ""),
        ("Regions", "us-east-1", "us-east-1"),
    ],
)
def test_identifier(name, item, expected):
    assert identifier(item, name) == expected


def test_policies_are_compared_by_statement():
    was, now = (
        {"Policy": '{"Version": "1", "Statement": [' + statements + "]}"}
        for statements in (
            '{"Sid": "a", "Effect": "Allow"}',
            '{"Effect": "Deny"}, {"Effect": "Allow", "Sid": "a"}',
        )
    )
    (change,) = difference(normalised(was), normalised(now))
    assert change.path == 'Policy/Statement[{"Effect":"Deny"}]'
    assert (change.before, change.after) == (None, {"Effect": "Deny"})


def test_what_changes_by_itself_is_left_out():
    answer = {
        "ResponseMetadata": {"RequestId": "1"},
        "Roles": [{"RoleName": "r", "RoleLastUsed": {"Region": "x"}, "CreateDate": dt.datetime(2026, 1, 1)}],
        "Attributes": {"ApproximateNumberOfMessagesDelayed": "1", "QueueArn": "q"},
        "NextToken": "t",
        "Empty": [],
        "None": None,
    }
    assert normalised(answer) == {
        "Roles": {"r": {"RoleName": "r", "CreateDate": "2026-01-01T00:00:00"}},
        "Attributes": {"QueueArn": "q"},
    }


def test_members_that_look_alike_are_all_kept():
    assert (
        len(
            normalised({"Grants": [{"Name": "x", "V": 1}, {"Name": "x", "V": 2}, {"Name": "x", "V": 2}]})[
                "Grants"
            ]
        )
        == 3
    )


def test_text_that_only_looks_like_a_document():
    assert normalised({"Description": "{not json"}) == {"Description": "{not json"}


scalars = st.none() | st.booleans() | st.integers() | st.text(max_size=5)
values = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["Id", "Name", "Key", "Value", "Items", "GroupId", "IpProtocol"]),
            inner,
            max_size=3,
        )
    ),
    max_leaves=12,
)
answers = st.dictionaries(st.sampled_from(["Groups", "Items", "Policies"]), values, max_size=3)


def shuffled(value, random):
    if isinstance(value, dict):
        return {key: shuffled(value[key], random) for key in random.sample(list(value), len(value))}
    if isinstance(value, list):
        return [shuffled(item, random) for item in random.sample(value, len(value))]
    return value


@given(answers, st.randoms())
def test_order_does_not_matter(answer, random):
    assert normalised(answer) == normalised(shuffled(answer, random))


@given(answers)
def test_the_answer_itself_is_not_changed(answer):
    before = copy.deepcopy(answer)
    normalised(answer)
    assert answer == before
