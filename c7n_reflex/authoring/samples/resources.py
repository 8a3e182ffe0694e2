"""The resources that sample findings name, by their type in the AWS Security Finding Format."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from c7n_reflex.authoring.samples.setting import ROLE, SESSION, USER, Setting
from c7n_reflex.authoring.samples.words import BUCKET

INSTANCE, GROUP, CLUSTER = "i-0123456789abcdef0", "sg-0a1b2c3d4e5f60718", "payments"
KEY = "1234abcd-12ab-34cd-56ef-1234567890ab"
TEMPORARY_KEY = "ASIAIOSFODNN7EXAMPLE"
_EC2 = "arn:aws:ec2:$region:$account:"
_LOAD_BALANCER = "arn:aws:elasticloadbalancing:$region:$account:loadbalancer/"
_IDS = {
    "AwsAccount": "AWS::::Account:$account",
    "AwsAmazonMqBroker": "arn:aws:mq:$region:$account:broker:payments:b-1234abcd-12ab-34cd-56ef-1234567890ab",
    "AwsApiGatewayRestApi": "arn:aws:apigateway:$region::/restapis/a1b2c3d4e5",
    "AwsApiGatewayStage": "arn:aws:apigateway:$region::/restapis/a1b2c3d4e5/stages/prod",
    "AwsAthenaWorkGroup": "arn:aws:athena:$region:$account:workgroup/payments",
    "AwsAutoScalingAutoScalingGroup": "arn:aws:autoscaling:$region:$account:autoScalingGroup:"
    f"{KEY}:autoScalingGroupName/payments",
    "AwsBackupRecoveryPoint": f"arn:aws:backup:$region:$account:recovery-point:{KEY}",
    "AwsCertificateManagerCertificate": f"arn:aws:acm:$region:$account:certificate/{KEY}",
    "AwsCloudFormationStack": f"arn:aws:cloudformation:$region:$account:stack/payments/{KEY}",
    "AwsCloudFrontDistribution": "arn:aws:cloudfront::$account:distribution/E1A2B3C4D5E6F7",
    "AwsCloudTrailTrail": "arn:aws:cloudtrail:$region:$account:trail/organisation",
    "AwsCodeBuildProject": "arn:aws:codebuild:$region:$account:project/payments",
    "AwsDmsReplicationInstance": "arn:aws:dms:$region:$account:rep:PAYMENTSA1B2C3D4",
    "AwsDynamoDbTable": "arn:aws:dynamodb:$region:$account:table/payments-ledger",
    "AwsEc2Eip": f"{_EC2}elastic-ip/eipalloc-0123456789abcdef0",
    "AwsEc2Image": f"{_EC2}image/ami-0abcdef1234567890",
    "AwsEc2Instance": f"{_EC2}instance/{INSTANCE}",
    "AwsEc2LaunchTemplate": f"{_EC2}launch-template/lt-0123456789abcdef0",
    "AwsEc2NetworkAcl": f"{_EC2}network-acl/acl-0123456789abcdef0",
    "AwsEc2SecurityGroup": f"{_EC2}security-group/{GROUP}",
    "AwsEc2Snapshot": f"{_EC2}snapshot/snap-0123456789abcdef0",
    "AwsEc2Subnet": f"{_EC2}subnet/subnet-0123456789abcdef0",
    "AwsEc2TransitGateway": f"{_EC2}transit-gateway/tgw-0123456789abcdef0",
    "AwsEc2Volume": f"{_EC2}volume/vol-0123456789abcdef0",
    "AwsEc2Vpc": f"{_EC2}vpc/vpc-0123456789abcdef0",
    "AwsEcrRepository": "arn:aws:ecr:$region:$account:repository/payments",
    "AwsEcsCluster": f"arn:aws:ecs:$region:$account:cluster/{CLUSTER}",
    "AwsEcsService": f"arn:aws:ecs:$region:$account:service/{CLUSTER}/capture",
    "AwsEcsTaskDefinition": "arn:aws:ecs:$region:$account:task-definition/capture:7",
    "AwsEksCluster": f"arn:aws:eks:$region:$account:cluster/{CLUSTER}",
    "AwsElasticBeanstalkEnvironment": "arn:aws:elasticbeanstalk:$region:$account:environment/payments/prod",
    "AwsElasticsearchDomain": "arn:aws:es:$region:$account:domain/payments",
    "AwsElbLoadBalancer": f"{_LOAD_BALANCER}payments",
    "AwsElbv2LoadBalancer": f"{_LOAD_BALANCER}app/payments/50dc6c495c0c9188",
    "AwsEventsEventbus": "arn:aws:events:$region:$account:event-bus/payments",
    "AwsGuardDutyDetector": "arn:aws:guardduty:$region:$account:detector/12abc34d567e8fa901bc2d34e56789f0",
    "AwsIamGroup": "arn:aws:iam::$account:group/administrators",
    "AwsIamPolicy": "arn:aws:iam::$account:policy/payments-access",
    "AwsIamRole": f"arn:aws:iam::$account:role/{ROLE}",
    "AwsIamUser": f"arn:aws:iam::$account:user/{USER}",
    "AwsKinesisStream": "arn:aws:kinesis:$region:$account:stream/payments",
    "AwsKmsKey": f"arn:aws:kms:$region:$account:key/{KEY}",
    "AwsLambdaFunction": "arn:aws:lambda:$region:$account:function:payments-capture",
    "AwsMskCluster": f"arn:aws:kafka:$region:$account:cluster/payments/{KEY}-7",
    "AwsNetworkFirewallFirewall": "arn:aws:network-firewall:$region:$account:firewall/perimeter",
    "AwsOpenSearchServiceDomain": "arn:aws:es:$region:$account:domain/payments",
    "AwsRdsDbCluster": "arn:aws:rds:$region:$account:cluster:payments",
    "AwsRdsDbInstance": "arn:aws:rds:$region:$account:db:payments-db",
    "AwsRdsDbSnapshot": "arn:aws:rds:$region:$account:snapshot:payments-db-2025-03-03",
    "AwsRedshiftCluster": "arn:aws:redshift:$region:$account:cluster:payments",
    "AwsRoute53HostedZone": "arn:aws:route53:::hostedzone/Z0123456789ABCDEFGHIJ",
    "AwsS3Bucket": f"arn:aws:s3:::{BUCKET}",
    "AwsSageMakerNotebookInstance": "arn:aws:sagemaker:$region:$account:notebook-instance/fraud-model",
    "AwsSecretsManagerSecret": "arn:aws:secretsmanager:$region:$account:secret:payments/database-a1b2c3",
    "AwsSnsTopic": "arn:aws:sns:$region:$account:payments-alerts",
    "AwsSqsQueue": "arn:aws:sqs:$region:$account:payments-events",
    "AwsStepFunctionStateMachine": "arn:aws:states:$region:$account:stateMachine:settlement",
    "AwsWafv2WebAcl": f"arn:aws:wafv2:$region:$account:regional/webacl/payments/{KEY}",
}
# What the finding format says of one beyond its id; sample findings leave most of it out, as products do.
_DETAILS: dict[str, dict[str, Any]] = {
    "AwsEc2Instance": {
        "Type": "t3.medium",
        "ImageId": "ami-0abcdef1234567890",
        "IpV4Addresses": ["10.20.0.17", "198.51.100.17"],
        "VpcId": "vpc-0123456789abcdef0",
        "SubnetId": "subnet-0123456789abcdef0",
        "LaunchedAt": "2025-02-11T08:14:09.000Z",
    },
    "AwsEc2SecurityGroup": {
        "GroupName": "payments-web",
        "GroupId": GROUP,
        "OwnerId": "$account",
        "VpcId": "vpc-0123456789abcdef0",
        "IpPermissions": [
            {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}
        ],
    },
    "AwsS3Bucket": {"CreatedAt": "2024-11-20T10:02:41.000Z", "Name": BUCKET},
    "AwsIamUser": {"UserName": USER, "Path": "/"},
    "AwsIamRole": {"RoleName": ROLE, "Path": "/"},
    "AwsLambdaFunction": {"FunctionName": "payments-capture", "Runtime": "python3.12"},
    "AwsRdsDbInstance": {"DBInstanceIdentifier": "payments-db", "Engine": "postgres"},
}
TYPES = frozenset(_IDS)


@dataclass(frozen=True)
class Resource:
    """A resource of a finding."""

    type: str  # AwsS3Bucket
    id: str
    details: Mapping[str, Any] = field(default_factory=dict, hash=False)


def of_type(kind: str, setting: Setting) -> Resource:
    """The sample resource of this type, one of TYPES."""
    details = {
        key: setting.placed(value) if isinstance(value, str) else value
        for key, value in _DETAILS.get(kind, {}).items()
    }
    return Resource(kind, setting.placed(_IDS[kind]), details)


def access_key() -> Resource:
    """The key of the session of a role, as GuardDuty's findings in Security Hub name it."""
    details = {
        "PrincipalId": f"AROAJ2UCCR6DPCEXAMPLE:{SESSION}",
        "PrincipalName": ROLE,
        "PrincipalType": "Role",
    }
    return Resource("AwsIamAccessKey", f"AWS::IAM::AccessKey:{TEMPORARY_KEY}", details)


