"""Calls that people write policies for, with parameters as an attacker or a careless colleague gives them.

In boto3's shape, by "botocore service:operation"; $account and $region are filled in later. What is required
and not here is made up (values.py).
"""

from __future__ import annotations

import json
from typing import Any

from c7n_reflex.authoring.samples.words import ADMIN, BUCKET, TRUST

_OPEN_SSH = {
    "IpProtocol": "tcp",
    "FromPort": 22,
    "ToPort": 22,
    "IpRanges": [{"CidrIp": "0.0.0.0/0", "Description": "temporary"}],
}
_GROUP = "sg-0a1b2c3d4e5f60718"
_OUTSIDER = "999988887777"
_PUBLIC_READ = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "PublicRead",
                "Effect": "Allow",
                "Principal": "*",
                "Action": "s3:GetObject",
                "Resource": f"arn:aws:s3:::{BUCKET}/*",
            }
        ],
    }
)
_ADMIN_ARN = "arn:aws:iam::aws:policy/AdministratorAccess"
_NO_BLOCK = dict.fromkeys(
    ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"), False
)

PARAMETERS: dict[str, dict[str, Any]] = {
    "ec2:AttachInternetGateway": {
        "InternetGatewayId": "igw-0c0ffee0c0ffee001",
        "VpcId": "vpc-0123456789abcdef0",
    },
    "ec2:AuthorizeSecurityGroupIngress": {"GroupId": _GROUP, "IpPermissions": [_OPEN_SSH]},
    "ec2:AuthorizeSecurityGroupEgress": {"GroupId": _GROUP, "IpPermissions": [_OPEN_SSH]},
    "ec2:RevokeSecurityGroupIngress": {"GroupId": _GROUP, "IpPermissions": [_OPEN_SSH]},
    "ec2:CreateSecurityGroup": {
        "GroupName": "payments-debug",
        "Description": "temporary",
        "VpcId": "vpc-0123456789abcdef0",
    },
    "ec2:ModifySecurityGroupRules": {
        "GroupId": _GROUP,
        "SecurityGroupRules": [
            {
                "SecurityGroupRuleId": "sgr-0a1b2c3d4e5f60718",
                "SecurityGroupRule": {
                    "IpProtocol": "tcp",
                    "FromPort": 22,
                    "ToPort": 22,
                    "CidrIpv4": "0.0.0.0/0",
                    "Description": "temporary",
                },
            }
        ],
    },
    "ec2:RunInstances": {
        "ImageId": "ami-0abcdef1234567890",
        "InstanceType": "t3.medium",
        "MinCount": 1,
        "MaxCount": 1,
        "KeyName": "alex-laptop",
        "SecurityGroupIds": [_GROUP],
        "SubnetId": "subnet-0123456789abcdef0",
        "MetadataOptions": {"HttpTokens": "optional", "HttpEndpoint": "enabled"},
        "TagSpecifications": [
            {"ResourceType": "instance", "Tags": [{"Key": "Name", "Value": "payments-batch"}]}
        ],
    },
    "ec2:CreateRoute": {
        "RouteTableId": "rtb-0123456789abcdef0",
        "DestinationCidrBlock": "0.0.0.0/0",
        "GatewayId": "igw-0c0ffee0c0ffee001",
    },
    "ec2:CreateNetworkAclEntry": {
        "NetworkAclId": "acl-0123456789abcdef0",
        "RuleNumber": 90,
        "Protocol": "6",
        "RuleAction": "allow",
        "Egress": False,
        "CidrBlock": "0.0.0.0/0",
        "PortRange": {"From": 22, "To": 22},
    },
    "ec2:ModifyImageAttribute": {
        "ImageId": "ami-0abcdef1234567890",
        "LaunchPermission": {"Add": [{"Group": "all"}]},
    },
    "ec2:ModifySnapshotAttribute": {
        "SnapshotId": "snap-0123456789abcdef0",
        "Attribute": "createVolumePermission",
        "OperationType": "add",
        "UserIds": [_OUTSIDER],
    },
    "ec2:DeleteFlowLogs": {"FlowLogIds": ["fl-0123456789abcdef0"]},
    "ec2:ModifyInstanceMetadataOptions": {
        "InstanceId": "i-0123456789abcdef0",
        "HttpTokens": "optional",
        "HttpEndpoint": "enabled",
    },
    "s3:PutBucketPolicy": {"Bucket": BUCKET, "Policy": _PUBLIC_READ},
    "s3:PutBucketAcl": {"Bucket": BUCKET, "ACL": "public-read"},
    "s3:DeletePublicAccessBlock": {"Bucket": BUCKET},
    "s3:PutPublicAccessBlock": {"Bucket": BUCKET, "PublicAccessBlockConfiguration": _NO_BLOCK},
    "s3control:DeletePublicAccessBlock": {"AccountId": "$account"},
    "s3control:PutPublicAccessBlock": {"AccountId": "$account", "PublicAccessBlockConfiguration": _NO_BLOCK},
    "s3:DeleteBucketEncryption": {"Bucket": BUCKET},
    "s3:CreateBucket": {"Bucket": BUCKET},
    "iam:CreateAccessKey": {"UserName": "payments-deploy"},
    "iam:CreateUser": {"UserName": "payments-deploy"},
    "iam:CreateLoginProfile": {
        "UserName": "payments-deploy",
        "Password": "example",
        "PasswordResetRequired": False,
    },
    "iam:UpdateAssumeRolePolicy": {"RoleName": "payments-capture", "PolicyDocument": TRUST},
    "iam:AttachUserPolicy": {"UserName": "payments-deploy", "PolicyArn": _ADMIN_ARN},
    "iam:AttachRolePolicy": {"RoleName": "payments-capture", "PolicyArn": _ADMIN_ARN},
    "iam:PutUserPolicy": {"UserName": "payments-deploy", "PolicyName": "temporary", "PolicyDocument": ADMIN},
    "iam:PutRolePolicy": {"RoleName": "payments-capture", "PolicyName": "temporary", "PolicyDocument": ADMIN},
    "cloudtrail:StopLogging": {"Name": "organisation"},
    "cloudtrail:DeleteTrail": {"Name": "organisation"},
    "kms:ScheduleKeyDeletion": {"KeyId": "1234abcd-12ab-34cd-56ef-1234567890ab", "PendingWindowInDays": 7},
    "lambda:AddPermission": {
        "FunctionName": "payments-capture",
        "StatementId": "public",
        "Action": "lambda:InvokeFunction",
        "Principal": "*",
    },
    "lambda:CreateFunctionUrlConfig": {"FunctionName": "payments-capture", "AuthType": "NONE"},
    "rds:ModifyDBInstance": {
        "DBInstanceIdentifier": "payments-db",
        "PubliclyAccessible": True,
        "ApplyImmediately": True,
    },
    "rds:ModifyDBSnapshotAttribute": {
        "DBSnapshotIdentifier": "payments-db-2025-03-03",
        "AttributeName": "restore",
        "ValuesToAdd": ["all"],
    },
    "sqs:SetQueueAttributes": {
        "QueueUrl": "https://sqs.$region.amazonaws.com/$account/payments-events",
        "Attributes": {"Policy": TRUST},
    },
    "guardduty:DeleteDetector": {"DetectorId": "12abc34d567e8fa901bc2d34e56789f0"},
}
# What an answer says that follows from the parameters, by the same key.
ANSWERS: dict[str, dict[str, Any]] = {
    "ec2:AuthorizeSecurityGroupIngress": {
        "Return": True,
        "SecurityGroupRules": [
            {
                "SecurityGroupRuleId": "sgr-0a1b2c3d4e5f60718",
                "GroupId": _GROUP,
                "GroupOwnerId": "$account",
                "IsEgress": False,
                "IpProtocol": "tcp",
                "FromPort": 22,
                "ToPort": 22,
                "CidrIpv4": "0.0.0.0/0",
                "Description": "temporary",
            }
        ],
    },
    "ec2:AttachInternetGateway": {},
    "ec2:CreateRoute": {"Return": True},
    "iam:CreateAccessKey": {
        "AccessKey": {
            "UserName": "payments-deploy",
            "AccessKeyId": "AKIAI44QH8DHBEXAMPLE",
            "Status": "Active",
            "SecretAccessKey": "example",
        }
    },
}
