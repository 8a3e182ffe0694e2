"""Whether a notice can wait, or need not be sent: what the owner's floor and quiet hours apply to."""

from __future__ import annotations

from datetime import datetime

from mailer.notice import Kind, Notice

_RANKS = {"informational": 0, "info": 0, "low": 1, "medium": 2, "high": 3, "critical": 4}
# Somebody has to do something, or must know that nothing was done.
_ALWAYS = {Kind.APPROVAL, Kind.FAILED, Kind.LIMIT}


def is_below_floor(notice: Notice) -> bool:
    """True if the owner of the account does not want to be told of it: it is recorded, and that is all.

    Never true of what failed, waits for approval or reached a limit, nor where no severity is known.
    """
    if notice.kind in _ALWAYS or not notice.account.severity_floor:
        return False
    rank, floor = _rank(notice.severity), _rank(notice.account.severity_floor)
    return rank is not None and floor is not None and rank < floor


def held_until(notice: Notice, moment: datetime) -> datetime | None:
    """When the owner of the account is to be told, in UTC, if that is not now: the end of the quiet hours.

    None if it is now: outside of quiet hours, for what failed, waits for approval or reached a limit, and for
    severity high and critical. It is for recipients with `Via.ACCOUNT_OWNER`; others have no quiet hours.
    """
    if notice.kind in _ALWAYS or (_rank(notice.severity) or 0) >= _RANKS["high"]:
        return None
    return notice.account.quiet_until(moment)


def _rank(severity: str) -> int | None:
    return _RANKS.get(severity.lower())
