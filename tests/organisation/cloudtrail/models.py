"""Calls made by hand, with botocore's models."""

from __future__ import annotations

import datetime as dt
import functools
from typing import Any

import botocore.session
from botocore.model import OperationModel, ServiceModel

from c7n_reflex.organisation.calls import Call, Principal
from c7n_reflex.organisation.identity import root

TIME = dt.datetime(2026, 11, 24, 15, 4, 5, 678901, tzinfo=dt.UTC)


@functools.cache
def service_model(service: str) -> ServiceModel:
    return botocore.session.get_session().get_service_model(service)


def operation(service: str, name: str) -> OperationModel:
    return service_model(service).operation_model(name)


def call(service: str, name: str, params: dict[str, Any] | None = None, **changes: Any) -> Call:
    principal: Principal = changes.pop("principal", root("200000000001", "200000000001"))
    made = Call(
        id="request-1",
        time=TIME,
        principal=principal,
        account=principal.account,
        region="eu-west-1",
        service=service,
        operation=name,
        model=operation(service, name),
        params=params or {},
        user_agent="Boto3/1",
        host="127.0.0.1:4566",
    )
    for key, value in changes.items():
        setattr(made, key, value)
    return made
