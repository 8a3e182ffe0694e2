"""Which statements of a bucket policy are public."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custom_actions._bucket_policy import is_public, public_statements, statements, without

ALLOW = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}


def allow(**condition):
    return {**ALLOW, "Condition": condition}


@pytest.mark.parametrize(
    "statement",
    [
        ALLOW,
        {**ALLOW, "Principal": {"AWS": "*"}},
        {**ALLOW, "Principal": {"AWS": ["arn:aws:iam::111122223333:root", "*"]}},
        {key: value for key, value in ALLOW.items() if key != "Principal"} | {"NotPrincipal": {"AWS": "1"}},
        allow(IpAddress={"aws:SourceIp": "0.0.0.0/0"}),
        allow(IpAddress={"aws:SourceIp": ["203.0.113.0/24", "0.0.0.0/1"]}),
        allow(IpAddress={"aws:SourceIp": "2001::/16"}),
        allow(NotIpAddress={"aws:SourceIp": "203.0.113.0/24"}),
        allow(StringLike={"aws:SourceVpce": "vpce-*"}),
        allow(StringEquals={"aws:SourceVpce": "${aws:SourceVpce}"}),
        allow(StringEqualsIfExists={"aws:PrincipalOrgID": "o-1234567890"}),
        allow(StringNotEquals={"aws:PrincipalOrgID": "o-1234567890"}),
        allow(**{"ForAllValues:StringEquals": {"aws:PrincipalOrgID": "o-1234567890"}}),
        allow(StringEquals={"aws:PrincipalOrgID": ["o-1234567890", "*"]}),
        allow(ArnLike={"aws:SourceArn": "arn:aws:sns:*:*:*"}),
        allow(Bool={"aws:SecureTransport": "true"}),
        allow(StringLike={"aws:Referer": "https://example.com"}),
        allow(StringLike={"aws:userid": "AROAEXAMPLEID:*"}),
    ],
)
def test_public(statement):
    assert is_public(statement)


@pytest.mark.parametrize(
    "statement",
    [
        {**ALLOW, "Effect": "Deny"},
        {**ALLOW, "Principal": {"AWS": "arn:aws:iam::111122223333:root"}},
        {**ALLOW, "Principal": {"Service": "cloudtrail.amazonaws.com"}},
        allow(IpAddress={"aws:SourceIp": ["203.0.113.0/24", "10.0.0.0/8"]}),
        allow(StringEquals={"aws:SourceVpce": "vpce-0123456789abcdef0"}),
        allow(StringEquals={"aws:sourcevpc": ["vpc-1", "vpc-2"]}),
        allow(StringEquals={"aws:PrincipalOrgID": "o-1234567890"}),
        allow(**{"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": "o-1234567890/r-ab12/*"}}),
        allow(StringLike={"aws:SourceAccount": "111122223333"}),
        allow(ArnEquals={"aws:SourceArn": "arn:aws:sns:us-east-1:111122223333:topic"}),
        allow(StringLike={"s3:DataAccessPointArn": "arn:aws:s3:us-east-1:111122223333:accesspoint/*"}),
        allow(StringLike={"aws:Referer": "*"}, StringEquals={"aws:SourceVpc": "vpc-1"}),
    ],
)
def test_not_public(statement):
    assert not is_public(statement)


def test_the_account_of_an_access_point_must_be_fixed():
    assert is_public(allow(StringLike={"s3:DataAccessPointArn": "arn:aws:s3:*:*:accesspoint/*"}))


def test_a_single_statement_may_stand_without_a_list():
    policy = json.dumps({"Version": "2012-10-17", "Statement": ALLOW})
    assert public_statements(policy) == [0]
    assert without(policy, [0]) is None


def test_no_policy_is_not_public_and_a_broken_one_is_an_error():
    assert public_statements(None) == []
    with pytest.raises(ValueError, match="Expecting"):
        public_statements("not JSON")


STATEMENTS = st.lists(
    st.fixed_dictionaries(
        {
            "Sid": st.text(max_size=8),
            "Effect": st.sampled_from(["Allow", "Deny"]),
            "Principal": st.sampled_from(["*", {"AWS": "*"}, {"AWS": "arn:aws:iam::111122223333:root"}]),
            "Action": st.sampled_from(["s3:*", ["s3:GetObject", "s3:ListBucket"]]),
            "Condition": st.sampled_from(
                [{}, {"StringEquals": {"aws:SourceVpc": "vpc-1"}}, {"Bool": {"aws:SecureTransport": "true"}}]
            ),
        }
    ),
    min_size=1,
    max_size=6,
)


@given(STATEMENTS)
def test_what_is_left_is_exactly_what_was_not_public(found):
    policy = json.dumps({"Version": "2012-10-17", "Id": "p", "Statement": found})
    rest = without(policy, public_statements(policy))
    kept = [each for each in found if not is_public(each)]
    assert statements(rest) == kept
    assert public_statements(rest) == []
    if rest:
        assert json.loads(rest)["Version"] == "2012-10-17"
        assert json.loads(rest)["Id"] == "p"
