"""What Inspector scans, and what a call made it leave out: shared by the filter and the action."""

from __future__ import annotations

from typing import Any

from botocore.exceptions import ClientError

from c7n_reflex.pipeline.cause import api_call

# Resource types as Enable and Disable name them, and as an account's status does.
TYPES = {
    "EC2": "ec2",
    "ECR": "ecr",
    "LAMBDA": "lambda",
    "LAMBDA_CODE": "lambdaCode",
    "CODE_REPOSITORY": "codeRepository",
}
_ON = ("ENABLED", "ENABLING")


def scanned(inspector: Any, account: str) -> dict[str, bool]:
    """`{resource type: is it scanned}` of the client's region. ClientError if that cannot be read."""
    answer = inspector.batch_get_account_status(accountIds=[account])
    raise_for_failed(answer, "BatchGetAccountStatus")
    state = answer["accounts"][0]["resourceState"] if answer["accounts"] else {}
    return {name: state.get(key, {}).get("status") in _ON for name, key in TYPES.items()}


def turned_off(now: dict[str, bool], account: str, event: dict[str, Any] | None) -> list[str]:
    """The types that a Disable of this account turned off and that are off; none without such a call.

    Inspector's administrator may name other accounts in it; a call without types means all of them.
    """
    call = api_call(event, "Disable")
    if call is None:
        return []
    named = call.get("requestParameters") or {}
    if account not in (named.get("accountIds") or [account]):
        return []
    types = named.get("resourceTypes") or list(TYPES)
    return [each for each, on in now.items() if not on and each in types]


def raise_for_failed(answer: dict[str, Any], operation: str) -> None:
    """Inspector answers 200 also where it did nothing: ClientError then, as from other services."""
    for each in answer.get("failedAccounts") or []:
        error: Any = {"Code": each["errorCode"], "Message": each.get("errorMessage", "")}
        raise ClientError({"Error": error}, operation)
