"""What stands in a member of this name; $account and $region are filled in later."""

from __future__ import annotations

import json
import re

from c7n_reflex.authoring.samples.setting import digits, uid

BUCKET = "payments-invoices"
TRUST = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}],
    }
)
ADMIN = json.dumps(
    {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
)
NUMBERS = {
    "AllocatedStorage": 100,
    "BackupRetentionPeriod": 7,
    "FromPort": 22,
    "PendingWindowInDays": 7,
    "Port": 443,
    "RuleNumber": 100,
    "Size": 100,
    "ToPort": 22,
}
# Prefixes of EC2's ids: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/resource-ids.html
_ID_PREFIXES = {
    "Allocation": "eipalloc",
    "Association": "rtbassoc",
    "Attachment": "eni-attach",
    "CapacityReservation": "cr",
    "CarrierGateway": "cagw",
    "ClientVpnEndpoint": "cvpn-endpoint",
    "CustomerGateway": "cgw",
    "DhcpOptions": "dopt",
    "EgressOnlyInternetGateway": "eigw",
    "FileSystem": "fs",
    "Fleet": "fleet",
    "FlowLog": "fl",
    "Group": "sg",
    "Host": "h",
    "Image": "ami",
    "Instance": "i",
    "InternetGateway": "igw",
    "Ipam": "ipam",
    "IpamPool": "ipam-pool",
    "KeyPair": "key",
    "LaunchTemplate": "lt",
    "NatGateway": "nat",
    "NetworkAcl": "acl",
    "NetworkInterface": "eni",
    "PrefixList": "pl",
    "Reservation": "r",
    "RouteTable": "rtb",
    "SecurityGroup": "sg",
    "SecurityGroupRule": "sgr",
    "Snapshot": "snap",
    "SpotFleetRequest": "sfr",
    "Subnet": "subnet",
    "TransitGateway": "tgw",
    "TransitGatewayAttachment": "tgw-attach",
    "TransitGatewayRouteTable": "tgw-rtb",
    "Volume": "vol",
    "Vpc": "vpc",
    "VpcEndpoint": "vpce",
    "VpcPeeringConnection": "pcx",
    "VpnConnection": "vpn",
    "VpnGateway": "vgw",
}
_ARNS = {
    "Bucket": f"arn:aws:s3:::{BUCKET}",
    "Certificate": f"arn:aws:acm:$region:$account:certificate/{uid('certificate')}",
    "Function": "arn:aws:lambda:$region:$account:function:payments-capture",
    "KmsKey": f"arn:aws:kms:$region:$account:key/{uid('key')}",
    "LoadBalancer": "arn:aws:elasticloadbalancing:$region:$account:loadbalancer/app/payments/50dc6c495c0c91",
    "LogGroup": "arn:aws:logs:$region:$account:log-group:/aws/payments",
    "Policy": "arn:aws:iam::aws:policy/AdministratorAccess",
    "Role": "arn:aws:iam::$account:role/payments-capture",
    "Secret": "arn:aws:secretsmanager:$region:$account:secret:payments/database-a1b2c3",
    "TargetGroup": "arn:aws:elasticloadbalancing:$region:$account:targetgroup/payments/73e2d6bc24d8a067",
    "Topic": "arn:aws:sns:$region:$account:payments-alerts",
    "Trail": "arn:aws:cloudtrail:$region:$account:trail/organisation",
    "User": "arn:aws:iam::$account:user/payments-deploy",
}
_EXACT = {
    "AssumeRolePolicyDocument": TRUST,
    "AvailabilityZone": "$regiona",
    "Bucket": BUCKET,
    "CidrIp": "0.0.0.0/0",
    "CidrIpv6": "::/0",
    "CidrIpv4": "0.0.0.0/0",
    "DBInstanceIdentifier": "payments-db",
    "DestinationCidrBlock": "0.0.0.0/0",
    "DestinationIpv6CidrBlock": "::/0",
    "FunctionName": "payments-capture",
    "GroupName": "administrators",
    "InstanceProfileName": "payments-web",
    "InstanceType": "t3.medium",
    "IpProtocol": "tcp",
    "KMSKeyId": f"arn:aws:kms:$region:$account:key/{uid('key')}",
    "KmsKeyId": f"arn:aws:kms:$region:$account:key/{uid('key')}",
    "KeyName": "alex-laptop",
    "Key": "team",
    "Path": "/",
    "Policy": ADMIN,
    "PolicyDocument": ADMIN,
    "PolicyName": "payments-access",
    "Protocol": "6",
    "QueueUrl": "https://sqs.$region.amazonaws.com/$account/payments-events",
    "QueueName": "payments-events",
    "Region": "$region",
    "RoleName": "payments-capture",
    "SecretId": "payments/database",
    "SecretKey": "example",
    "State": "available",
    "TrailName": "organisation",
    "UserName": "payments-deploy",
    "Value": "payments",
}
_ACCOUNTS = re.compile(r"^(?:.*Account(?:Id|Number)?|OwnerId|UserId|Owner|RequesterId)$")
_SERVICE_EXACT = {
    ("cloudtrail", "Name"): "organisation",
    ("iam", "UserId"): "AIDAJ2UCCR6DPCEXAMPLE",
    ("iam", "RoleId"): "AROAJ2UCCR6DPCEXAMPLE",
    ("iam", "AccessKeyId"): "AKIAI44QH8DHBEXAMPLE",
    ("kms", "KeyId"): uid("key"),
    ("lambda", "Principal"): "*",
    ("sns", "Protocol"): "email",
    ("sns", "Endpoint"): "alex.morgan@example.com",
}


def kebab(name: str) -> str:
    """`security-group` for SecurityGroup, `db-instance` for DBInstance."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "-", name).lower()


def text(name: str, service: str) -> str:
    """The text of a member of this name, in calls of this botocore service."""
    name = name[:1].upper() + name[1:]
    known = _SERVICE_EXACT.get((service, name)) or _EXACT.get(name)
    return known or _by_ending(name, service)


def _by_ending(name: str, service: str) -> str:
    for ending, make in (("Arn", _arn), ("ARN", _arn), ("Id", _id), ("Name", _name), ("Identifier", _name)):
        if name.endswith(ending) and name != ending and not _ACCOUNTS.match(name):
            return make(name.removesuffix(ending), service)
    if _ACCOUNTS.match(name):
        return "$account"
    return _by_part(name, service)


def _by_part(name: str, service: str) -> str:
    lower = name.lower()
    for part, value in (
        ("ipv6cidr", "2001:db8::/56"),
        ("cidr", "10.20.0.0/16"),
        ("ipv6", "2001:db8::17"),
        ("ipaddress", "10.20.0.17"),
        ("privateip", "10.20.0.17"),
        ("publicip", "198.51.100.17"),
        ("email", "payments-alerts@example.com"),
        ("url", "https://payments.example.com"),
        ("dnsname", "payments.example.com"),
        ("domain", "payments.example.com"),
        ("region", "$region"),
        ("version", "1"),
        ("date", "2025-03-04"),
    ):
        if part in lower:
            return value
    if name in ("Arn", "ARN", "ResourceArn"):
        return _arn("", service)
    return "payments" if name in ("Name", "Description", "Prefix") else kebab(name)


def _arn(stem: str, service: str) -> str:
    known = _ARNS.get(stem)
    return known or f"arn:aws:{service}:$region:$account:{kebab(stem) or 'resource'}/payments"


def _id(stem: str, service: str) -> str:
    whole = next((each for each in _ID_PREFIXES if stem == each), "")
    whole = whole or max((each for each in _ID_PREFIXES if stem.endswith(each)), key=len, default="")
    if service == "ec2" or stem in ("Vpc", "Subnet", "SecurityGroup", "Instance"):
        return f"{_ID_PREFIXES.get(whole) or kebab(stem)}-0{digits(16, whole or stem)}"
    return uid(service, stem)


def _name(stem: str, _service: str) -> str:
    return f"payments-{kebab(stem)}"
