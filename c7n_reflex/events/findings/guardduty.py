"""What an event "GuardDuty Finding" names.

https://docs.aws.amazon.com/guardduty/latest/APIReference/API_Resource.html, with keys in camel case as events
have them; what was read from the API and replayed has them capitalised.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from c7n_reflex.events.findings import naming, reading
from c7n_reflex.events.findings.model import Named
from c7n_reflex.events.findings.reading import text

# Where in `resource` each type's id stands; of several places the first that is filled in.
_SINGLE = {
    "AwsEc2Instance": ("instanceDetails", ("instanceId",)),
    "AwsEksCluster": ("eksClusterDetails", ("arn", "name")),
    "AwsEcsCluster": ("ecsClusterDetails", ("arn",)),
    "AwsLambdaFunction": ("lambdaDetails", ("functionArn", "functionName")),
    "AwsRdsDbInstance": ("rdsDbInstanceDetails", ("dbInstanceArn", "dbInstanceIdentifier")),
    "AwsEc2Snapshot": ("ebsSnapshotDetails", ("snapshotArn",)),
    "AwsEc2Image": ("ec2ImageDetails", ("imageArn",)),
    "AwsBackupRecoveryPoint": ("recoveryPointDetails", ("recoveryPointArn",)),
}
# `resourceType` of what an attack sequence names (API_ResourceV2).
_SEQUENCE = {
    "EC2_INSTANCE": "AwsEc2Instance",
    "EC2_NETWORK_INTERFACE": "AwsEc2NetworkInterface",
    "ECS_CLUSTER": "AwsEcsCluster",
    "EKS_CLUSTER": "AwsEksCluster",
    "S3_BUCKET": "AwsS3Bucket",
}


def at(value: Any, *path: str) -> Any:
    """What stands at the path of keys, each in camel case or capitalised; None if nothing does."""
    for key in path:
        found = reading.at(value, key)
        value = reading.at(value, key[:1].upper() + key[1:]) if found is None else found
    return value


def resources(detail: Mapping[str, Any], place: naming.Place) -> tuple[Named, ...]:
    """Every resource that the finding names, whatever its role in what happened."""
    resource = at(detail, "resource")
    found: list[Named] = []
    for kind, (details, keys) in _SINGLE.items():
        identity = next(filter(None, (text(at(resource, details, key)) for key in keys)), "")
        found += naming.resource(kind, identity, place)
    found += naming.access_key(_principal(at(resource, "accessKeyDetails")), place)
    for bucket in reading.mappings(at(resource, "s3BucketDetails")):
        found += naming.resource("AwsS3Bucket", text(at(bucket, "arn")) or text(at(bucket, "name")), place)
    for volume in reading.mappings(at(resource, "ebsVolumeDetails", "scannedVolumeDetails")):
        found += naming.resource("AwsEc2Volume", text(at(volume, "volumeArn")), place)
    for each in reading.mappings(at(detail, "service", "detection", "sequence", "resources")):
        found += _of_sequence(each, place)
    return naming.once(found)


def _of_sequence(each: Mapping[str, Any], place: naming.Place) -> list[Named]:
    owner = at(each, "accountId")
    place = naming.Place(str(owner) if reading.is_account(owner) else place.account, place.region)
    kind, region = text(at(each, "resourceType")), at(each, "region")
    if kind == "ACCESS_KEY":
        key = _principal(at(each, "data", "accessKey"), text(at(each, "uid")))
        return naming.access_key(key, place, region)
    known = kind in _SEQUENCE
    return naming.resource(_SEQUENCE[kind], text(at(each, "uid")), place, region) if known else []


def _principal(details: Any, key_id: str = "") -> naming.Principal:
    return naming.Principal(
        text(at(details, "accessKeyId")) or key_id,
        text(at(details, "userType")),
        text(at(details, "userName")),
        text(at(details, "principalId")),
    )
