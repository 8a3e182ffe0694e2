"""Is Security Hub enabled in a region? Shared by the filter and the action."""

from __future__ import annotations

from typing import Any

from botocore.exceptions import ClientError

# What DescribeHub answers where it is not: the account "is not subscribed to AWS Security Hub".
_NOT_ENABLED = ("InvalidAccessException", "ResourceNotFoundException")


def is_enabled(securityhub: Any) -> bool:
    """In the client's region. ClientError if that cannot be read."""
    try:
        securityhub.describe_hub()
    except ClientError as error:
        if error.response["Error"]["Code"] not in _NOT_ENABLED:
            raise
        return False
    return True
