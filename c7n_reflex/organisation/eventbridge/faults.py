"""Why an event did not reach a target, by the codes that dead letters carry."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from botocore.exceptions import BotoCoreError, ClientError

from c7n_reflex.organisation.calls import ApiError

_NO_PERMISSIONS = {
    "AccessDenied",
    "AccessDeniedException",
    "AuthorizationError",
    "AuthorizationErrorException",
}
_NO_RESOURCE = {
    "AWS.SimpleQueueService.NonExistentQueue",
    "NotFound",
    "NotFoundException",
    "QueueDoesNotExist",
    "ResourceNotFoundException",
}
_THROTTLING = {"Throttling", "ThrottlingException", "ThrottledException", "TooManyRequestsException"}


class DeliveryError(Exception):
    """A failed attempt: ERROR_CODE and ERROR_MESSAGE of a dead letter, and whether another may succeed."""

    def __init__(self, code: str, message: str, *, retryable: bool = False) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.retryable = retryable


@contextmanager
def faults() -> Iterator[None]:
    """Turns what a client or Lambda raises into a DeliveryError. AWS retries 5xx and throttling only."""
    try:
        yield
    except ClientError as error:
        details = error.response.get("Error", {})
        status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 400)
        raise _fault(details.get("Code", ""), details.get("Message", str(error)), status) from error
    except ApiError as error:
        raise _fault(error.code, error.message, error.status) from error
    except BotoCoreError as error:
        raise DeliveryError("SDK_CLIENT_ERROR", str(error)) from error


def _fault(code: str, message: str, status: int) -> DeliveryError:
    if code in _NO_PERMISSIONS:
        return DeliveryError("NO_PERMISSIONS", message)
    if code in _NO_RESOURCE:
        return DeliveryError("NO_RESOURCE", message)
    if code in _THROTTLING or status == 429:
        return DeliveryError("THROTTLING", message, retryable=True)
    if status >= 500:
        return DeliveryError("ERROR_FROM_TARGET", message, retryable=True)
    return DeliveryError("SDK_CLIENT_ERROR", f"{code}: {message}")
