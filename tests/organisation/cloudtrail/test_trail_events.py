"""Custodian's own table of events, and the events of this project's policies: `ids` find what was made."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from typing import Any

import jmespath
import pytest
from c7n.cwe import CloudWatchEvents

from tests.organisation.cloudtrail.conftest import Recorder

_TRUST = '{"Version": "2012-10-17", "Statement": []}'


def _auto_scaling(recorder: Recorder) -> Any:
    client = recorder.client("autoscaling")
    client.create_launch_configuration(
        LaunchConfigurationName="lc", ImageId="ami-12345678", InstanceType="t3.micro"
    )
    client.create_auto_scaling_group(
        AutoScalingGroupName="group",
        LaunchConfigurationName="lc",
        MinSize=0,
        MaxSize=1,
        AvailabilityZones=["eu-west-1a"],
    )
    client.update_auto_scaling_group(AutoScalingGroupName="group", MaxSize=2)
    return "group"


def _bucket(recorder: Recorder) -> Any:
    recorder.client("s3").create_bucket(
        Bucket="made-here", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"}
    )
    return "made-here"


def _redshift(recorder: Recorder) -> Any:
    recorder.client("redshift").create_cluster(
        ClusterIdentifier="warehouse",
        NodeType="ra3.large",
        MasterUsername="owner",
        MasterUserPassword="Secret123!",
    )
    return "warehouse"


def _load_balancer(recorder: Recorder) -> Any:
    client = recorder.client("elb")
    listener = {"Protocol": "http", "LoadBalancerPort": 80, "InstancePort": 80}
    client.create_load_balancer(LoadBalancerName="lb", Listeners=[listener], AvailabilityZones=["eu-west-1a"])
    client.create_load_balancer_policy(
        LoadBalancerName="lb", PolicyName="p", PolicyTypeName="ProxyProtocolPolicyType", PolicyAttributes=[]
    )
    client.set_load_balancer_policies_of_listener(
        LoadBalancerName="lb", LoadBalancerPort=80, PolicyNames=["p"]
    )
    return "lb"


def _database(recorder: Recorder) -> Any:
    recorder.client("rds").create_db_instance(
        DBInstanceIdentifier="db", DBInstanceClass="db.t3.micro", Engine="mysql", MasterUsername="owner",
        MasterUserPassword="Secret123!", AllocatedStorage=10,
    )  # fmt: skip
    return "db"


def _volume(recorder: Recorder) -> Any:
    return recorder.client("ec2").create_volume(AvailabilityZone="eu-west-1a", Size=1)["VolumeId"]


def _search_domain(recorder: Recorder) -> Any:
    recorder.client("es").create_elasticsearch_domain(DomainName="search")
    return "search"


def _table(recorder: Recorder) -> Any:
    recorder.client("dynamodb").create_table(
        TableName="items",
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    return "items"


def _function(recorder: Recorder) -> Any:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as content:
        content.writestr("handler.py", "def run(event, context): pass")
    role = recorder.client("iam").create_role(RoleName="runner", AssumeRolePolicyDocument=_TRUST)["Role"][
        "Arn"
    ]
    client = recorder.client("lambda")
    client.create_function(
        FunctionName="worker",
        Runtime="python3.11",
        Handler="handler.run",
        Role=role,
        Code={"ZipFile": archive.getvalue()},
        Environment={"Variables": {"TOKEN": "Secret123!"}},
    )
    client.add_permission(
        FunctionName="worker",
        StatementId="s",
        Action="lambda:InvokeFunction",
        Principal="events.amazonaws.com",
    )
    return "worker"


def _instances(recorder: Recorder) -> Any:
    made = recorder.client("ec2").run_instances(
        ImageId="ami-12345678", MinCount=2, MaxCount=2, UserData="Secret123!"
    )
    return [instance["InstanceId"] for instance in made["Instances"]]


_CALLS: dict[str, Callable[[Recorder], Any]] = {
    "CreateAutoScalingGroup": _auto_scaling,
    "UpdateAutoScalingGroup": _auto_scaling,
    "CreateBucket": _bucket,
    "CreateCluster": _redshift,
    "CreateLoadBalancer": _load_balancer,
    "CreateLoadBalancerPolicy": _load_balancer,
    "SetLoadBalancerPoliciesOfListener": _load_balancer,
    "CreateDBInstance": _database,
    "CreateVolume": _volume,
    "CreateElasticsearchDomain": _search_domain,
    "CreateTable": _table,
    "CreateFunction": _function,
    "RunInstances": _instances,
}


def test_every_entry_of_the_table_that_is_an_api_call_is_tried() -> None:
    # A console sign-in is no API call.
    assert set(_CALLS) == set(CloudWatchEvents.trail_events) - {"ConsoleLogin"}


@pytest.mark.parametrize("shortcut", sorted(_CALLS))
def test_custodian_finds_the_resource(recorder: Recorder, shortcut: str) -> None:
    expected = _CALLS[shortcut](recorder)
    entry = CloudWatchEvents.trail_events[shortcut]
    event_name = entry.get("event", shortcut)
    event = next(event for _, _, event in recorder.emitted if event["detail"]["eventName"] == event_name)
    assert event["detail"]["eventSource"] == entry["source"]
    assert "Secret123!" not in json.dumps(event)
    mode = {
        "type": "cloudtrail",
        "events": [{"event": event_name, "source": entry["source"], "ids": _ids(entry)}],
    }
    wanted = expected if isinstance(expected, list) else [expected]
    assert sorted(CloudWatchEvents.get_ids(event, mode)) == sorted(wanted)


def _ids(entry: dict[str, Any]) -> str:
    # Custodian replaces the text by its compiled form, which is rooted at the envelope, on first use.
    return entry["ids"] if isinstance(entry["ids"], str) else entry["ids"].expression


_POLICY_EVENTS = {
    "AttachInternetGateway": "requestParameters.internetGatewayId",
    "AuthorizeSecurityGroupIngress": "requestParameters.groupId",
    "ModifySecurityGroupRules": "requestParameters.ModifySecurityGroupRulesRequest.GroupId",
    "PutBucketPolicy": "requestParameters.bucketName",
    "PutBucketPublicAccessBlock": "requestParameters.bucketName",
    "DeleteBucketPublicAccessBlock": "requestParameters.bucketName",
}


def test_the_events_of_our_policies_name_their_resource(recorder: Recorder) -> None:
    ec2, s3 = recorder.client("ec2"), recorder.client("s3")
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    gateway = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc)
    group = ec2.create_security_group(GroupName="g", Description="d", VpcId=vpc)["GroupId"]
    rule = {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "IpRanges": [{"CidrIp": "10.0.0.0/8"}]}
    rules = ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[rule])["SecurityGroupRules"]
    changed = {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "CidrIpv4": "0.0.0.0/0"}
    ec2.modify_security_group_rules(
        GroupId=group,
        SecurityGroupRules=[
            {"SecurityGroupRuleId": rules[0]["SecurityGroupRuleId"], "SecurityGroupRule": changed}
        ],
    )
    bucket = _bucket(recorder)
    s3.put_bucket_policy(Bucket=bucket, Policy=_TRUST)
    s3.put_public_access_block(Bucket=bucket, PublicAccessBlockConfiguration={"BlockPublicAcls": True})
    s3.delete_public_access_block(Bucket=bucket)
    named = {name: jmespath.search(ids, recorder.detail(name)) for name, ids in _POLICY_EVENTS.items()}
    assert named == {
        "AttachInternetGateway": gateway,
        "AuthorizeSecurityGroupIngress": group,
        "ModifySecurityGroupRules": group,
        "PutBucketPolicy": bucket,
        "PutBucketPublicAccessBlock": bucket,
        "DeleteBucketPublicAccessBlock": bucket,
    }


def test_lambda_events_carry_the_version(recorder: Recorder) -> None:
    _function(recorder)
    assert {"CreateFunction20150331", "AddPermission20150331v2"} <= set(recorder.names())
    assert recorder.detail("CreateFunction20150331")["requestParameters"]["code"] == {}
    assert recorder.detail("CreateFunction20150331")["requestParameters"]["environment"] == {}
