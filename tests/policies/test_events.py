"""Which resources the policies' events name, by Custodian's own reading of them."""

from __future__ import annotations

import pytest
from c7n.cwe import CloudWatchEvents

from tests.flights.case import call
from tests.policies.test_policies import EVENT_POLICIES

CREATED = {"securityGroupRuleSet": {"items": [{"groupId": "sg-1", "securityGroupRuleId": "sgr-1"}]}}
MODIFY = {"ModifySecurityGroupRulesRequest": {"GroupId": "sg-1", "SecurityGroupRule": {}}}


@pytest.mark.parametrize(
    ("policy", "event", "ids"),
    [
        (
            "internet-gateway-attached",
            call("AttachInternetGateway", {"internetGatewayId": "igw-1", "vpcId": "vpc-1"}),
            ["igw-1"],
        ),
        (
            "security-group-open-to-world",
            call("AuthorizeSecurityGroupIngress", {"groupId": "sg-1", "ipPermissions": {}}, {}),
            ["sg-1"],
        ),
        (
            "security-group-open-to-world",
            call("AuthorizeSecurityGroupIngress", {"groupName": "default"}, CREATED),
            ["sg-1"],
        ),
        ("security-group-open-to-world", call("ModifySecurityGroupRules", MODIFY), ["sg-1"]),
        ("security-group-open-to-world", call("ModifySecurityGroupRules", {"groupId": "sg-1"}), ["sg-1"]),
        (
            "bucket-policy-public",
            call("PutBucketPolicy", {"bucketName": "b", "bucketPolicy": {}}, None, "s3"),
            ["b"],
        ),
        (
            "bucket-public-access-block-removed",
            call("DeleteBucketPublicAccessBlock", {"bucketName": "b"}, None, "s3"),
            ["b"],
        ),
        (
            "bucket-public-access-block-removed",
            call("PutBucketPublicAccessBlock", {"bucketName": "b"}, None, "s3"),
            ["b"],
        ),
        # Not theirs.
        ("internet-gateway-attached", call("DetachInternetGateway", {"internetGatewayId": "igw-1"}), []),
        ("bucket-policy-public", call("PutBucketPolicy", None, None, "s3"), []),
        ("bucket-policy-public", call("PutBucketPolicy", {"bucketName": "b"}, None, "ec2"), []),
    ],
)
def test_names(policy, event, ids):
    assert CloudWatchEvents.get_ids(event, EVENT_POLICIES[policy]["mode"]) == ids
