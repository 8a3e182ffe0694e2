"""One API call as the organisation sees it, and its result: what every part of it works with."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any, Literal

from botocore.model import OperationModel

PrincipalType = Literal["Root", "IAMUser", "AssumedRole", "AWSService", "Anonymous"]


class ApiError(Exception):
    """An AWS error response: `code` and `message` as boto3's ClientError shows them."""

    def __init__(self, code: str, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.status = status


class AbandonedError(Exception):
    """The caller is gone before its call took effect: nothing is done, recorded or answered."""


@dataclass(frozen=True)
class Principal:
    """Who calls. For an assumed role `arn` is the session's and `issuer_arn` the role's."""

    type: PrincipalType
    account: str
    arn: str
    id: str = ""
    access_key: str = ""
    user_name: str = ""
    issuer_arn: str = ""
    issuer_id: str = ""
    service: str = ""  # "events.amazonaws.com" for type AWSService


@dataclass
class Call:
    """One request, parsed with botocore's model of the service.

    `params` has the shape that boto3 takes. `account` is where the call runs: the principal's own account,
    until a `before` handler that honours a resource policy points it at another one.
    """

    id: str
    time: dt.datetime  # UTC
    principal: Principal
    account: str
    region: str
    service: str  # botocore's name: "ec2", "events", "s3control"
    operation: str  # "AuthorizeSecurityGroupIngress"
    model: OperationModel
    params: dict[str, Any]
    source_ip: str = "127.0.0.1"
    user_agent: str = ""
    host: str = ""
    trace: str = ""  # header X-Amzn-Trace-Id, by which SDKs in a function say of which invocation they are


@dataclass
class Result:
    """The answer to a call. `parsed` has the shape that boto3 returns, without ResponseMetadata."""

    status: int
    parsed: dict[str, Any] = field(default_factory=dict)
    error_code: str = ""
    error_message: str = ""
    body: bytes = b""

    @property
    def failed(self) -> bool:
        """True for every error response."""
        return bool(self.error_code) or self.status >= 400
