"""The caller as management account of the AWS Organization, which alone may say who administers a service."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import boto3
import botocore.session
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from c7n_reflex.errors import EnvironmentFaultError, ReflexError

Connect = Callable[[str, str], Any]  # service, region: a client with the caller's own credentials

_CONFIG = Config(retries={"mode": "standard", "max_attempts": 8})


def own() -> Connect:
    """Clients with the credentials of the environment, as they are: no role is assumed."""
    session = boto3.Session(botocore_session=botocore.session.Session())
    return lambda service, region: session.client(service, region_name=region, config=_CONFIG)  # type: ignore[call-overload]


def account(connect: Connect, region: str) -> str:
    """Id of the management account, which the caller is in.

    EnvironmentFaultError if it is in another account or in no organisation; ReflexError if it may not ask.
    Source: organizations DescribeOrganization, sts GetCallerIdentity.
    """
    try:
        caller = str(connect("sts", region).get_caller_identity()["Account"])
        organization = connect("organizations", region).describe_organization()["Organization"]
    except (BotoCoreError, ClientError) as error:
        if _code(error) == "AWSOrganizationsNotInUseException":
            raise EnvironmentFaultError(
                "the account of these credentials is in no AWS Organization; nothing was changed",
                remedy="use credentials of the organisation's management account",
            ) from None
        raise ReflexError(
            f"cannot tell which organisation this is: {error}",
            remedy="use credentials of the organisation's management account that may call "
            "organizations:DescribeOrganization",
        ) from None
    management = str(organization["MasterAccountId"])
    if caller != management:
        raise EnvironmentFaultError(
            f"these are credentials of {caller}, not of the management account {management}; "
            "nothing was changed",
            remedy=f"use credentials of {management}: only it may say who administers a service",
        )
    return management


def _code(error: Exception) -> str:
    return str(error.response["Error"]["Code"]) if isinstance(error, ClientError) else ""
