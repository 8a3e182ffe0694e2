"""To and from the wire: answers of overrides and errors are serialised, moto's answers are parsed."""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from typing import Any

from botocore.parsers import create_parser
from moto.core.exceptions import ServiceException
from moto.core.request import determine_request_protocol
from moto.core.serialize import SerializationContext, get_serializer_class

from c7n_reflex.organisation.calls import ApiError, Call, Result

# The error codes that AWS really sends are not all in its service models, and moto remarks on each.
warnings.filterwarnings("ignore", message=r"Exception\(_Fault\) with code")

Wire = tuple[int, dict[str, str], bytes]

# These answers are large, streamed or of no interest to a handler; parsing them would only cost time.
_UNPARSED_PREFIXES = ("Describe", "List", "Get", "Head", "Receive")


def serialise(call: Call, answer: dict[str, Any] | ApiError, content_type: str) -> Wire:
    """Status, headers and body of an override's answer or of an error, in the request's protocol."""
    service_model = call.model.service_model
    protocol = determine_request_protocol(service_model, content_type)
    serializer = get_serializer_class(call.service, protocol)(
        operation_model=call.model, context=SerializationContext(call.id)
    )
    result: Any = _Fault(answer.code, answer.message) if isinstance(answer, ApiError) else answer
    wire = serializer.serialize(result)
    status = answer.status if isinstance(answer, ApiError) else _status(call, answer) or wire["status_code"]
    body = wire["body"]
    headers = {str(name): str(value) for name, value in wire["headers"].items()}
    headers["x-amzn-RequestId"] = call.id
    return int(status), headers, body if isinstance(body, bytes) else body.encode()


def _status(call: Call, answer: dict[str, Any]) -> int:
    """The member of an answer that is sent as HTTP status (of Lambda's Invoke: StatusCode), else 0."""
    members = getattr(call.model.output_shape, "members", {})
    of_status = (
        name for name, shape in members.items() if shape.serialization.get("location") == "statusCode"
    )
    return next((answer[name] for name in of_status if name in answer), 0)


def bare_error(error: ApiError) -> Wire:
    """An error before the operation is known; clients of every protocol read its status."""
    body = (
        f"<ErrorResponse><Error><Code>{error.code}</Code><Message>{error.message}</Message></Error>"
        "</ErrorResponse>"
    )
    headers = {"Content-Type": "text/xml", "x-amzn-errortype": error.code}
    return error.status, headers, body.encode()


def parse(call: Call, wire: Wire, content_type: str, *, interesting: bool) -> Result:
    """The result as boto3 would return it. Successful reads are not parsed unless `interesting`."""
    status, headers, body = wire
    result = Result(status, body=body)
    if status < 300 and not interesting and call.operation.startswith(_UNPARSED_PREFIXES):
        return result
    parser = create_parser(determine_request_protocol(call.model.service_model, content_type))
    response = {"status_code": status, "headers": _Headers(headers.items()), "body": body}
    shape: Any = call.model.output_shape  # None for operations that answer nothing
    parsed = parser.parse(response, shape)
    parsed.pop("ResponseMetadata", None)
    if status >= 300:
        error = parsed.pop("Error", {})
        result.error_code = error.get("Code", "") or str(status)
        result.error_message = error.get("Message", "")
    result.parsed = parsed
    return result


class _Fault(ServiceException):
    """moto's base class by another name: moto looks a fault's error shape up by the module it is from."""


class _Headers(dict[str, str]):
    """Case-insensitive as botocore's parsers expect."""

    def __init__(self, items: Iterable[tuple[str, str]]) -> None:
        super().__init__((name.lower(), value) for name, value in items)

    def get(self, name: str, default: Any = None) -> Any:
        return super().get(name.lower(), default)

    def __getitem__(self, name: str) -> str:
        return super().__getitem__(name.lower())

    def __contains__(self, name: object) -> bool:
        return super().__contains__(str(name).lower())
