"""Where a call names a resource."""

from __future__ import annotations

from types import SimpleNamespace

import jmespath
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from c7n_reflex.authoring.scaffolds import identifiers
from c7n_reflex.errors import InputError


def manager(kind: str, identity: str, name: str = "", cfn: str = "", service: str = "ec2") -> SimpleNamespace:
    model = SimpleNamespace(id=identity, name=name, cfn_type=cfn, service=service)
    return SimpleNamespace(type=kind, resource_type=model)


GROUP = manager("security-group", "GroupId", "GroupName", "AWS::EC2::SecurityGroup")
BUCKET = manager("s3", "Name", "Name", "AWS::S3::Bucket", "s3")
USER = manager("iam-user", "UserName", "UserName", "AWS::IAM::User", "iam")


def ids(resource, request, response=None, name="SomeCall", source="ec2.amazonaws.com"):
    detail = {"eventName": name, "eventSource": source}
    detail |= {"requestParameters": request, "responseElements": response}
    return identifiers.ids({"detail": detail}, resource)


@pytest.mark.parametrize(
    ("resource", "request_", "response", "expected"),
    [
        (GROUP, {"groupId": "sg-1"}, None, "requestParameters.groupId"),
        (
            GROUP,
            {"groupName": "a"},
            {"groupId": "sg-1"},
            "responseElements.groupId",
        ),  # its id before its name
        (
            GROUP,
            {"groups": {"items": [{"groupId": "sg-2"}]}, "groupId": "sg-1"},
            None,
            "requestParameters.groupId",
        ),
        (
            GROUP,
            {"groupSet": {"items": [{"groupId": "sg-1"}]}},
            None,
            "requestParameters.groupSet.items[].groupId",
        ),
        (GROUP, {"groupId": ["sg-1"]}, None, "requestParameters.groupId[]"),
        (GROUP, {"resourceId": "sg-1"}, None, "requestParameters.resourceId"),
        (BUCKET, {"bucketName": "b"}, None, "requestParameters.bucketName"),
        (GROUP, {"New-Request": {"groupId": "sg-1"}}, None, 'requestParameters."New-Request".groupId'),
    ],
)
def test_by_the_names_that_it_may_have(resource, request_, response, expected):
    assert ids(resource, request_, response) == expected


def test_a_plain_name_is_that_of_the_resource_only_in_calls_of_its_service():
    assert ids(BUCKET, {"name": "b"}, source="s3.amazonaws.com") == "requestParameters.name"
    with pytest.raises(InputError, match="does not seem to name an aws"):
        ids(BUCKET, {"name": "web"}, source="ecs.amazonaws.com")
    with pytest.raises(InputError, match=r"instance\.name"):
        ids(BUCKET, {"instance": {"name": "b"}}, source="s3.amazonaws.com")


def test_custodian_knows_some_calls():
    found = ids(USER, None, None, name="ConsoleLogin", source="signin.amazonaws.com")
    assert found == "userIdentity.arn"
    with pytest.raises(InputError, match="its fields: none"):
        ids(USER, None, None, name="ConsoleLogin", source="other.amazonaws.com")


def test_an_account_needs_none():
    assert ids(manager("account", "account_id"), {"a": 1}) == "recipientAccountId"


JSON = st.recursive(
    st.none() | st.booleans() | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(min_size=1, max_size=3), inner, max_size=3)
    ),
    max_leaves=8,
)


@settings(max_examples=40)
@given(st.dictionaries(st.text(min_size=1, max_size=3), JSON, max_size=3), st.text(min_size=1, max_size=4))
def test_every_path_is_a_jmespath_that_finds_the_id(request, key):
    request = {key: {**request, "groupId": "sg-1"}}
    found = jmespath.search(ids(GROUP, request), {"requestParameters": request})
    assert found == "sg-1"
