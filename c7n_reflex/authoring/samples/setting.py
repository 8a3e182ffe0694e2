"""Where and by whom a sample event happened, and its ids, which only depend on the event's name."""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from dataclasses import dataclass
from typing import Literal

from c7n_reflex.errors import InputError
from c7n_reflex.events.findings.reading import is_account
from c7n_reflex.organisation.calls import Principal

PrincipalKind = Literal["root", "user", "role"]
Form = Literal["", "native", "asff", "ocsf"]

TIME = dt.datetime(2025, 3, 4, 9, 30, 12, tzinfo=dt.UTC)
EARLIER = TIME - dt.timedelta(minutes=25)
SOURCE_IP = "203.0.113.27"  # RFC 5737
ROLE, SESSION, USER = "Developer", "alex.morgan@example.com", "alex.morgan"


@dataclass(frozen=True)
class Setting:
    """What the events of every name have in common."""

    account: str = "123456789012"
    region: str = "us-east-1"
    principal: PrincipalKind = "role"
    failed: bool = False

    def __post_init__(self) -> None:
        if not is_account(self.account):
            raise InputError(f"{self.account!r} is no account", remedy="give its 12 digits")

    def placed(self, text: str) -> str:
        """The text with the account and the region in the places of $account and $region."""
        return text.replace("$account", self.account).replace("$region", self.region)


def uid(*parts: str) -> str:
    """A UUID that only depends on the parts."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, "/".join(parts)))


def digits(count: int, *parts: str) -> str:
    """So many hexadecimal digits that only depend on the parts."""
    return hashlib.sha256("/".join(parts).encode()).hexdigest()[:count]


def time(moment: dt.datetime = TIME, *, milliseconds: bool = False) -> str:
    """ISO 8601, UTC."""
    return moment.isoformat(timespec="milliseconds" if milliseconds else "seconds").replace("+00:00", "Z")


def principal(setting: Setting) -> Principal:
    """The caller: a human's session of a role, a user, or the account's root user."""
    account = setting.account
    if setting.principal == "root":
        return Principal("Root", account, f"arn:aws:iam::{account}:root", account, _key("ASIA"))
    if setting.principal == "user":
        arn = f"arn:aws:iam::{account}:user/{USER}"
        return Principal("IAMUser", account, arn, _unique("AIDA"), _key("AKIA"), user_name=USER)
    return Principal(
        "AssumedRole",
        account,
        f"arn:aws:sts::{account}:assumed-role/{ROLE}/{SESSION}",
        f"{_unique('AROA')}:{SESSION}",
        _key("ASIA"),
        issuer_arn=f"arn:aws:iam::{account}:role/{ROLE}",
        issuer_id=_unique("AROA"),
    )


def _key(prefix: str) -> str:
    return f"{prefix}IOSFODNN7EXAMPLE"  # the key of AWS's documentation


def _unique(prefix: str) -> str:
    return f"{prefix}J2UCCR6DPCEXAMPLE"
