"""S3's records: the bucket, the subresource that the URL names, the x-amz- headers and the XML body."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qsl

from botocore.model import ListShape, OperationModel, Shape, StructureShape

from c7n_reflex.organisation.calls import Call
from c7n_reflex.organisation.cloudtrail.rendering import Style, iso, structure

_NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/"
_LISTED_HEADERS = ("x-amz-acl", "x-amz-grant-")  # recorded as lists
_UNRECORDED_HEADERS = ("x-amz-sdk-", "x-amz-checksum-", "x-amz-expected-bucket-owner")


def request(call: Call) -> dict[str, Any]:
    """`requestParameters` of a call on a bucket, or (s3control) on the account."""
    out: dict[str, Any] = {}
    if "Bucket" in call.params:
        out["bucketName"] = call.params["Bucket"]
    out["Host"] = call.host
    out.update(_subresource(call.model))
    shape = call.model.input_shape
    if shape is not None:
        out.update(_located(call, shape))
        out.update(_body(call, shape))
    return out


def _subresource(model: OperationModel) -> dict[str, str]:
    """`{"policy": ""}` for "/{Bucket}?policy"; on the account, the path's last word."""
    path, _, query = model.http["requestUri"].partition("?")
    if query:
        return dict(pair for pair in parse_qsl(query, keep_blank_values=True) if pair[0] != "x-id")
    last = path.rsplit("/", 1)[-1]
    return {} if last in ("", "{Bucket}") or last.startswith("{") else {last: ""}


def _located(call: Call, shape: StructureShape) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for name, member in shape.members.items():
        value, place = call.params.get(name), member.serialization.get("location")
        key = str(member.serialization.get("name", name)).lower()
        if value is None or place not in ("header", "querystring"):
            continue
        if place == "querystring":
            out[str(member.serialization["name"])] = str(value)
        elif key.startswith("x-amz-") and not key.startswith(_UNRECORDED_HEADERS):
            out[key] = [str(value)] if key.startswith(_LISTED_HEADERS) else str(value)
    return out


def _body(call: Call, shape: StructureShape) -> dict[str, Any]:
    payload = str(shape.serialization.get("payload", ""))
    value = call.params.get(payload)
    if value is None:
        return {}
    member = shape.members[payload]
    if not isinstance(member, StructureShape):
        return {"bucketPolicy": _policy(value)}
    root = str(member.serialization.get("name", payload))
    return {root: {"xmlns": _NAMESPACE, **structure(value, member, _XML)}}


def _policy(text: Any) -> Any:
    """The policy as an object; as it was sent where it is no JSON."""
    decoded = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    try:
        return json.loads(decoded)
    except (TypeError, ValueError):
        return decoded


def _key(name: str, shape: Shape) -> str:
    return str(shape.serialization.get("name") or name)


def _list(target: dict[str, Any], key: str, _name: str, shape: ListShape, items: list[Any]) -> None:
    """As XML turned into JSON: one element stands for itself, several are a list."""
    content = items[0] if len(items) == 1 else items
    if shape.serialization.get("flattened"):
        if items:
            target[key] = content
    else:
        target[key] = {str(shape.member.serialization.get("name", "member")): content} if items else ""


_XML = Style("s3", _key, _list, iso)
