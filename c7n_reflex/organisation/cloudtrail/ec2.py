"""EC2's records: lists as `{"items": [...]}`, and for its newer operations the request and answer wrapped.

The older operations' records come from the SOAP API and use its names; the newer ones' are the query
parameters and the XML answer, turned into JSON: `{"ModifySecurityGroupRulesRequest": {"GroupId": ...,
"SecurityGroupRule": {..., "tag": 1}}}`.
"""

from __future__ import annotations

from typing import Any

from botocore.model import ListShape, OperationModel, Shape, StructureShape

from c7n_reflex.organisation.calls import Call
from c7n_reflex.organisation.cloudtrail.rendering import (
    Style,
    epoch_milliseconds,
    iso,
    lower_first,
    structure,
)

# SOAP names of request members, as recorded events have them, where they are not the model's.
_SOAP_NAMES = {
    "Groups": "groupSet",
    "IcmpTypeCode": "icmpTypeCode",
    "InstanceIds": "instancesSet",
    "NetworkInterfaces": "networkInterfaceSet",
    "Resources": "resourcesSet",
    "SecurityGroupIds": "groupSet",
    "TagSpecifications": "tagSpecificationSet",
    "Tags": "tagSet",
}
# A plain value in a SOAP list stands in a structure of its own: {"items": [{"instanceId": "i-1"}]}.
_SOAP_ELEMENTS = {"groupSet": "groupId", "instancesSet": "instanceId", "resourcesSet": "resourceId"}
_IN_INSTANCES_SET = ("imageId", "minCount", "maxCount", "keyName")  # of RunInstances
_PERMISSION_LISTS = ("groups", "ipRanges", "ipv6Ranges", "prefixListIds")  # present even if empty
_PERMISSION_MEMBERS = {
    "ModifyImageAttribute": ("launchPermission", "launchPermission"),
    "ModifySnapshotAttribute": ("createVolumePermission", "CREATE_VOLUME_PERMISSION"),
}


def is_wrapped(model: OperationModel) -> bool:
    """True for the newer operations.

    The model tells them apart: SOAP operations have a member with a lower-case wire name (`dryRun`), which
    the operations that were only ever defined for the query protocol do not.
    """
    members = model.input_shape.members if model.input_shape else {}
    if "DryRun" in members:
        return members["DryRun"].serialization.get("name") != "dryRun"
    return not any(str(shape.serialization.get("name", "X"))[:1].islower() for shape in members.values())


def request(call: Call) -> dict[str, Any]:
    """`requestParameters` of a call. `DryRun` is never part of it."""
    params = {name: value for name, value in call.params.items() if name != "DryRun"}
    shape = call.model.input_shape
    if is_wrapped(call.model):
        body = structure(params, shape, _QUERY) if shape else {}
        return {f"{call.operation}Request": body or ""}
    return _soap_request(call.operation, params, shape)


def response(call: Call, parsed: dict[str, Any]) -> dict[str, Any]:
    """`responseElements` of a successful call."""
    shape = call.model.output_shape
    if is_wrapped(call.model):
        body = structure(parsed, shape, _XML) if shape else {"return": True}
        namespace = call.model.service_model.metadata.get("xmlNamespace", "").rstrip("/") + "/"
        return {f"{call.operation}Response": {"xmlns": namespace, "requestId": call.id, **body}}
    # Operations without an output in the model answer with a bare <return>true</return>.
    body = structure(parsed, shape, _SOAP_ANSWER) if shape else {"_return": True}
    if "return" in body:
        body["_return"] = body.pop("return")
    return {"requestId": call.id, **body}


def _soap_request(operation: str, params: dict[str, Any], shape: StructureShape | None) -> dict[str, Any]:
    out = structure(params, shape, _SOAP) if shape else {}
    if operation == "RunInstances":
        first = {key: out.pop(key) for key in _IN_INSTANCES_SET if key in out}
        out["instancesSet"] = {"items": [first]}
    elif operation == "CreateVolume":
        out = {("zone" if key == "availabilityZone" else key): value for key, value in out.items()}
    elif operation.endswith("NetworkAclEntry") and "protocol" in out:
        out["aclProtocol"] = out.pop("protocol")
    elif operation.startswith(("AuthorizeSecurityGroup", "RevokeSecurityGroup")):
        # The flat form (`cidrIp`, `fromPort` beside the group) comes with an empty list.
        for permission in out.setdefault("ipPermissions", {}).get("items", ()):
            permission.update({key: {} for key in _PERMISSION_LISTS if key not in permission})
    elif operation in _PERMISSION_MEMBERS:
        out = _permissions(operation, out, params)
    return out


def _permissions(operation: str, out: dict[str, Any], params: dict[str, Any]) -> dict[str, Any]:
    """Both forms of sharing an image or a snapshot are recorded as `<member>.add.items[]`."""
    member, attribute = _PERMISSION_MEMBERS[operation]
    for key in ("operationType", "userId", "userGroup", "attribute"):
        out.pop(key, None)
    if action := params.get("OperationType"):
        users = [{"userId": user} for user in params.get("UserIds", ())]
        groups = [{"group": group} for group in params.get("GroupNames", params.get("UserGroups", ()))]
        out[member] = {action: {"items": groups + users}}
    if member in out:
        out["attributeType"] = attribute
    return out


def _soap_key(name: str, shape: Shape) -> str:
    return _SOAP_NAMES.get(name) or lower_first(shape.serialization.get("name") or name)


def _soap_list(target: dict[str, Any], key: str, name: str, shape: ListShape, items: list[Any]) -> None:
    if name == "Tags" and "resourceType" in target:  # of a tag specification
        target["tags"] = items
        return
    element = _SOAP_ELEMENTS.get(key) or _element(key, shape)
    whole = [item if isinstance(item, dict) else {element: item} for item in items]
    target[key] = {"items": whole} if whole else {}


def _element(key: str, shape: ListShape) -> str:
    wire = shape.member.serialization.get("name", "item")
    return lower_first(wire) if wire not in ("item", "member") else key.removesuffix("Set").removesuffix("s")


def _answer_key(name: str, shape: Shape) -> str:
    return str(shape.serialization.get("name") or lower_first(name))


def _query_key(name: str, shape: Shape) -> str:
    wire = shape.serialization.get("queryName") or shape.serialization.get("name") or name
    return str(wire[:1].upper() + wire[1:])


def _query_list(target: dict[str, Any], key: str, _name: str, _shape: ListShape, items: list[Any]) -> None:
    numbered = [
        {**(item if isinstance(item, dict) else {"content": item}), "tag": number}
        for number, item in enumerate(items, start=1)
    ]
    if numbered:
        target[key] = numbered[0] if len(numbered) == 1 else numbered


def _xml_list(target: dict[str, Any], key: str, _name: str, _shape: ListShape, items: list[Any]) -> None:
    target[key] = {"item": items[0] if len(items) == 1 else items} if items else ""


_SOAP = Style("ec2", _soap_key, _soap_list, epoch_milliseconds)
_SOAP_ANSWER = Style("ec2", _answer_key, _soap_list, epoch_milliseconds)
_QUERY = Style("ec2", _query_key, _query_list, iso)
_XML = Style("ec2", _answer_key, _xml_list, iso)
