"""Which resources of a finding are of a c7n type, and by which id c7n finds them."""

from __future__ import annotations

import json
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import boto3
import pytest
from c7n.resources import load_resources
from c7n.resources.aws import AWS
from hypothesis import given
from hypothesis import strategies as st

from c7n_reflex.events.findings.model import Named
from c7n_reflex.modes.asff import id_for
from tests.modes.support import A, hub_policy, policy


def manager(kind: str) -> Any:
    load_resources([f"aws.{kind}"])
    return SimpleNamespace(type=kind, resource_type=AWS.resources.get(kind).resource_type)


def arn(service: str, resource: str, region: str = "eu-west-1", account: str = A) -> str:
    return f"arn:aws:{service}:{region}:{account}:{resource}"


TOPIC, TRAIL = arn("sns", "alerts"), arn("cloudtrail", "trail/main")
ALB, NLB = (
    arn("elasticloadbalancing", f"loadbalancer/{kind}/front/50dc6c495c0c9188") for kind in ("app", "net")
)
TARGETS = arn("elasticloadbalancing", "targetgroup/web/73e2d6bc24d8a067")
POLICY = arn("iam", "policy/teams/blue/admin", "")
MACHINE = arn("states", "stateMachine:orders")
CLUSTER, SERVICE = arn("ecs", "cluster/web"), arn("ecs", "service/web/front")
DEFINITION, TASK = arn("ecs", "task-definition/front:3"), arn("ecs", "task/web/0123456789abcdef")
CERTIFICATE, ALIAS = arn("acm", "certificate/12345678"), arn("kms", "alias/app/main")
BROKERS = arn("kafka", "cluster/events/6c5a2e4b-2")
NOTEBOOK = arn("sagemaker", "notebook-instance/lab")
KEY = "0a1b2c3d-0000-4000-8000-000000000000"
ACL = "473e64fd-f30b-4765-81a0-62ad96dd167a"
NODEGROUP = "nodegroup/prod/workers/1cb3c5d7"
QUEUE_URL = f"https://sqs.eu-west-1.amazonaws.com/{A}/jobs"
IMAGE = f"repository/team/app/sha256:{'a' * 64}"

