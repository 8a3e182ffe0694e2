"""The request id that the caller's SDK sees is the one that CloudTrail records (`requestID`).

moto answers with ids of its own, many of them constants of its templates. Where SDKs look, by protocol, is in
botocore/parsers.py: XML bodies of `query` and `ec2`, headers of all others, and bodies of REST-XML's errors.
"""

from __future__ import annotations

import re

from c7n_reflex.organisation.answers import Wire
from c7n_reflex.organisation.calls import Call

_HEADER = "x-amzn-requestid"
_S3_HEADER = "x-amz-request-id"
_S3 = {"s3", "s3control"}
_IN_BODY = re.compile(rb"<(RequestId|requestId|RequestID)>[^<]*</\1>|<(RequestId|requestId|RequestID) ?/>")
_LAST_TAG = re.compile(rb"</[\w.:-]+>\s*$")


def stamp(call: Call, wire: Wire) -> Wire:
    """The answer with `call.id` as its request id, wherever the protocol has one."""
    status, headers, body = wire
    kept = {name: value for name, value in headers.items() if name.lower() not in (_HEADER, _S3_HEADER)}
    kept[_S3_HEADER if call.service in _S3 else _HEADER] = call.id
    if body[:64].lstrip()[:1] == b"<":
        body = _in_body(call, status, body)
    return status, kept, body


def _in_body(call: Call, status: int, body: bytes) -> bytes:
    metadata = call.model.service_model.metadata
    spoken = set(metadata.get("protocols", ())) | {metadata["protocol"]}
    if spoken & {"query", "ec2"}:
        stamped, found = _IN_BODY.subn(lambda match: _element(match, call.id), body, count=1)
        return stamped if found else _added("ec2" in spoken, status, call.id, body)
    if status >= 300:  # only errors of REST-XML carry it; an answer may hold an object of the caller's
        return _IN_BODY.sub(lambda match: _element(match, call.id), body, count=1)
    return body


def _element(match: re.Match[bytes], request_id: str) -> bytes:
    name = (match[1] or match[2]).decode()
    return f"<{name}>{request_id}</{name}>".encode()


def _added(ec2: bool, status: int, request_id: str, body: bytes) -> bytes:
    """A body without an id: some of moto's templates leave it out."""
    if status >= 300:
        name = "RequestID" if ec2 else "RequestId"
        element = f"<{name}>{request_id}</{name}>"
    elif ec2:
        element = f"<requestId>{request_id}</requestId>"
    else:
        element = f"<ResponseMetadata><RequestId>{request_id}</RequestId></ResponseMetadata>"
    return _LAST_TAG.sub(lambda match: element.encode() + match[0], body, count=1)
