"""Knows boto3's calls from botocore's models, so that a misspelt one is found before anything starts."""

from __future__ import annotations

import difflib
from functools import cache
from typing import Any

from c7n_reflex.errors import InputError


def problem(service: str, operation: str, params: dict[str, Any]) -> tuple[str, list[str]] | None:
    """The first parameter that the call does not have, with those that it has; None if all are known.

    Raises InputError for a service or operation that boto3 does not have.
    """
    known = _parameters(service, operation)
    return next(((key, known) for key in params if key not in known), None)


def _parameters(service: str, operation: str) -> list[str]:
    methods = _methods(service)
    if operation not in methods:
        raise InputError(
            f"boto3's {service} has no call {operation!r}", remedy=_near(operation, list(methods))
        )
    shape = _model(service).operation_model(methods[operation]).input_shape
    return list(shape.members) if shape else []


@cache
def _methods(service: str) -> dict[str, str]:
    from botocore import xform_name

    return {xform_name(name): name for name in _model(service).operation_names}


@cache
def _model(service: str) -> Any:
    from botocore.exceptions import UnknownServiceError

    try:
        return _session().get_service_model(service)
    except UnknownServiceError:
        remedy = _near(service, _session().get_available_services())
        raise InputError(f"boto3 has no service {service!r}", remedy=remedy) from None


@cache
def _session() -> Any:
    from botocore.session import Session

    return Session()


def _near(name: str, known: list[str]) -> str:
    near = difflib.get_close_matches(name, known, 1)
    return f"did you mean {near[0]!r}?" if near else ""