# ASFF type, id in the finding, c7n type, what c7n finds it by (None: it is not of that type).
TABLE: list[tuple[str, str, str, str | None]] = [
    ("AwsEc2Instance", arn("ec2", "instance/i-1"), "ec2", "i-1"),
    ("AwsEc2Instance", "i-1", "ec2", "i-1"),
    ("AwsEc2NetworkInterface", arn("ec2", "network-interface/eni-1"), "ec2", None),
    ("AwsEc2NetworkInterface", arn("ec2", "network-interface/eni-1"), "eni", "eni-1"),
    ("AwsEc2Instance", arn("ec2", "security-group/sg-1"), "ec2", None),  # the ARN is right
    ("AwsEc2Instance", "sg-1", "security-group", None),
    ("AwsEc2SecurityGroup", arn("ec2", "security-group/sg-1"), "security-group", "sg-1"),
    ("AwsEc2SecurityGroup", arn("ec2", "security-group-rule/sgr-1"), "security-group", None),
    ("AwsEc2Snapshot", arn("ec2", "snapshot/snap-1", account=""), "ebs-snapshot", "snap-1"),
    ("AwsEc2Snapshot", "snap-1", "ebs-snapshot", "snap-1"),
    ("AwsEc2Image", arn("ec2", "image/ami-1", account=""), "ami", "ami-1"),
    ("AwsEc2Volume", arn("ec2", "volume/vol-1"), "ebs", "vol-1"),
    ("AwsEc2Eip", arn("ec2", "eip/eipalloc-1"), "elastic-ip", "eipalloc-1"),
    ("AwsEc2Vpc", arn("ec2", "vpc/vpc-1"), "vpc", "vpc-1"),
    ("AwsEc2VpcPeeringConnection", arn("ec2", "vpc-peering-connection/pcx-1"), "vpc", None),
    ("AwsEc2TransitGateway", arn("ec2", "transit-gateway/tgw-1"), "transit-gateway", "tgw-1"),
    ("AwsEc2TransitGateway", arn("ec2", "transit-gateway-attachment/tgw-1"), "transit-gateway", None),
    ("AwsRdsDbInstance", arn("rds", "db:orders"), "rds", "orders"),
    ("AwsRdsDbInstance", "orders", "rds", "orders"),
    ("AwsRdsDbInstance", "db-ABCDEFGHIJKLMNOPQRSTUVWXYZ", "rds", None),
    ("AwsRdsDbCluster", arn("rds", "cluster:orders"), "rds", None),
    ("AwsRdsDbCluster", arn("rds", "cluster:orders"), "rds-cluster", "orders"),
    ("AwsRdsDbCluster", arn("rds", "dbcluster/cluster-1"), "rds-cluster", None),
    (
        "AwsRdsDbSnapshot",
        arn("rds", "snapshot:rds:orders-2026-11-24"),
        "rds-snapshot",
        "rds:orders-2026-11-24",
    ),
    ("AwsRdsDbSnapshot", "orders-1", "rds-snapshot", "orders-1"),
    ("AwsRdsDbClusterSnapshot", arn("rds", "cluster-snapshot:s"), "rds-snapshot", None),
    ("AwsRdsDbClusterSnapshot", arn("rds", "cluster-snapshot:s"), "rds-cluster-snapshot", "s"),
    ("AwsS3Bucket", "arn:aws:s3:::logs", "s3", "logs"),
    ("AwsS3Bucket", "logs", "s3", "logs"),
    ("AwsS3Object", "arn:aws:s3:::logs/2026/11", "s3", None),
    ("AwsS3AccessPoint", arn("s3", "accesspoint/reports"), "s3", None),
    ("AwsS3AccessPoint", arn("s3", "accesspoint/reports"), "s3-access-point", "reports"),
    ("AwsLambdaFunction", arn("lambda", "function:resize"), "lambda", "resize"),
    ("AwsLambdaFunction", arn("lambda", "function:resize:$LATEST"), "lambda", "resize"),
    ("AwsLambdaLayerVersion", arn("lambda", "layer:shared:3"), "lambda", None),
    ("AwsIamUser", arn("iam", "user/staff/eve", ""), "iam-user", "eve"),
    ("AwsIamUser", "eve", "iam-user", "eve"),
    ("AwsIamUser", "AIDACKCEVSQ6C2EXAMPLE", "iam-user", None),
    ("AwsIamRole", arn("iam", "role/service-role/ci", ""), "iam-role", "ci"),
    ("AwsIamRole", arn("iam", "role/ci", ""), "iam-user", None),
    ("AwsIamRole", arn("sts", "assumed-role/ci/session", ""), "iam-role", None),
    ("AwsIamGroup", arn("iam", "group/a/devs", ""), "iam-group", "devs"),
    ("AwsIamPolicy", POLICY, "iam-policy", POLICY),
    ("AwsIamPolicy", "admin", "iam-policy", None),
    ("AwsSnsTopic", TOPIC, "sns", TOPIC),
    ("AwsSnsTopic", f"{TOPIC}:8a21d249-4329-4871-acc6-7be709c6ea7f", "sns", None),  # a subscription
    ("AwsSnsTopic", "alerts", "sns", None),
    ("AwsSqsQueue", arn("sqs", "jobs"), "sqs", "jobs"),
    ("AwsSqsQueue", QUEUE_URL, "sqs", "jobs"),
    ("AwsSqsQueue", arn("sqs", "jobs"), "sns", None),
    ("AwsKmsKey", arn("kms", f"key/{KEY}"), "kms-key", KEY),
    ("AwsKmsKey", ALIAS, "kms-key", None),
    ("AwsKmsAlias", ALIAS, "kms", ALIAS),
    ("AwsSecretsManagerSecret", arn("secretsmanager", "secret:prod/db-a1B2c3"), "secrets-manager", "prod/db"),
    ("AwsEcrRepository", arn("ecr", "repository/team/app"), "ecr", "team/app"),
    ("AwsEcrContainerImage", arn("ecr", IMAGE), "ecr", None),
    ("AwsEfsFileSystem", arn("elasticfilesystem", "file-system/fs-1"), "efs", "fs-1"),
    ("AwsEfsAccessPoint", arn("elasticfilesystem", "access-point/fsap-1"), "efs", None),
    ("AwsRedshiftCluster", arn("redshift", "cluster:dwh"), "redshift", "dwh"),
    ("AwsRedshiftSnapshot", arn("redshift", "snapshot:dwh/nightly"), "redshift", None),
    ("AwsRedshiftSnapshot", arn("redshift", "snapshot:dwh/nightly"), "redshift-snapshot", "nightly"),
    ("AwsOpenSearchServiceDomain", arn("es", "domain/search"), "elasticsearch", "search"),
    ("AwsOpenSearchServiceDomain", f"{A}/search", "elasticsearch", "search"),
    ("AwsElasticsearchDomain", "search", "elasticsearch", "search"),
    ("AwsLogsLogGroup", arn("logs", "log-group:/aws/lambda/x:*"), "log-group", "/aws/lambda/x"),
    ("AwsLogsLogGroup", arn("logs", "log-group:/aws/lambda/x:log-stream:s"), "log-group", None),
    ("AwsElbLoadBalancer", arn("elasticloadbalancing", "loadbalancer/old"), "elb", "old"),
    ("AwsElbv2LoadBalancer", ALB, "elb", None),
    ("AwsElbv2LoadBalancer", ALB, "app-elb", ALB),
    ("AwsElbv2LoadBalancer", NLB, "app-elb", NLB),
    ("AwsElbv2LoadBalancer", "front", "app-elb", "front"),
    ("AwsElbv2Listener", arn("elasticloadbalancing", "listener/app/front/5/6"), "app-elb", None),
    ("AwsElbv2TargetGroup", TARGETS, "app-elb-target-group", TARGETS),
    ("AwsEksCluster", arn("eks", "cluster/prod"), "eks", "prod"),
    ("AwsEksNodegroup", arn("eks", NODEGROUP), "eks", None),
    ("AwsEksNodegroup", arn("eks", NODEGROUP), "eks-nodegroup", None),  # c7n cannot find one by its id
    ("AwsEcsCluster", CLUSTER, "ecs", CLUSTER),
    ("AwsEcsService", SERVICE, "ecs", None),
    ("AwsEcsService", SERVICE, "ecs-service", SERVICE),
    ("AwsEcsTask", TASK, "ecs-task", TASK),
    ("AwsEcsTaskDefinition", DEFINITION, "ecs-task-definition", DEFINITION),
    ("AwsCloudTrailTrail", TRAIL, "cloudtrail", TRAIL),
    ("AwsCloudTrailTrail", "main", "cloudtrail", "main"),
    ("AwsDynamoDbTable", arn("dynamodb", "table/orders"), "dynamodb-table", "orders"),
    ("AwsDynamoDbTable", arn("dynamodb", "table/orders/index/by-day"), "dynamodb-table", None),
    ("AwsCertificateManagerCertificate", CERTIFICATE, "acm-certificate", CERTIFICATE),
    ("AwsCloudFrontDistribution", arn("cloudfront", "distribution/E1", ""), "distribution", "E1"),
    ("AwsWafv2WebAcl", arn("wafv2", f"regional/webacl/edge/{ACL}"), "wafv2", ACL),
    ("AwsStepFunctionStateMachine", MACHINE, "step-machine", MACHINE),
    ("AwsStepFunctionStateMachine", f"{MACHINE}:4", "step-machine", None),
    ("AwsApiGatewayRestApi", arn("apigateway", "/restapis/a1", account=""), "rest-api", "a1"),
    ("AwsApiGatewayStage", arn("apigateway", "/restapis/a1/stages/prod", account=""), "rest-api", None),
    ("AwsApiGatewayV2Api", arn("apigateway", "/apis/a1", account=""), "apigwv2-route", None),
    ("AwsKinesisStream", arn("kinesis", "stream/clicks"), "kinesis", "clicks"),
    ("AwsKinesisStream", arn("kinesis", "stream/clicks/consumer/c:1"), "kinesis", None),
    (
        "AwsAutoScalingAutoScalingGroup",
        arn("autoscaling", "autoScalingGroup:u:autoScalingGroupName/w"),
        "asg",
        "w",
    ),
    ("AwsMskCluster", BROKERS, "kafka", BROKERS),
    ("AwsSageMakerNotebookInstance", NOTEBOOK, "sagemaker-notebook", NOTEBOOK),
    ("AwsAmazonMqBroker", arn("mq", "broker:orders:b-1"), "message-broker", "b-1"),
    ("AwsEmrCluster", arn("elasticmapreduce", "cluster/j-1"), "emr", "j-1"),
    ("AwsSsmDocument", arn("ssm", "document/run"), "ssm-document", "run"),
    ("AwsSsmParameter", arn("ssm", "parameter/app/db"), "ssm-parameter", "/app/db"),
    ("AwsRoute53HostedZone", "arn:aws:route53:::hostedzone/Z1", "hostedzone", "/hostedzone/Z1"),
    ("AwsCloudFormationStack", arn("cloudformation", "stack/net/51af3dc0"), "cfn", "net"),
    ("AwsBackupBackupPlan", arn("backup", "backup-plan:1"), "backup-plan", None),
    ("AwsCloudWatchAlarm", arn("cloudwatch", "alarm:root: used/now"), "alarm", "root: used/now"),
    ("AwsCloudWatchAlarm", arn("cloudwatch", "alarm-mute-rule:quiet"), "alarm", None),
    ("AwsAccount", A, "account", A),
    ("AwsEc2Instance", arn("ec2", "instance/i-1"), "account", A),
    ("AwsEc2Instance", "arn:aws::ec2:i-1", "ec2", None),
    ("AwsEc2Instance", "arn:aws", "ec2", None),
]


