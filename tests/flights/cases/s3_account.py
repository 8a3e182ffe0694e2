"""`restore-public-access-block` on aws.account."""

from __future__ import annotations

import contextlib
import os
from typing import Any

from botocore.exceptions import ClientError

from c7n_reflex.organisation import endpoint_shim
from tests.flights.case import JSON, Case, Clients, call

ACCOUNT = {"account_id": "200000000001", "account_name": "payments-prod"}
POLICY = {
    "resource": "aws.account",
    "filters": ["account-block-incomplete"],
    "actions": ["restore-public-access-block"],
}
ALL_BLOCKED = dict.fromkeys(
    ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"), True
)


def _s3control(clients: Clients) -> Any:
    """A client that reaches the organisation though S3 Control puts the account before the host's name."""
    client = clients("s3control")
    os.environ[endpoint_shim.VARIABLE] = client.meta.endpoint_url
    endpoint_shim.install()  # for the recorded session, too
    return client


def account_block_removed(clients: Clients) -> tuple[JSON, JSON]:
    with contextlib.suppress(ClientError):  # there may be none
        _s3control(clients).delete_public_access_block(AccountId=ACCOUNT["account_id"])
    return ACCOUNT, call("DeleteAccountPublicAccessBlock", {"publicAccessBlock": ""}, None, "s3")


def _put(clients: Clients, block: JSON) -> tuple[JSON, JSON]:
    _s3control(clients).put_public_access_block(
        AccountId=ACCOUNT["account_id"], PublicAccessBlockConfiguration=block
    )
    parameters = {"publicAccessBlock": "", "PublicAccessBlockConfiguration": block}
    return ACCOUNT, call("PutAccountPublicAccessBlock", parameters, None, "s3")


def account_block_weakened(clients: Clients) -> tuple[JSON, JSON]:
    return _put(clients, {**ALL_BLOCKED, "BlockPublicPolicy": False})


def account_block_in_place(clients: Clients) -> tuple[JSON, JSON]:
    return _put(clients, ALL_BLOCKED)


CASES = {
    "account-block-removed": Case(POLICY, account_block_removed),
    "account-block-weakened": Case(POLICY, account_block_weakened),
    "account-block-in-place": Case(POLICY, account_block_in_place),
}
