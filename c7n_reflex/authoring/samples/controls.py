"""Sample findings of Security Hub's controls, in their consolidated form.

https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-controls-reference.html
"""

from __future__ import annotations

import re

from c7n_reflex.authoring.samples import resources
from c7n_reflex.authoring.samples.facts import Facts
from c7n_reflex.authoring.samples.setting import Setting, uid

_ID = re.compile(r"^(?P<service>[A-Za-z0-9]+)\.(?P<number>[1-9]\d{0,2})$")
# What a service's controls are mostly about, by the first part of their ids.
_TYPES = {
    "ACM": "AwsCertificateManagerCertificate",
    "APIGateway": "AwsApiGatewayStage",
    "Account": "AwsAccount",
    "Athena": "AwsAthenaWorkGroup",
    "AutoScaling": "AwsAutoScalingAutoScalingGroup",
    "Backup": "AwsBackupRecoveryPoint",
    "CloudFormation": "AwsCloudFormationStack",
    "CloudFront": "AwsCloudFrontDistribution",
    "CloudTrail": "AwsCloudTrailTrail",
    "CloudWatch": "AwsAccount",
    "CodeBuild": "AwsCodeBuildProject",
    "Config": "AwsAccount",
    "DMS": "AwsDmsReplicationInstance",
    "DocumentDB": "AwsRdsDbCluster",
    "DynamoDB": "AwsDynamoDbTable",
    "EC2": "AwsEc2Instance",
    "ECR": "AwsEcrRepository",
    "ECS": "AwsEcsService",
    "EKS": "AwsEksCluster",
    "ELB": "AwsElbv2LoadBalancer",
    "ES": "AwsElasticsearchDomain",
    "ElasticBeanstalk": "AwsElasticBeanstalkEnvironment",
    "EventBridge": "AwsEventsEventbus",
    "GuardDuty": "AwsAccount",
    "IAM": "AwsIamUser",
    "Inspector": "AwsAccount",
    "KMS": "AwsKmsKey",
    "Kinesis": "AwsKinesisStream",
    "Lambda": "AwsLambdaFunction",
    "MQ": "AwsAmazonMqBroker",
    "MSK": "AwsMskCluster",
    "Macie": "AwsAccount",
    "Neptune": "AwsRdsDbCluster",
    "NetworkFirewall": "AwsNetworkFirewallFirewall",
    "Opensearch": "AwsOpenSearchServiceDomain",
    "RDS": "AwsRdsDbInstance",
    "Redshift": "AwsRedshiftCluster",
    "Route53": "AwsRoute53HostedZone",
    "S3": "AwsS3Bucket",
    "SNS": "AwsSnsTopic",
    "SQS": "AwsSqsQueue",
    "SageMaker": "AwsSageMakerNotebookInstance",
    "SecretsManager": "AwsSecretsManagerSecret",
    "StepFunctions": "AwsStepFunctionStateMachine",
    "WAF": "AwsWafv2WebAcl",
}
# id -> severity, what it asks for, and what it is about if that is something else.
_KNOWN: dict[str, tuple[str, str, str]] = {
    "CloudTrail.1": ("HIGH", "a trail of every region is on", "AwsAccount"),
    "CloudTrail.4": ("LOW", "log files can be validated", ""),
    "CloudTrail.6": ("CRITICAL", "the bucket of the log files is not public", "AwsS3Bucket"),
    "DMS.1": ("CRITICAL", "replication instances are not public", ""),
    "DynamoDB.2": ("MEDIUM", "tables can be restored to any moment", ""),
    "EC2.1": ("CRITICAL", "snapshots cannot be restored by everybody", "AwsAccount"),
    "EC2.2": ("HIGH", "default security groups allow no traffic", "AwsEc2SecurityGroup"),
    "EC2.3": ("MEDIUM", "attached volumes are encrypted", "AwsEc2Volume"),
    "EC2.6": ("MEDIUM", "flow logs of networks are on", "AwsEc2Vpc"),
    "EC2.7": ("MEDIUM", "new volumes are encrypted", "AwsAccount"),
    "EC2.8": ("HIGH", "instances demand IMDSv2", ""),
    "EC2.9": ("HIGH", "instances have no public address", ""),
    "EC2.13": ("HIGH", "port 22 is not open to the world", "AwsEc2SecurityGroup"),
    "EC2.14": ("HIGH", "port 3389 is not open to the world", "AwsEc2SecurityGroup"),
    "EC2.15": ("MEDIUM", "subnets assign no public addresses", "AwsEc2Subnet"),
    "EC2.18": ("HIGH", "only chosen ports are open to the world", "AwsEc2SecurityGroup"),
    "EC2.19": ("CRITICAL", "no port of high risk is open to the world", "AwsEc2SecurityGroup"),
    "EC2.21": ("MEDIUM", "network ACLs do not let the world in to 22 and 3389", "AwsEc2NetworkAcl"),
    "EC2.53": ("HIGH", "no IPv4 address may reach administration ports", "AwsEc2SecurityGroup"),
    "EC2.54": ("HIGH", "no IPv6 address may reach administration ports", "AwsEc2SecurityGroup"),
    "ECR.1": ("HIGH", "images are scanned", ""),
    "ECS.2": ("HIGH", "services get no public address by themselves", ""),
    "EKS.1": ("HIGH", "the cluster's endpoint is not public", ""),
    "ELB.1": ("MEDIUM", "HTTP is redirected to HTTPS", ""),
    "GuardDuty.1": ("HIGH", "GuardDuty is on", ""),
    "IAM.1": ("HIGH", "policies do not allow everything", "AwsIamPolicy"),
    "IAM.2": ("LOW", "users have no policies of their own", ""),
    "IAM.3": ("MEDIUM", "access keys are changed every 90 days", ""),
    "IAM.4": ("CRITICAL", "the root user has no access key", "AwsAccount"),
    "IAM.5": ("MEDIUM", "users with a password have MFA", ""),
    "IAM.6": ("CRITICAL", "the root user has hardware MFA", "AwsAccount"),
    "IAM.7": ("MEDIUM", "passwords must be strong", "AwsAccount"),
    "IAM.8": ("MEDIUM", "credentials that nobody uses are removed", ""),
    "IAM.9": ("CRITICAL", "the root user has MFA", "AwsAccount"),
    "KMS.3": ("CRITICAL", "keys are not deleted by mistake", ""),
    "KMS.4": ("MEDIUM", "keys are rotated", ""),
    "KMS.5": ("CRITICAL", "keys are not public", ""),
    "Lambda.1": ("CRITICAL", "functions cannot be called by everybody", ""),
    "RDS.1": ("CRITICAL", "snapshots are private", "AwsRdsDbSnapshot"),
    "RDS.2": ("CRITICAL", "databases are not public", ""),
    "RDS.3": ("MEDIUM", "databases are encrypted", ""),
    "Redshift.1": ("CRITICAL", "clusters are not public", ""),
    "S3.1": ("MEDIUM", "the account blocks public access", "AwsAccount"),
    "S3.2": ("CRITICAL", "buckets cannot be read by everybody", ""),
    "S3.3": ("CRITICAL", "buckets cannot be written by everybody", ""),
    "S3.5": ("MEDIUM", "buckets demand TLS", ""),
    "S3.6": ("HIGH", "bucket policies give others no right to change the bucket", ""),
    "S3.8": ("HIGH", "buckets block public access", ""),
    "S3.9": ("MEDIUM", "access to buckets is logged", ""),
    "S3.12": ("MEDIUM", "buckets do without access control lists", ""),
    "SNS.4": ("HIGH", "topics are not public", ""),
    "SQS.1": ("MEDIUM", "queues are encrypted", ""),
    "SQS.3": ("CRITICAL", "queues are not public", ""),
    "SageMaker.1": ("HIGH", "notebooks have no direct way to the internet", ""),
    "SecretsManager.1": ("MEDIUM", "secrets are rotated", ""),
}


def names() -> frozenset[str]:
    """The ids of the best known controls; of the services' others a sample can be had, too."""
    return frozenset(_KNOWN)


def is_control(name: str) -> bool:
    """True for an id of a control of a service that is known here: EC2.19, SQS.2."""
    match = _ID.match(name)
    return match is not None and match["service"] in _TYPES


def facts(control: str, setting: Setting) -> Facts:
    """A finding that the control has failed."""
    severity, asks, kind = _KNOWN.get(control, ("MEDIUM", "the service is set up as the control asks", ""))
    resource = resources.of_type(kind or _TYPES[control.partition(".")[0]], setting)
    prefix = f"arn:aws:securityhub:{setting.region}:{setting.account}"
    return Facts(
        product="securityhub",
        product_name="Security Hub",
        id=f"{prefix}:security-control/{control}/finding/{uid('control', control)}",
        title=f"{control}: {asks}",
        description=f"The control {control} asks that {asks}. This is not so.",
        types=("Software and Configuration Checks/Industry and Regulatory Standards",),
        severity=severity,
        generator=f"security-control/{control}",
        resources=(resource,),
        owner=setting.account,
        control=control,
    )
