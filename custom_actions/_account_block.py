"""The public access block of an account: shared by the filter and the action."""

from __future__ import annotations

from typing import Any

from botocore.exceptions import ClientError

FLAGS = ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")


def account_block(s3control: Any, account: str) -> dict[str, bool] | None:
    """The account's four flags, or None where it has no block at all. ClientError if it cannot be read."""
    try:
        block = s3control.get_public_access_block(AccountId=account)["PublicAccessBlockConfiguration"]
    except ClientError as error:
        if error.response["Error"]["Code"] != "NoSuchPublicAccessBlockConfiguration":
            raise
        return None
    return {flag: bool(block.get(flag)) for flag in FLAGS}


def flags_off(block: dict[str, bool] | None) -> list[str]:
    """The flags that are not turned on; all of them where there is no block."""
    return [flag for flag in FLAGS if not (block or {}).get(flag)]
