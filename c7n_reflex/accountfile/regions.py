"""Which regions `regions: [all]` are: those that are enabled in the account (c7n_org.cli.resolve_regions)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from c7n_reflex.accountfile.entries import ALL_REGIONS
from c7n_reflex.accounts import Account, Directory
from c7n_reflex.errors import ReflexError

Connect = Callable[[str, Account, str], Any]  # service, account, region: a client; Sessions.client is one
PARALLEL = 8


def enabled(account: Account, connect: Connect) -> tuple[str, ...]:
    """Names of the account's enabled regions (EC2 DescribeRegions), sorted. Raises ReflexError."""
    try:
        found = connect("ec2", account, account.entrance).describe_regions()["Regions"]
    except (ClientError, BotoCoreError) as error:
        raise ReflexError(
            f"{account.name}: cannot list the regions that are enabled: {error}",
            remedy="let the account's role call ec2:DescribeRegions, or name the regions in accounts.yml",
        ) from None
    return tuple(sorted(region["RegionName"] for region in found))


def regions_of(account: Account, connect: Connect) -> tuple[str, ...]:
    """The regions that are written; where `all` is among them, then all enabled. Else no call is made."""
    named = [region for region in account.regions if region != ALL_REGIONS]
    if len(named) == len(account.regions):
        return account.regions
    return tuple(dict.fromkeys((*named, *enabled(account, connect))))


def resolved(directory: Directory, connect: Connect, chosen: Sequence[Account] | None = None) -> Directory:
    """The directory with `all` replaced in the chosen accounts (default: every). Raises ReflexError.

    Accounts that name their regions are not called.
    """
    wanted = set(directory.accounts if chosen is None else chosen)

    def one(account: Account) -> Account:
        return replace(account, regions=regions_of(account, connect)) if account in wanted else account

    with ThreadPoolExecutor(PARALLEL) as pool:
        return replace(directory, accounts=tuple(pool.map(one, directory.accounts)))