@pytest.mark.parametrize(("kind", "identity", "c7n_type", "expected"), TABLE)
@pytest.mark.parametrize("named", [Named])
def test_the_table(kind, identity, c7n_type, expected, named):
    assert id_for(manager(c7n_type), named(kind, identity, A, "eu-west-1")) == expected


def test_the_table_says_no_as_well_as_yes():
    assert len(TABLE) >= 40
    assert sum(expected is None for *_, expected in TABLE) > 20


def test_the_manager_of_a_policy(tmp_path):
    real = policy(hub_policy(), tmp_path).resource_manager
    group = Named("AwsEc2SecurityGroup", arn("ec2", "security-group/sg-1"), A, "eu-west-1")
    assert id_for(real, group) == "sg-1"
    assert id_for(real, Named("AwsEc2Vpc", arn("ec2", "vpc/vpc-1"), A, "eu-west-1")) is None


def client(service: str) -> Any:
    """In the account of credentials that moto does not know, which is where a policy without a role looks."""
    return boto3.client(service, region_name="us-east-1")


def document(**statement: Any) -> str:
    allowed = {"Effect": "Allow", "Action": "sts:AssumeRole", **statement}
    return json.dumps({"Version": "2012-10-17", "Statement": [allowed]})


# c7n type, and what makes one and returns its ARN.
MADE: dict[str, Callable[[], str]] = {
    "sqs": lambda: arn("sqs", client("sqs").create_queue(QueueName="jobs")["QueueUrl"].rsplit("/", 1)[-1]),
    "sns": lambda: client("sns").create_topic(Name="alerts")["TopicArn"],
    "kms-key": lambda: client("kms").create_key()["KeyMetadata"]["Arn"],
    "secrets-manager": lambda: client("secretsmanager").create_secret(Name="prod/db", SecretString="x")[
        "ARN"
    ],
    "ecr": lambda: client("ecr").create_repository(repositoryName="team/app")["repository"]["repositoryArn"],
    "efs": lambda: client("efs").create_file_system(CreationToken="t")["FileSystemArn"],
    "iam-role": lambda: client("iam").create_role(
        RoleName="ci", Path="/x/", AssumeRolePolicyDocument=document()
    )["Role"]["Arn"],
    "iam-user": lambda: client("iam").create_user(UserName="eve", Path="/staff/")["User"]["Arn"],
    "iam-policy": lambda: client("iam").create_policy(PolicyName="p", PolicyDocument=document(Resource="*"))[
        "Policy"
    ]["Arn"],
    "eks": lambda: client("eks").create_cluster(
        name="prod", roleArn=f"arn:aws:iam::{A}:role/eks", resourcesVpcConfig={}
    )["cluster"]["arn"],
    "ecs": lambda: client("ecs").create_cluster(clusterName="web")["cluster"]["clusterArn"],
    "event-bus": lambda: client("events").create_event_bus(Name="orders")["EventBusArn"],
    "hostedzone": lambda: (
        "arn:aws:route53:::"
        + client("route53").create_hosted_zone(Name="a.example", CallerReference="r")["HostedZone"]["Id"][1:]
    ),
}


