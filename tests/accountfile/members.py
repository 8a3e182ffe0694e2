"""Accounts of an organisation, for tests of what is written about them."""

from __future__ import annotations

from typing import Any

from c7n_reflex.accountfile.organization import Member

CORE = "111122223333"


def member(number: int, **given: Any) -> Member:
    """An active account of an organisation whose management account is core."""
    identity = CORE if number == 0 else f"{200000000000 + number}"
    arn = f"arn:aws:organizations::{CORE}:account/o-example/{identity}"
    defaults = {"name": f"account-{number}", "email": f"aws+{number}@example.com", "path": "/Workloads/Prod"}
    return Member(**{"id": identity, "state": "ACTIVE", "arn": arn, **defaults, **given})
