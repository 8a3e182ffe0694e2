"""Is Macie enabled in a region? Shared by the filter and the action."""

from __future__ import annotations

from typing import Any

from botocore.exceptions import ClientError


def is_disabled(macie: Any) -> bool:
    """In the client's region; not if it is only paused. ClientError if that cannot be read."""
    try:
        macie.get_macie_session()
    except ClientError as error:
        if not _says_disabled(error):
            raise
        return True
    return False


def _says_disabled(refusal: ClientError) -> bool:
    error = refusal.response["Error"]
    # Where Macie is not enabled it denies access, like a role that may not ask; only the message differs.
    denied = error["Code"] == "AccessDeniedException" and "Macie is not enabled" in error["Message"]
    return denied or error["Code"] == "ResourceNotFoundException"