def config_type(kind: str) -> str:
    """AWS Config's and OCSF's spelling: AWS::S3::Bucket."""
    for service in _SERVICES:
        if kind.startswith("Aws" + service):
            name = kind.removeprefix("Aws" + service)
            name = "DB" + name[2:] if service == "Rds" and name.startswith("Db") else name
            return f"AWS::{_SPELLED.get(service, service)}::{name}"
    return kind


_SERVICES = sorted(
    (
        *(
            "AmazonMq",
            "ApiGateway",
            "Athena",
            "AutoScaling",
            "Backup",
            "CertificateManager",
            "CloudFormation",
        ),
        *("CloudFront", "CloudTrail", "CodeBuild", "Dms", "DynamoDb", "Ec2", "Ecr", "Ecs", "Eks"),
        *(
            "ElasticBeanstalk",
            "Elasticsearch",
            "Elb",
            "Elbv2",
            "Events",
            "GuardDuty",
            "Iam",
            "Kinesis",
            "Kms",
        ),
        *("Lambda", "Msk", "NetworkFirewall", "OpenSearchService", "Rds", "Redshift", "Route53", "S3"),
        *("SageMaker", "SecretsManager", "Sns", "Sqs", "StepFunction", "Wafv2"),
    ),
    key=len,
    reverse=True,
)
_SPELLED = {
    "AmazonMq": "AmazonMQ",
    "CertificateManager": "ACM",
    "DynamoDb": "DynamoDB",
    "Ec2": "EC2",
    "Ecr": "ECR",
    "Ecs": "ECS",
    "Eks": "EKS",
    "Elb": "ElasticLoadBalancing",
    "Elbv2": "ElasticLoadBalancingV2",
    "Iam": "IAM",
    "Kms": "KMS",
    "Rds": "RDS",
    "Sns": "SNS",
    "Sqs": "SQS",
    "StepFunction": "StepFunctions",
    "Wafv2": "WAFv2",
}
