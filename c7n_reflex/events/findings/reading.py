"""Reading JSON that may have anything anywhere: what is not of the expected type counts as absent."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from typing import Any

from c7n_reflex.events.findings.model import MalformedFindingError

_ACCOUNT = re.compile(r"[0-9]{12}")
# https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html; also eusc-de-east-1
_REGION = re.compile(r"[a-z]{2,5}(-[a-z]+)+-[0-9]")
# The account is empty (S3), a service (managed policies belong to `aws`) or 12 digits.
_ARN = re.compile(r"arn:[\w-]+:[\w-]+:(?P<region>[\w-]*):(?P<account>[0-9]{12}|[a-z-]*):\S.*", re.ASCII)


def at(value: Any, *path: str) -> Any:
    """What stands at the path of keys; None if nothing does."""
    for key in path:
        value = value.get(key) if isinstance(value, Mapping) else None
    return value


def text(value: Any) -> str:
    """The text, without surrounding blanks; empty for anything else."""
    return value.strip() if isinstance(value, str) else ""


def texts(value: Any) -> tuple[str, ...]:
    """The texts in a list, in its order."""
    return tuple(filter(None, map(text, value))) if isinstance(value, list) else ()


def number(value: Any) -> float | None:
    """The number; None for anything else, and for what JSON calls no number."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    try:
        found = float(value)
    except OverflowError:
        return None
    return found if math.isfinite(found) else None


def mappings(value: Any) -> list[Mapping[str, Any]]:
    """The mappings in a list, in its order."""
    return [each for each in value if isinstance(each, Mapping)] if isinstance(value, list) else []


def word(value: Any, allowed: Iterable[str], default: str = "") -> str:
    """The value in upper case if it is one of those allowed."""
    found = text(value).upper()
    return found if found in allowed else default


def is_account(value: Any) -> bool:
    """True for 12 digits."""
    return isinstance(value, str) and bool(_ACCOUNT.fullmatch(value))


def first_account(*values: Any) -> str:
    """The first that is an account's number; MalformedFindingError if none is."""
    found = next((value for value in values if is_account(value)), None)
    if found is None:
        raise MalformedFindingError("the finding does not say which account (12 digits) it is about")
    return str(found)


def first_region(*values: Any) -> str:
    """The first that is a region's name (`aws-global` is none); MalformedFindingError if none is."""
    found = next((value for value in values if isinstance(value, str) and _REGION.fullmatch(value)), None)
    if found is None:
        raise MalformedFindingError("neither the finding nor the event says which region it is about")
    return str(found)


def required_id(*values: Any) -> str:
    """The first text; MalformedFindingError if there is none."""
    found = next(filter(None, map(text, values)), None)
    if found is None:
        raise MalformedFindingError("the finding has no id")
    return found


def is_arn(identity: str) -> bool:
    """True if it is an ARN that can be used; the `arn:aws::...` of some documentation is none."""
    return bool(_ARN.fullmatch(identity))


def arn_account(identity: str) -> str:
    """The account in an ARN; empty if it has none."""
    match = _ARN.fullmatch(identity)
    return match["account"] if match and is_account(match["account"]) else ""


def arn_region(identity: str) -> str:
    """The region in an ARN; empty if it has none."""
    match = _ARN.fullmatch(identity)
    return match["region"] if match else ""
