"""Sample findings of GuardDuty: as it sends them itself, and what they say in Security Hub.

https://docs.aws.amazon.com/guardduty/latest/APIReference/API_Finding.html
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from c7n_reflex.authoring.samples import resources
from c7n_reflex.authoring.samples.facts import Facts
from c7n_reflex.authoring.samples.guardduty_types import SEVERITIES, TYPES, severity
from c7n_reflex.authoring.samples.resources import Resource
from c7n_reflex.authoring.samples.setting import EARLIER, ROLE, SESSION, TIME, Setting, digits, time, uid
from c7n_reflex.authoring.samples.words import BUCKET

_DETECTOR = "12abc34d567e8fa901bc2d34e56789f0"
_REMOTE = "198.51.100.99"  # RFC 5737
# By what follows the "!" of a type, else by the part before the "/".
_OF_SUFFIX = {"AMI": "AwsEc2Image", "RecoveryPoint": "AwsBackupRecoveryPoint", "Snapshot": "AwsEc2Snapshot"}
_OF_SUBJECT = {
    "Container": "AwsEcsCluster",
    "EC2": "AwsEc2Instance",
    "ECS": "AwsEcsCluster",
    "EKS": "AwsEksCluster",
    "Kubernetes": "AwsEksCluster",
    "Lambda": "AwsLambdaFunction",
    "RDS": "AwsRdsDbInstance",
    "Runtime": "AwsEc2Instance",
    "S3": "AwsS3Bucket",
}
_RESOURCE_TYPES = {
    "AwsBackupRecoveryPoint": "RecoveryPoint",
    "AwsEc2Image": "EC2Image",
    "AwsEc2Instance": "Instance",
    "AwsEc2Snapshot": "EBSSnapshot",
    "AwsEcsCluster": "ECSCluster",
    "AwsEksCluster": "EKSCluster",
    "AwsIamAccessKey": "AccessKey",
    "AwsLambdaFunction": "Lambda",
    "AwsRdsDbInstance": "RDSDBInstance",
    "AwsS3Bucket": "S3Bucket",
}
_SEQUENCE_TYPES = {
    "AwsEc2Instance": "EC2_INSTANCE",
    "AwsEcsCluster": "ECS_CLUSTER",
    "AwsEksCluster": "EKS_CLUSTER",
    "AwsS3Bucket": "S3_BUCKET",
}


def names() -> frozenset[str]:
    """The types of findings."""
    return TYPES


def facts(kind: str, setting: Setting) -> Facts:
    """What a finding of this type says, in the words of Security Hub."""
    purpose, _, rest = kind.partition(":")
    return Facts(
        product="guardduty",
        product_name="GuardDuty",
        id=_arn(kind, setting),
        title=_title(kind, setting),
        description=_description(kind, setting),
        types=(f"TTPs/{purpose}/{purpose}:{rest.replace('/', '-')}",),
        severity=severity(kind),
        generator=f"arn:aws:guardduty:{setting.region}:{setting.account}:detector/{_DETECTOR}",
        resources=_resources(kind, setting),
        owner=setting.account,
        product_type=kind,
    )


def event(kind: str, setting: Setting) -> dict[str, Any]:
    """The event "GuardDuty Finding"."""
    return {
        "version": "0",
        "id": uid("event", "guardduty", kind),
        "detail-type": "GuardDuty Finding",
        "source": "aws.guardduty",
        "account": setting.account,
        "time": time(),
        "region": setting.region,
        "resources": [],
        "detail": _detail(kind, setting),
    }


def _detail(kind: str, setting: Setting) -> dict[str, Any]:
    return {
        "schemaVersion": "2.0",
        "accountId": setting.account,
        "region": setting.region,
        "partition": "aws",
        "id": _id(kind),
        "arn": _arn(kind, setting),
        "type": kind,
        "resource": _resource_part(kind, setting),
        "service": _service(kind, setting),
        "severity": SEVERITIES[severity(kind)],
        "createdAt": time(EARLIER, milliseconds=True),
        "updatedAt": time(TIME, milliseconds=True),
        "title": _title(kind, setting),
        "description": _description(kind, setting),
    }


def _id(kind: str) -> str:
    return digits(32, "guardduty", kind)


def _arn(kind: str, setting: Setting) -> str:
    return f"arn:aws:guardduty:{setting.region}:{setting.account}:detector/{_DETECTOR}/finding/{_id(kind)}"


def _title(kind: str, setting: Setting) -> str:
    return f"{kind} concerning {_resource(kind, setting).id}."


def _description(kind: str, setting: Setting) -> str:
    return f"Activity of the type {kind} was seen; it concerns {_resource(kind, setting).id}."


def _resource(kind: str, setting: Setting) -> Resource:
    """What the finding is about; of everything that is not listed the credentials with which it was done."""
    subject, suffix = kind.partition(":")[2].partition("/")[0], kind.rpartition("!")[2]
    asff = _OF_SUFFIX.get(suffix) if "!" in kind else None
    asff = asff or _OF_SUBJECT.get(subject)
    return resources.of_type(asff, setting) if asff else resources.access_key()


def _resources(kind: str, setting: Setting) -> tuple[Resource, ...]:
    """As Security Hub names them: of buckets, and of what is attacked in a sequence, the credentials, too."""
    resource = _resource(kind, setting)
    if kind.startswith("AttackSequence:") and resource.type in _SEQUENCE_TYPES:
        return (resource, resources.access_key())
    return (resources.access_key(), resource) if resource.type == "AwsS3Bucket" else (resource,)


def _resource_part(kind: str, setting: Setting) -> dict[str, Any]:
    resource = _resource(kind, setting)
    if kind.startswith("AttackSequence:"):
        return {"resourceType": "AttackSequence"}
    return {"resourceType": _RESOURCE_TYPES[resource.type], **_DETAILS[resource.type](resource, setting)}


def _service(kind: str, setting: Setting) -> dict[str, Any]:
    is_sequence = kind.startswith("AttackSequence:")
    return {
        "serviceName": "guardduty",
        "detectorId": _DETECTOR,
        "resourceRole": "TARGET",
        "eventFirstSeen": time(EARLIER, milliseconds=True),
        "eventLastSeen": time(TIME, milliseconds=True),
        "archived": False,
        "count": 1,
        **({} if is_sequence else {"action": _action(kind, setting)}),
        **({"detection": {"sequence": _sequence(kind, setting)}} if is_sequence else {}),
    }


def _action(kind: str, setting: Setting) -> dict[str, Any]:
    remote = {"ipAddressV4": _REMOTE, "country": {"countryName": "Netherlands"}}
    if kind.endswith("!DNS"):
        action = {"domain": "guarddutyc2activityb.example", "protocol": "UDP", "blocked": False}
        return {"actionType": "DNS_REQUEST", "dnsRequestAction": action}
    if _resource(kind, setting).type in ("AwsIamAccessKey", "AwsS3Bucket"):
        call = {"api": "ListBuckets", "serviceName": "s3.amazonaws.com", "callerType": "Remote IP"}
        return {"actionType": "AWS_API_CALL", "awsApiCallAction": {**call, "remoteIpDetails": remote}}
    connection = {
        "connectionDirection": "INBOUND",
        "protocol": "TCP",
        "blocked": False,
        "localPortDetails": {"port": 22, "portName": "SSH"},
        "remotePortDetails": {"port": 40123, "portName": "Unknown"},
        "remoteIpDetails": remote,
    }
    return {"actionType": "NETWORK_CONNECTION", "networkConnectionAction": connection}


def _sequence(kind: str, setting: Setting) -> dict[str, Any]:
    """The resource that was attacked, and the credentials that were used."""
    resource = _resource(kind, setting)
    owner = {"principalId": f"AROAJ2UCCR6DPCEXAMPLE:{SESSION}", "userName": ROLE, "userType": "Role"}
    key = _sequence_resource(resources.TEMPORARY_KEY, "ACCESS_KEY", "iam", setting)
    named = [{**key, "name": ROLE, "data": {"accessKey": owner}}]
    if resource.type in _SEQUENCE_TYPES:
        service = resource.id.split(":")[2]
        named.insert(0, _sequence_resource(resource.id, _SEQUENCE_TYPES[resource.type], service, setting))
    early, late = time(EARLIER, milliseconds=True), time(TIME, milliseconds=True)
    signal = {
        "uid": uid("signal", kind),
        "type": "FINDING",
        "name": "UnauthorizedAccess:IAMUser/MaliciousIPCaller",
        "createdAt": early,
        "updatedAt": late,
        "firstSeenAt": early,
        "lastSeenAt": late,
        "resourceUids": [each["uid"] for each in named],
        "count": 1,
        "severity": SEVERITIES["HIGH"],
    }
    return {
        "uid": uid("sequence", kind),
        "description": _description(kind, setting),
        "actors": [],
        "resources": named,
        "signals": [signal],
    }


def _sequence_resource(identity: str, kind: str, service: str, setting: Setting) -> dict[str, Any]:
    return {
        "uid": identity,
        "name": identity.rsplit("/", 1)[-1],
        "accountId": setting.account,
        "resourceType": kind,
        "region": setting.region,
        "service": service,
        "cloudPartition": "aws",
    }


def _instance(_resource: Resource, setting: Setting) -> dict[str, Any]:
    interface = {
        "networkInterfaceId": "eni-0123456789abcdef0",
        "privateIpAddress": "10.20.0.17",
        "publicIp": "198.51.100.17",
        "subnetId": "subnet-0123456789abcdef0",
        "vpcId": "vpc-0123456789abcdef0",
        "securityGroups": [{"groupId": resources.GROUP, "groupName": "payments-web"}],
    }
    return {
        "instanceDetails": {
            "instanceId": resources.INSTANCE,
            "instanceType": "t3.medium",
            "launchTime": "2025-02-11T08:14:09.000Z",
            "instanceState": "running",
            "availabilityZone": f"{setting.region}a",
            "imageId": "ami-0abcdef1234567890",
            "networkInterfaces": [interface],
            "tags": [{"key": "team", "value": "payments"}],
        }
    }


def _access_key(_resource: Resource, _setting: Setting) -> dict[str, Any]:
    return {
        "accessKeyDetails": {
            "accessKeyId": resources.TEMPORARY_KEY,
            "principalId": f"AROAJ2UCCR6DPCEXAMPLE:{SESSION}",
            "userType": "Role",
            "userName": ROLE,
        }
    }


def _bucket(resource: Resource, setting: Setting) -> dict[str, Any]:
    bucket = {
        "arn": resource.id,
        "name": BUCKET,
        "type": "Destination",
        "createdAt": "2024-11-20T10:02:41.000Z",
        "owner": {"id": digits(64, "canonical user")},
        "tags": [{"key": "team", "value": "payments"}],
    }
    return {**_access_key(resource, setting), "s3BucketDetails": [bucket]}


def _cluster(details: str) -> Callable[[Resource, Setting], dict[str, Any]]:
    return lambda resource, _: {
        details: {"name": resources.CLUSTER, "arn": resource.id, "status": "ACTIVE", "tags": []}
    }


def _arn_only(details: str, key: str) -> Callable[[Resource, Setting], dict[str, Any]]:
    return lambda resource, _: {details: {key: resource.id}}


def _function(resource: Resource, setting: Setting) -> dict[str, Any]:
    function = {
        "functionArn": resource.id,
        "functionName": "payments-capture",
        "functionVersion": "$LATEST",
        "role": f"arn:aws:iam::{setting.account}:role/payments-capture",
        "tags": [],
    }
    return {"lambdaDetails": function}


def _database(resource: Resource, _setting: Setting) -> dict[str, Any]:
    database = {
        "dbInstanceIdentifier": "payments-db",
        "engine": "Aurora PostgreSQL",
        "engineVersion": "16.4",
        "dbInstanceArn": resource.id,
        "tags": [],
    }
    return {"rdsDbInstanceDetails": database, "rdsDbUserDetails": {"user": "app", "database": "payments"}}


_DETAILS: dict[str, Callable[[Resource, Setting], dict[str, Any]]] = {
    "AwsBackupRecoveryPoint": _arn_only("recoveryPointDetails", "recoveryPointArn"),
    "AwsEc2Image": _arn_only("ec2ImageDetails", "imageArn"),
    "AwsEc2Instance": _instance,
    "AwsEc2Snapshot": _arn_only("ebsSnapshotDetails", "snapshotArn"),
    "AwsEcsCluster": _cluster("ecsClusterDetails"),
    "AwsEksCluster": _cluster("eksClusterDetails"),
    "AwsIamAccessKey": _access_key,
    "AwsLambdaFunction": _function,
    "AwsRdsDbInstance": _database,
    "AwsS3Bucket": _bucket,
}
