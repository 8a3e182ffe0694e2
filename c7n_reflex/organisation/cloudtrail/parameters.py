"""`requestParameters` and `responseElements` of a call, in the form that its service's records have."""

from __future__ import annotations

import json
from typing import Any

from botocore.model import Shape, StructureShape

from c7n_reflex.organisation.calls import Call, Result
from c7n_reflex.organisation.cloudtrail import ec2, s3
from c7n_reflex.organisation.cloudtrail.rendering import Style, plain_key, plain_list, structure

# https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
_LIMIT = 100 * 1024

# Services whose records keep the API's capital letters:
# https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-ct.html
_CAPITALISED = {"securityhub"}
# Services whose answers are recorded without the one structure they consist of ({"DBInstance": {...}}).
_UNWRAPPED = {"docdb", "elasticache", "neptune", "rds", "redshift"}
_S3 = {"s3", "s3control"}


def request_parameters(call: Call) -> dict[str, Any] | None:
    """`requestParameters`; None for a call without any."""
    if call.service == "ec2":
        out = ec2.request(call)
    elif call.service in _S3:
        out = s3.request(call)
    else:
        out = _plain(call.service, call.params, call.model.input_shape)
    return _limited(out, "requestParameters") or None


def response_elements(call: Call, result: Result) -> dict[str, Any] | None:
    """`responseElements`; None for a call that failed or answered nothing."""
    if result.failed or call.service in _S3:
        return None
    if call.service == "ec2":
        out = ec2.response(call, result.parsed)
    else:
        out = _plain(call.service, result.parsed, call.model.output_shape)
        if call.service in _UNWRAPPED and len(out) == 1:
            (only,) = out.values()
            out = only if isinstance(only, dict) else out
    return _limited(out, "responseElements") or None


def _plain(service: str, value: dict[str, Any], shape: StructureShape | None) -> dict[str, Any]:
    key = _capitalised_key if service in _CAPITALISED else plain_key
    return structure(value, shape, Style(service, key, plain_list)) if shape is not None else {}


def _capitalised_key(name: str, _shape: Shape) -> str:
    return name


def _limited(content: dict[str, Any], field: str) -> dict[str, Any]:
    size = len(json.dumps(content, default=str))
    return (
        content if size <= _LIMIT else {"omitted": True, "originalSize": size, "reason": f"{field} too large"}
    )
