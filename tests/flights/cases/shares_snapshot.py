"""`unshare` on aws.ebs-snapshot."""

from __future__ import annotations

from tests.flights.case import JSON, Case, Clients, call

SNAPSHOT = {"resource": "aws.ebs-snapshot", "filters": ["shared-outside"], "actions": ["unshare"]}
STRANGER, OTHER_STRANGER, COLLEAGUE = "999988887777", "999988886666", "200000000002"


def _snapshot(clients: Clients, *accounts: str, public: bool = False) -> JSON:
    ec2 = clients("ec2")
    volume = ec2.create_volume(AvailabilityZone="us-east-1a", Size=1)["VolumeId"]
    snapshot: str = ec2.create_snapshot(VolumeId=volume)["SnapshotId"]
    shares = {"UserIds": list(accounts), **({"GroupNames": ["all"]} if public else {})}
    ec2.modify_snapshot_attribute(
        SnapshotId=snapshot, Attribute="createVolumePermission", OperationType="add", **shares
    )
    return {"SnapshotId": snapshot}


def _shared(snapshot: JSON, **changes: JSON) -> JSON:
    parameters = {"createVolumePermission": changes, "attributeType": "CREATE_VOLUME_PERMISSION", **snapshot}
    parameters["snapshotId"] = parameters.pop("SnapshotId")
    return call("ModifySnapshotAttribute", parameters, {"_return": True})


def snapshot_shared(clients: Clients) -> tuple[JSON, JSON]:
    """One share is added; those with another stranger and a colleague were there before."""
    snapshot = _snapshot(clients, STRANGER, OTHER_STRANGER, COLLEAGUE)
    return snapshot, _shared(snapshot, add={"items": [{"userId": STRANGER}, {"userId": COLLEAGUE}]})


def snapshot_public(clients: Clients) -> tuple[JSON, JSON]:
    snapshot = _snapshot(clients, STRANGER, public=True)
    removed = {"items": [{"userId": STRANGER}]}
    return snapshot, _shared(snapshot, add={"items": [{"group": "all"}]}, remove=removed)


def snapshot_shared_inside(clients: Clients) -> tuple[JSON, JSON]:
    snapshot = _snapshot(clients, STRANGER, COLLEAGUE)
    return snapshot, _shared(snapshot, add={"items": [{"userId": COLLEAGUE}]})


def snapshot_swept(clients: Clients) -> tuple[JSON, None]:
    return _snapshot(clients, STRANGER, COLLEAGUE, public=True), None


def snapshot_deleted(clients: Clients) -> tuple[JSON, None]:
    snapshot = _snapshot(clients, STRANGER)
    clients("ec2").delete_snapshot(**snapshot)
    return snapshot, None


CASES = {
    "snapshot-shared": Case(SNAPSHOT, snapshot_shared),
    "snapshot-public": Case(SNAPSHOT, snapshot_public),
    "snapshot-shared-inside": Case(SNAPSHOT, snapshot_shared_inside),
    "snapshot-swept": Case(SNAPSHOT, snapshot_swept),
    "snapshot-deleted": Case(SNAPSHOT, snapshot_deleted),
}
