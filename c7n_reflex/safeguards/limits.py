"""How much may be changed: for one event, and in an hour by a policy and in an account.

Hours are those of UTC, written as `2026-11-24T03`. The counters are items of the ledger's table (hash key
`id`, TTL attribute `expires`); the role `c7n-reflex-ledger` may put, update and get them.
"""

from __future__ import annotations

import difflib
import os
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from boto3.dynamodb.conditions import Attr
from botocore.exceptions import ClientError
from c7n.exceptions import PolicyValidationError

from c7n_reflex.settings import ACCOUNT_LIMIT_VARIABLE, POLICY_LIMIT_VARIABLE

__all__ = [
    "HourlyCounter",
    "LimitReached",
    "Limits",
    "alarm_told",
    "first_alarm",
    "hour_of",
    "of_event",
    "of_policy",
]

_HOUR = "%Y-%m-%dT%H"
_KEPT = timedelta(days=2)
_ALARM_SECONDS = 60  # an alarm of which nobody has said after this time that it was told is told again
_KEYS = {"resources-per-event": "resources_per_event", "policy-per-hour": "policy_per_hour"}


@dataclass(frozen=True)
class Limits:
    """Numbers of resources that may be changed."""

    resources_per_event: int = 25
    policy_per_hour: int = 200  # by this policy, in all accounts
    account_per_hour: int = 100  # in one account, by all policies


@dataclass(frozen=True)
class LimitReached:
    """Which limit does not allow a change. `name` is that of the policy, or the account's id."""

    kind: Literal["policy", "account", "event"]
    name: str
    limit: int
    hour: str
    sentence: str


def of_policy(policy_data: Mapping[str, Any]) -> Limits:
    """`metadata.limits` of a policy: `resources-per-event`, `policy-per-hour`; defaults for what is missing.

    The environment changes the defaults: C7N_REFLEX_POLICY_LIMIT, C7N_REFLEX_ACCOUNT_LIMIT (changes in an
    hour). Raises PolicyValidationError for an unknown key, and for anything but a positive number.
    """
    where = f"policy:{policy_data.get('name')} metadata.limits"
    given = (policy_data.get("metadata") or {}).get("limits", {})
    if not isinstance(given, Mapping):
        raise PolicyValidationError(f"{where} is {given!r}: write a mapping with {' and '.join(_KEYS)}")
    values = {
        "policy_per_hour": _environment(POLICY_LIMIT_VARIABLE, Limits.policy_per_hour),
        "account_per_hour": _environment(ACCOUNT_LIMIT_VARIABLE, Limits.account_per_hour),
    }
    for key, value in given.items():
        if key not in _KEYS:
            raise PolicyValidationError(f"{where} has the unknown key {key!r}: {_nearest(key)}")
        values[_KEYS[key]] = _positive(value, f"{where}.{key}")
    return Limits(**values)


def _nearest(key: object) -> str:
    near = difflib.get_close_matches(str(key), _KEYS, 1)
    return f"did you mean {near[0]!r}?" if near else f"known keys: {', '.join(_KEYS)}"


def _environment(variable: str, default: int) -> int:
    text = os.environ.get(variable, "")
    return _positive(int(text) if text.isdecimal() else text, variable) if text else default


