"""Where a resource is in the AWS console: a link for common types, none where it might be a wrong one.

The paths are those that the console itself shows in the browser; AWS documents none of them.
"""

from __future__ import annotations

import re
from urllib.parse import quote

# By partition. The isolated ones are left out: their consoles are not reached from a mail program.
_DOMAINS = {
    "aws": "console.aws.amazon.com",
    "aws-cn": "console.amazonaws.cn",
    "aws-us-gov": "console.amazonaws-us-gov.com",
}
_EC2 = "ec2/home?region={region}#"
_VPC = "vpcconsole/home?region={region}#"
_RDS = "rds/home?region={region}#"
_IAM = "iam/home#/"

# By Custodian's resource type: the shape of its id, and the console's path to it.
_PAGES: dict[str, tuple[str, str]] = {
    "aws.ami": (r"ami-[0-9a-f]+", _EC2 + "ImageDetails:imageId={id}"),
    "aws.cfn": (r"[A-Za-z][\w-]*", "cloudformation/home?region={region}#/stacks?filteringText={id}"),
    "aws.distribution": (r"E[0-9A-Z]+", "cloudfront/v4/home#/distributions/{id}"),
    "aws.dynamodb-table": (r"[\w.-]+", "dynamodbv2/home?region={region}#table?name={id}"),
    "aws.ebs": (r"vol-[0-9a-f]+", _EC2 + "VolumeDetails:volumeId={id}"),
    "aws.ebs-snapshot": (r"snap-[0-9a-f]+", _EC2 + "SnapshotDetails:snapshotId={id}"),
    "aws.ec2": (r"i-[0-9a-f]+", _EC2 + "InstanceDetails:instanceId={id}"),
    "aws.elastic-ip": (r"eipalloc-[0-9a-f]+", _EC2 + "ElasticIpDetails:AllocationId={id}"),
    "aws.eni": (r"eni-[0-9a-f]+", _EC2 + "NetworkInterface:networkInterfaceId={id}"),
    "aws.iam-group": (r"[\w+=,.@-]+", _IAM + "groups/details/{id}"),
    "aws.iam-role": (r"[\w+=,.@-]+", _IAM + "roles/details/{id}"),
    "aws.iam-user": (r"[\w+=,.@-]+", _IAM + "users/details/{id}"),
    "aws.internet-gateway": (r"igw-[0-9a-f]+", _VPC + "InternetGateway:internetGatewayId={id}"),
    "aws.kms-key": (r"[0-9a-f-]{36}|mrk-[0-9a-f]{32}", "kms/home?region={region}#/kms/keys/{id}"),
    "aws.lambda": (r"[\w-]+", "lambda/home?region={region}#/functions/{id}"),
    "aws.nat-gateway": (r"nat-[0-9a-f]+", _VPC + "NatGatewayDetails:natGatewayId={id}"),
    "aws.network-acl": (r"acl-[0-9a-f]+", _VPC + "NetworkAclDetails:networkAclId={id}"),
    "aws.rds": (r"[A-Za-z][A-Za-z0-9-]*", _RDS + "database:id={id};is-cluster=false"),
    "aws.rds-cluster": (r"[A-Za-z][A-Za-z0-9-]*", _RDS + "database:id={id};is-cluster=true"),
    "aws.rds-snapshot": (r"[A-Za-z][A-Za-z0-9-]*", _RDS + "db-snapshot:id={id}"),
    "aws.route-table": (r"rtb-[0-9a-f]+", _VPC + "RouteTableDetails:RouteTableId={id}"),
    "aws.s3": (r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]", "s3/buckets/{id}?region={region}"),
    "aws.secrets-manager": (r"[\w/+=.@-]+", "secretsmanager/secret?name={id}&region={region}"),
    "aws.security-group": (r"sg-[0-9a-f]+", _EC2 + "SecurityGroup:groupId={id}"),
    "aws.sns": (r"arn:[\w-]+:sns:[\w-]+:\d{12}:[\w.-]+", "sns/v3/home?region={region}#/topic/{id}"),
    "aws.sqs": (r"https://[\w.-]+/\d{12}/[\w.-]+", "sqs/v3/home?region={region}#/queues/{id}"),
    "aws.subnet": (r"subnet-[0-9a-f]+", _VPC + "SubnetDetails:subnetId={id}"),
    "aws.vpc": (r"vpc-[0-9a-f]+", _VPC + "VpcDetails:VpcId={id}"),
}
_REGION = re.compile(r"[a-z]{2}(-[a-z]+)+-\d")


def partition_of(region: str) -> str:
    """The partition in which a region is."""
    if region.startswith("cn-"):
        return "aws-cn"
    if region.startswith("us-gov-"):
        return "aws-us-gov"
    return "aws" if not re.match(r"(us|eu)-iso|eusc-", region) else "aws-iso"


def console(resource_type: str, resource: str, region: str) -> str:
    """The https:// address of the resource's page; "" for a type, id or region that is not known here.

    `resource_type` is Custodian's name (`aws.s3`; `s3` is the same). It opens in whatever account the reader
    is signed in to.
    """
    kind = resource_type if resource_type.startswith("aws.") else f"aws.{resource_type}"
    shape, page = _PAGES.get(kind, ("", ""))
    domain = _DOMAINS.get(partition_of(region))
    if not (page and domain and _REGION.fullmatch(region) and re.fullmatch(shape, resource, re.ASCII)):
        return ""
    safe = ":" if kind == "aws.sns" else ""
    return f"https://{region}.{domain}/{page.format(region=region, id=quote(resource, safe=safe))}"
