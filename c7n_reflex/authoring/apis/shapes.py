"""The fields of `requestParameters` and `responseElements`, call by call.

A call with every member that the model allows goes through the renderer of the embedded organisation's
CloudTrail; what comes out has every field. So lint, samples and drill agree on what a record looks like.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Iterator
from typing import Any

from botocore.model import ListShape, MapShape, OperationModel, Shape, StructureShape

from c7n_reflex.authoring.apis import models
from c7n_reflex.authoring.apis.nodes import ANY, Node, of_value
from c7n_reflex.organisation.calls import Call, Principal, Result
from c7n_reflex.organisation.cloudtrail import ec2, parameters, secrets

# Parameters of more than 100 KB are not recorded; of what has more fields the deeper levels stay unknown.
_MOST_FIELDS = 2_500
_DEPTHS = (12, 8, 6, 5, 4, 3, 2)
_SCALARS: dict[str, Any] = {
    "blob": b"",
    "boolean": True,
    "double": 1.0,
    "float": 1.0,
    "integer": 1,
    "long": 1,
    "timestamp": dt.datetime(2024, 1, 1, tzinfo=dt.UTC),
}
_OBJECT = f'{{"{ANY}": ""}}'  # for text that a record shows as the object which it is
_PRINCIPAL = Principal("IAMUser", "123456789012", "arn:aws:iam::123456789012:user/a")


class _TooLargeError(Exception):
    """More fields than a record can have."""


@functools.lru_cache(maxsize=256)
def request(service: str, operation: str) -> Node:
    """The fields of `requestParameters`."""
    model = models.model(service).operation_model(operation)
    params = _all(model.input_shape)
    return of_value(parameters.request_parameters(call(service, model, params)))


@functools.lru_cache(maxsize=256)
def response(service: str, operation: str) -> Node:
    """The fields of `responseElements`; none where it is null."""
    model = models.model(service).operation_model(operation)
    parsed = Result(200, _all(model.output_shape))
    return of_value(parameters.response_elements(call(service, model, {}), parsed))


@functools.lru_cache(maxsize=256)
def unsure(service: str, operation: str) -> frozenset[str]:
    """Names, in lower case, of secrets and raw bytes: some services leave them out, others show a mask."""
    model = models.model(service).operation_model(operation)
    found: set[str] = set()
    for shape in (model.input_shape, model.output_shape):
        _collect_unsure(service, shape, found, set())
    return frozenset(found)


@functools.lru_cache(maxsize=64)
def ec2_soap_names(operation: str) -> frozenset[str]:
    """The names of all members, at any depth, of one of EC2's older calls; none for the newer ones."""
    model = models.model("ec2").operation_model(operation)
    return frozenset() if ec2.is_wrapped(model) else frozenset(_names(model.input_shape, set()))


def _names(shape: Shape | None, seen: set[str]) -> Iterator[str]:
    if shape is None or shape.name in seen:
        return
    seen.add(shape.name)
    for name, member in getattr(shape, "members", {}).items():
        yield name[:1].lower() + name[1:]
        yield from _names(member, seen)
    yield from _names(getattr(shape, "member", None), seen)


def call(service: str, model: OperationModel, params: dict[str, Any]) -> Call:
    """A call as the renderer takes it."""
    return Call(
        id="",
        time=dt.datetime(2024, 1, 1, tzinfo=dt.UTC),
        principal=_PRINCIPAL,
        account=_PRINCIPAL.account,
        region="us-east-1",
        service=service,
        operation=model.name,
        model=model,
        params=params,
        host="host",
    )


def _all(shape: StructureShape | None) -> dict[str, Any]:
    if shape is None:
        return {}
    for depth in _DEPTHS:
        try:
            value: dict[str, Any] = _Filler().value("", shape, depth)
        except _TooLargeError:
            continue
        return value
    return dict.fromkeys(shape.members, "")


class _Filler:
    """Makes a value with every member."""

    def __init__(self) -> None:
        self._left = _MOST_FIELDS

    def value(self, name: str, shape: Shape, depth: int) -> Any:
        """Empty below the depth, which also ends shapes that contain themselves."""
        self._left -= 1
        if self._left < 0:
            raise _TooLargeError
        if isinstance(shape, StructureShape):
            return self._structure(shape, depth)
        if isinstance(shape, ListShape):
            return [self.value(name, shape.member, depth - 1)] if depth > 0 else []
        if isinstance(shape, MapShape):
            return {ANY: ""}
        return _SCALARS.get(shape.type_name, _OBJECT if name == "Policy" else "")

    def _structure(self, shape: StructureShape, depth: int) -> dict[str, Any]:
        if shape.is_document_type:
            return {ANY: ""}
        if depth <= 0:
            return {}
        return {name: self.value(name, member, depth - 1) for name, member in shape.members.items()}


def _collect_unsure(service: str, shape: Shape | None, found: set[str], seen: set[str]) -> None:
    if shape is None or shape.name in seen:
        return
    seen.add(shape.name)
    for name, member in getattr(shape, "members", {}).items():
        if member.type_name == "blob" or secrets.is_secret(service, name, member):
            found.add(name.lower())
        _collect_unsure(service, member, found, seen)
    for inner in ("member", "value"):
        _collect_unsure(service, getattr(shape, inner, None), found, seen)
