"""`unshare` on images, database snapshots and Systems Manager documents."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable

from tests.flights.case import JSON, Case, Clients, call
from tests.flights.cases.shares_snapshot import COLLEAGUE, OTHER_STRANGER, STRANGER

_numbers = itertools.count(1)
_LOGIN = {"MasterUsername": "admin", "MasterUserPassword": "not-a-secret"}


def _image(clients: Clients, shares: list[str]) -> tuple[JSON, JSON]:
    ec2 = clients("ec2")
    source = ec2.describe_images(Owners=["amazon"])["Images"][0]["ImageId"]
    instance = ec2.run_instances(ImageId=source, MinCount=1, MaxCount=1)["Instances"][0]["InstanceId"]
    image = ec2.create_image(InstanceId=instance, Name=f"base-{next(_numbers)}")["ImageId"]
    ec2.modify_image_attribute(ImageId=image, LaunchPermission={"Add": [_launch(each) for each in shares]})
    return {"ImageId": image}, {"imageId": image, "attributeType": "launchPermission"}


def _launch(share: str, group: str = "Group", account: str = "UserId") -> JSON:
    return {group: share} if share == "all" else {account: share}


def _image_call(added: list[str], removed: list[str]) -> JSON:
    lists = {"add": added, "remove": removed}
    items = {key: {"items": [_launch(each, "group", "userId") for each in lists[key]]} for key in lists}
    return {"launchPermission": {key: value for key, value in items.items() if value["items"]}}


def _database_snapshot(clients: Clients, shares: list[str]) -> tuple[JSON, JSON]:
    rds, name = clients("rds"), f"payments-{next(_numbers)}"
    rds.create_db_instance(
        DBInstanceIdentifier=name,
        Engine="postgres",
        DBInstanceClass="db.t3.micro",
        AllocatedStorage=20,
        **_LOGIN,
    )
    snapshot = {"DBSnapshotIdentifier": f"{name}-snapshot"}
    rds.create_db_snapshot(DBInstanceIdentifier=name, **snapshot)
    rds.modify_db_snapshot_attribute(AttributeName="restore", ValuesToAdd=shares, **snapshot)
    return snapshot, {"dBSnapshotIdentifier": f"{name}-snapshot", "attributeName": "restore"}


def _cluster_snapshot(clients: Clients, shares: list[str]) -> tuple[JSON, JSON]:
    rds, name = clients("rds"), f"ledger-{next(_numbers)}"
    rds.create_db_cluster(DBClusterIdentifier=name, Engine="aurora-postgresql", **_LOGIN)
    snapshot = {"DBClusterSnapshotIdentifier": f"{name}-snapshot"}
    rds.create_db_cluster_snapshot(DBClusterIdentifier=name, **snapshot)
    rds.modify_db_cluster_snapshot_attribute(AttributeName="restore", ValuesToAdd=shares, **snapshot)
    return snapshot, {"dBClusterSnapshotIdentifier": f"{name}-snapshot", "attributeName": "restore"}


def _values(added: list[str], removed: list[str]) -> JSON:
    return {"valuesToAdd": added, **({"valuesToRemove": removed} if removed else {})}


def _document(clients: Clients, shares: list[str]) -> tuple[JSON, JSON]:
    ssm, name = clients("ssm"), f"runbook-{next(_numbers)}"
    content = {"schemaVersion": "2.2", "description": "Says hello.", "mainSteps": []}
    ssm.create_document(Name=name, Content=json.dumps(content), DocumentType="Command")
    ssm.modify_document_permission(Name=name, PermissionType="Share", AccountIdsToAdd=shares)
    return {"Name": name}, {"name": name, "permissionType": "Share"}


def _account_ids(added: list[str], removed: list[str]) -> JSON:
    return {"accountIdsToAdd": added, **({"accountIdsToRemove": removed} if removed else {})}


Make = Callable[[Clients, list[str]], tuple[JSON, JSON]]
Written = Callable[[list[str], list[str]], JSON]
KINDS: dict[str, tuple[str, Make, str, str, Written]] = {
    "image": ("aws.ami", _image, "ec2", "ModifyImageAttribute", _image_call),
    "database-snapshot": (
        "aws.rds-snapshot",
        _database_snapshot,
        "rds",
        "ModifyDBSnapshotAttribute",
        _values,
    ),
    "cluster-snapshot": (
        "aws.rds-cluster-snapshot",
        _cluster_snapshot,
        "rds",
        "ModifyDBClusterSnapshotAttribute",
        _values,
    ),
    "document": ("aws.ssm-document", _document, "ssm", "ModifyDocumentPermission", _account_ids),
}


def _case(kind: str, shares: list[str], added: list[str] | None, removed: list[str] | None = None) -> Case:
    """Shares are there; a call (None: a sweep) has added some of them, and removed others."""
    resource_type, make, source, name, written = KINDS[kind]

    def prepare(clients: Clients) -> tuple[JSON, JSON | None]:
        resource, parameters = make(clients, shares)
        if added is None:
            return resource, None
        return resource, call(name, {**parameters, **written(added, removed or [])}, None, source)

    policy: JSON = {
        "resource": resource_type,
        "filters": ["shared-outside"],
        "actions": ["unshare"],
    }
    return Case(policy, prepare)


def _deleted(kind: str, missing: JSON) -> Case:
    return Case(_case(kind, [], None).policy, lambda _: (missing, None))


# A document is shared with everybody or with accounts, never both.
PUBLIC = {kind: ["all"] if kind == "document" else [STRANGER, "all"] for kind in KINDS}
SWEPT = {kind: [STRANGER, COLLEAGUE, *([] if kind == "document" else ["all"])] for kind in KINDS}
CASES = {
    **{
        f"{kind}-shared": _case(kind, [STRANGER, OTHER_STRANGER, COLLEAGUE], [STRANGER, COLLEAGUE])
        for kind in KINDS
    },
    **{f"{kind}-public": _case(kind, PUBLIC[kind], ["all"], [STRANGER]) for kind in KINDS},
    **{f"{kind}-shared-inside": _case(kind, [STRANGER, COLLEAGUE], [COLLEAGUE]) for kind in KINDS},
    **{f"{kind}-swept": _case(kind, SWEPT[kind], None) for kind in KINDS},
    # The emulator fails for an image that is not there; test_every_action has that.
    "database-snapshot-deleted": _deleted("database-snapshot", {"DBSnapshotIdentifier": "deleted"}),
    "cluster-snapshot-deleted": _deleted("cluster-snapshot", {"DBClusterSnapshotIdentifier": "deleted"}),
    "document-deleted": _deleted("document", {"Name": "deleted"}),
}