@pytest.mark.parametrize("c7n_type", MADE)
def test_custodian_finds_it_by_that_id(tmp_path, c7n_type):
    made = MADE[c7n_type]()
    real = policy({**hub_policy(f"aws.{c7n_type}"), "actions": []}, tmp_path).resource_manager
    found_by = id_for(real, Named("", made, A, "us-east-1"))
    assert len(real.get_resources([found_by])) == 1


def test_other_partitions():
    named = Named("AwsEc2Instance", f"arn:aws-us-gov:ec2:us-gov-west-1:{A}:instance/i-1", A, "us-gov-west-1")
    assert id_for(manager("ec2"), named) == "i-1"


@pytest.fixture(scope="module")
def all_managers() -> list[Any]:
    load_resources(("aws.*",))
    return [
        SimpleNamespace(type=each, resource_type=found.resource_type) for each, found in AWS.resources.items()
    ]


_PART = st.text("abz09:/-*$", max_size=12)


@given(
    kind=st.text(max_size=12), service=st.sampled_from(["ec2", "s3", "iam", "rds", "logs", ""]), rest=_PART
)
def test_no_id_makes_any_type_fail(all_managers, kind, service, rest):
    identity = f"arn:aws:{service}:eu-west-1:{A}:{rest}"
    for each in all_managers:
        found = id_for(each, Named(kind, identity, A, "eu-west-1"))
        assert found is None or found


def test_one_resource_is_of_few_types(all_managers):
    instance = Named("AwsEc2Instance", arn("ec2", "instance/i-1"), A, "eu-west-1")
    matching = {each.type for each in all_managers if id_for(each, instance)}
    assert matching == {"account", "ec2", "ec2-instance-ami"}
