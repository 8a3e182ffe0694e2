"""What goes wrong with a ticket, in words that hold no secret and nothing of what an event held."""

from __future__ import annotations

from mailer.errors import DeliveryError


class TicketError(DeliveryError):
    """A ticket could not be opened, commented on, closed or opened again.

    `refused`: the system certainly did nothing; False where it may have (a timeout, an answer that was lost).
    `status` is HTTP's, 0 where there is none; `permanent` and `retry_after` are those of DeliveryError.
    """

    def __init__(
        self,
        reason: str,
        *,
        permanent: bool = False,
        refused: bool = False,
        retry_after: float = 0,
        status: int = 0,
    ) -> None:
        super().__init__(reason, permanent=permanent, retry_after=retry_after)
        self.refused, self.status = refused or permanent, status


class GoneError(TicketError):
    """The ticket is deleted, or closed for good; another one has to be opened."""


def of_status(system: str, status: int, retry_after: float = 0, fields: tuple[str, ...] = ()) -> TicketError:
    """The error for an HTTP status of 400 or more. `fields` are names of fields that were not accepted."""
    named = f" (fields: {', '.join(fields)})" if fields else ""
    reason = f"{system}: HTTP {status}, {_meaning(status)}{named}"
    if status == 404:
        return GoneError(reason, permanent=True, status=status)
    passing = status >= 500 or status in (408, 409, 425, 429)
    refused = status in (409, 429)
    return TicketError(reason, permanent=not passing, refused=refused, retry_after=retry_after, status=status)


def _meaning(status: int) -> str:
    meanings = {
        400: "it does not accept the ticket's project, group or fields",
        401: "it does not accept the credentials",
        403: "the user may not do this, or a field that must be filled is not",
        404: "there is no such ticket, project or table, or the user may not see it",
        409: "the ticket is being changed by somebody else",
        410: "the address of its interface is no longer served",
        429: "too many requests",
    }
    return meanings.get(status, "it failed" if status >= 500 else "it refused")
