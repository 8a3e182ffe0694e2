"""`--live`: AWS is read, by the role that the function would use, and never changed."""

from __future__ import annotations

import botocore.client
import pytest

from c7n_reflex.authoring.tracing import trace
from c7n_reflex.authoring.world import World
from c7n_reflex.pipeline.outcome import Outcome, UnknownError
from tests.authoring.policies import ACCOUNT, OTHER, call, fleet_policy
from tests.modes.conftest import aws, cloud  # noqa: F401 - moto
from tests.modes.support import security_group, session

MEMBER = "arn:aws:iam::{account_id}:role/c7n-reflex-member"
LIVE = World(live=True)


def policy(**data):
    found = fleet_policy(filters=["open-ingress"], actions=["revoke-open-ingress"], **data)
    found.data["mode"]["member-role"] = MEMBER
    return found


def opened(account):
    group = security_group(account, "a")
    rules = [{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}]
    session(account).client("ec2").authorize_security_group_ingress(GroupId=group, IpPermissions=rules)
    return group


@pytest.fixture
def called(monkeypatch, aws, cloud):  # noqa: F811
    """The names of the calls that are made."""
    names = []
    make = botocore.client.BaseClient._make_api_call

    def note(self, name, parameters):
        names.append(name)
        return make(self, name, parameters)

    monkeypatch.setattr(botocore.client.BaseClient, "_make_api_call", note)
    return names


def test_shows_what_would_be_changed_and_changes_nothing(called):
    group = opened(OTHER)
    called.clear()
    found = trace(policy(), call(group, account=OTHER), LIVE)
    assert found.outcome is Outcome.ACTED
    (planned,) = found.resources[0].planned
    assert planned.change == f"Revoked from {group}: all traffic from 0.0.0.0/0."
    assert planned.after == {"permissions": []}
    assert found.targets[0].role == f"arn:aws:iam::{OTHER}:role/c7n-reflex-member"
    assert set(called) <= {"AssumeRole", "DescribeSecurityGroups", "DescribeSecurityGroupRules"}


def test_looks_in_the_account_that_the_event_names(called):
    group = opened(OTHER)
    assert trace(policy(), call(group, account=ACCOUNT), LIVE).outcome is Outcome.GONE


def test_what_cannot_be_read_is_an_end(called, monkeypatch):
    make = botocore.client.BaseClient._make_api_call

    def deny(self, name, parameters):
        if name == "DescribeSecurityGroups":
            error = {"Error": {"Code": "UnauthorizedOperation", "Message": "no"}}
            raise botocore.client.ClientError(error, name)
        return make(self, name, parameters)

    monkeypatch.setattr(botocore.client.BaseClient, "_make_api_call", deny)
    assert trace(policy(), call("sg-1"), LIVE).outcome is Outcome.UNREADABLE


def test_a_session_refuses_to_change_anything(called):
    from c7n_reflex.authoring.readonly import ReadOnlyFactory

    factory = ReadOnlyFactory("us-east-1")
    ec2 = factory().client("ec2")
    with pytest.raises(UnknownError, match="ec2:CreateTags"):
        ec2.create_tags(Resources=["sg-1"], Tags=[{"Key": "a", "Value": "b"}])
    assert ec2.describe_security_groups()["SecurityGroups"]