def _positive(value: object, what: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise PolicyValidationError(f"{what} is {value!r}: write a whole number from 1")
    return value


def hour_of(moment: datetime) -> str:
    """The hour of an aware moment, as counters are named."""
    return moment.astimezone(UTC).strftime(_HOUR)


def _expires(hour: str) -> int:
    return int((datetime.strptime(hour, _HOUR).replace(tzinfo=UTC) + _KEPT).timestamp())


def of_event(policy: str, amount: int, limits: Limits, hour: str) -> LimitReached | None:
    """Whether one event names more resources than it may: then none of them is changed."""
    limit = limits.resources_per_event
    if amount <= limit:
        return None
    sentence = f"One event of the policy {policy} names {amount} resources; its limit is {limit}."
    return LimitReached("event", policy, limit, hour, sentence)


class HourlyCounter:
    """Counts changes in the ledger's table, so that functions that run at the same time share the limits.

    An account's count and a policy's are two conditional updates and no transaction: transactions on one item
    conflict with each other just when many functions run. Failing in between leaves a count too high, which
    errs on the safe side.
    """

    def __init__(self, table: Any) -> None:
        self._table = table  # boto3 Table resource

    def take(self, policy: str, account: str, amount: int, limits: Limits, hour: str) -> LimitReached | None:
        """Count `amount` changes before they are made: all of them, or none and the limit that forbids it.

        Errors of DynamoDB are raised: who cannot count must not change anything.
        """
        reached = of_event(policy, amount, limits, hour)
        if reached or amount < 1:
            return reached
        of_account = f"count#account#{account}#{hour}"
        if not self._add(of_account, amount, limits.account_per_hour, hour):
            return _reached("account", account, amount, limits.account_per_hour, hour)
        if not self._add(f"count#policy#{policy}#{hour}", amount, limits.policy_per_hour, hour):
            self._take_back(of_account, amount)
            return _reached("policy", policy, amount, limits.policy_per_hour, hour)
        return None

    def _add(self, item: str, amount: int, limit: int, hour: str) -> bool:
        """Add to a count unless that would take it over the limit."""
        if amount > limit:
            return False
        try:
            self._table.update_item(
                Key={"id": item},
                UpdateExpression="SET #expires = :expires ADD #used :amount",
                ConditionExpression="attribute_not_exists(#used) OR #used <= :room",
                ExpressionAttributeNames={"#used": "used", "#expires": "expires"},
                ExpressionAttributeValues={
                    ":amount": amount,
                    ":room": limit - amount,
                    ":expires": _expires(hour),
                },
            )
        except ClientError as error:
            if _condition_failed(error):
                return False
            raise
        return True

    def _take_back(self, item: str, amount: int) -> None:
        self._table.update_item(
            Key={"id": item},
            UpdateExpression="ADD #used :amount",
            ExpressionAttributeNames={"#used": "used"},
            ExpressionAttributeValues={":amount": -amount},
        )


def _condition_failed(error: ClientError) -> bool:
    return error.response["Error"]["Code"] == "ConditionalCheckFailedException"


def _reached(
    kind: Literal["policy", "account"], name: str, amount: int, limit: int, hour: str
) -> LimitReached:
    who = f"The policy {name}" if kind == "policy" else f"All policies together, in the account {name},"
    rest = f"in that of {hour}:00 UTC there is no room for {amount} more."
    return LimitReached(kind, name, limit, hour, f"{who} may change {limit} resources in an hour; {rest}")


def first_alarm(table: Any, reached: LimitReached, now: float | None = None) -> bool:
    """True for exactly one of all who meet the same limit in the same hour: that one tells people.

    True again, for one, after a minute in which nobody called `alarm_told`. `now` is in seconds since the
    epoch, the present by default.
    """
    moment = int(time.time() if now is None else now)
    claim = {
        "id": _alarm(reached),
        "claimed": moment,
        "told": False,
        "sentence": reached.sentence,
        "expires": _expires(reached.hour),
    }
    stale = Attr("told").eq(False) & Attr("claimed").lte(moment - _ALARM_SECONDS)
    try:
        table.put_item(Item=claim, ConditionExpression=Attr("id").not_exists() | stale)
    except ClientError as error:
        if _condition_failed(error):
            return False
        raise
    return True


def alarm_told(table: Any, reached: LimitReached) -> None:
    """Note that people were told, so that nobody tells them again."""
    table.update_item(
        Key={"id": _alarm(reached)},
        UpdateExpression="SET #told = :true, #expires = :expires",
        ExpressionAttributeNames={"#told": "told", "#expires": "expires"},
        ExpressionAttributeValues={":true": True, ":expires": _expires(reached.hour)},
    )


def _alarm(reached: LimitReached) -> str:
    return f"alarm#{reached.kind}#{reached.name}#{reached.hour}"
