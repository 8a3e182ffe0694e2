"""Which accounts of the organisation the engine covers, and what is missing where; reads only."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from c7n_reflex.accountfile import organization
from c7n_reflex.accountfile.organization import Member
from c7n_reflex.accountfile.regions import PARALLEL, Connect, regions_of
from c7n_reflex.accounts import Account, Directory
from c7n_reflex.deploy.infrastructure import ACCOUNT_STACK, REGION_STACK
from c7n_reflex.errors import ReflexError

_OURS = {"Key": "c7n-reflex", "Values": ["policy"]}  # the tag of policies' functions (deploy/units)
# A stack in one of these states is there and works.
_WORKING = [
    "CREATE_COMPLETE",
    "UPDATE_COMPLETE",
    "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS",
    "UPDATE_ROLLBACK_COMPLETE",
    "IMPORT_COMPLETE",
]


@dataclass(frozen=True)
class Region:
    """What is in a region of an account."""

    region: str
    stack: bool
    functions: int  # that policies are deployed as; none is right where all run in core-compliance


@dataclass(frozen=True)
class Coverage:
    """What is known of an account.

    state: covered, incomplete (`reasons`), missing (active, not in the file), closed (in the file, not active
    in the organisation), denied (`reasons`). subscription: confirmed, pending, absent, or "" without a list.
    """

    account: str  # name
    account_id: str
    state: str
    stack: bool = False
    regions: tuple[Region, ...] = ()
    owner: str = ""
    subscription: str = ""
    reasons: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """For --output json."""
        return asdict(self)


def survey(
    directory: Directory, connect: Connect, done: Callable[[Account], Any] = lambda _: None
) -> list[Coverage]:
    """Every account of file and organisation; what is only in the organisation comes last, by id.

    Raises ReflexError if the organisation's accounts cannot be listed. `done` is told from several threads.
    """
    core = directory.core
    everyone = organization.members(connect("organizations", core, core.entrance))

    def one(account: Account) -> Coverage:
        try:
            return _of_account(directory, account, everyone.get(account.id), connect)
        finally:
            done(account)

    with ThreadPoolExecutor(PARALLEL) as pool:
        found = list(pool.map(one, directory.accounts))
    known = {account.id for account in directory.accounts}
    return found + [
        _missing(each) for _, each in sorted(everyone.items()) if each.active and each.id not in known
    ]


def _missing(member: Member) -> Coverage:
    return Coverage(member.name, member.id, "missing", reasons=("is not in the account file",))


def _of_account(directory: Directory, account: Account, member: Member | None, connect: Connect) -> Coverage:
    owner = account.owner.email if account.owner else ""
    if member is None or not member.active:
        why = f"is {member.state} in the organisation" if member else "is not in the organisation"
        return Coverage(account.name, account.id, "closed", owner=owner, reasons=(why,))
    try:
        return _read(directory, account, owner, connect)
    except ReflexError as error:
        reason = error.message
    except (ClientError, BotoCoreError) as error:
        reason = str(error)
    return Coverage(account.name, account.id, "denied", owner=owner, reasons=(reason,))


def _read(directory: Directory, account: Account, owner: str, connect: Connect) -> Coverage:
    home = directory.settings.home_region
    stacks = {home: _stacks(connect("cloudformation", account, home))}
    regions = []
    for region in dict.fromkeys((*regions_of(account, connect), home)):
        if region not in stacks:
            stacks[region] = _stacks(connect("cloudformation", account, region))
        functions = _functions(connect("resourcegroupstaggingapi", account, region))
        regions.append(Region(region, _has(stacks[region], REGION_STACK), functions))
    there = _has(stacks[home], ACCOUNT_STACK)
    subscription = _subscription(directory, account, connect) if there else ""
    reasons = tuple(_lacking(there, regions, owner, subscription, account))
    state = "incomplete" if reasons else "covered"
    return Coverage(account.name, account.id, state, there, tuple(regions), owner, subscription, reasons)


def _stacks(client: Any) -> set[str]:
    pages = client.get_paginator("list_stacks").paginate(StackStatusFilter=_WORKING)
    return {each["StackName"] for page in pages for each in page["StackSummaries"]}


def _has(stacks: set[str], name: str) -> bool:
    """Created by `c7n-reflex infrastructure`, or by a StackSet (whose stacks are StackSet-NAME-UUID)."""
    return name in stacks or any(each.startswith(f"StackSet-{name}-") for each in stacks)


def _functions(client: Any) -> int:
    pages = client.get_paginator("get_resources").paginate(
        TagFilters=[_OURS], ResourceTypeFilters=["lambda:function"]
    )
    return sum(len(page["ResourceTagMappingList"]) for page in pages)


def _subscription(directory: Directory, account: Account, connect: Connect) -> str:
    address = account.owner.distribution_list if account.owner else ""
    if not address:
        return ""
    topic = directory.topic(account)
    client = connect("sns", account, topic.split(":")[3])
    pages = client.get_paginator("list_subscriptions_by_topic").paginate(TopicArn=topic)
    found = [each for page in pages for each in page["Subscriptions"] if each["Endpoint"] == address]
    if not found:
        return "absent"
    confirmed = any(each["SubscriptionArn"].startswith("arn:") for each in found)
    return "confirmed" if confirmed else "pending"


def _lacking(
    stack: bool, regions: list[Region], owner: str, subscription: str, account: Account
) -> list[str]:
    listed = bool(account.owner and account.owner.distribution_list)
    found = [] if stack else [f"stack {ACCOUNT_STACK} is not there"]
    found += [f"stack {REGION_STACK} is not in {each.region}" for each in regions if not each.stack]
    if not owner:
        return [*found, "nobody owns it"]
    if not listed:
        return [*found, "nobody is subscribed: the owner has no distribution_list"]
    if stack and subscription != "confirmed":
        found.append(f"the owner's subscription is {subscription}")
    return found
