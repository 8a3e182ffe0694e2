"""In which accounts and regions a policy's function is deployed, read from the policy.

With `mode.member-role` a policy runs once, in the home region of core-compliance, and reaches into the
account that the event names. Without, it runs in every other account that is selected, for that account.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from c7n_reflex.settings import Settings


def reason_not_here(mode: Mapping[str, Any], account: str, region: str, settings: Settings | None) -> str:
    """Why a policy with this `mode` is not deployed in this account and region; empty if it is.

    Without settings nothing is known about the organisation, and a policy is deployed where Custodian was
    told.
    """
    if settings is None:
        return ""
    is_core = account == settings.core_account
    if "member-role" not in mode:
        return "it has no member-role, and so does not run in core-compliance" if is_core else ""
    if is_core and region == settings.home_region:
        return ""
    return f"it has a member-role, and so runs only in {settings.core_account} in {settings.home_region}"
