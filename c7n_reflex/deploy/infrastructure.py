"""The stacks of every account and region: what they should be, and making them so, accounts in parallel."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from c7n_reflex.accounts import Account, Directory
from c7n_reflex.deploy import forwarding_rules, stack_changes, stack_drift, stack_mending, stacks
from c7n_reflex.deploy.forwarding import Forwarding
from c7n_reflex.deploy.sessions import Sessions
from c7n_reflex.errors import InputError, Place, ReflexError
from c7n_reflex.safeguards import lever
from c7n_reflex.settings import SWITCH_PARAMETER

DEFAULT_TEMPLATES = Path("infrastructure")
CORE_STACK, ACCOUNT_STACK, REGION_STACK = "c7n-reflex-core", "c7n-reflex-account", "c7n-reflex-region"
TEMPLATES = {CORE_STACK: "core.yml", ACCOUNT_STACK: "account.yml", REGION_STACK: "region.yml"}

_ACCOUNTS_LISTED = 100  # more than that, with their commas, come near a policy's and a parameter's limits
_THREADS = 8


@dataclass(frozen=True)
class Planned:
    """One stack in one account and region."""

    account: Account
    region: str
    stack: stacks.Stack


@dataclass(frozen=True)
class Outcome:
    """What became of a stack or the switch.

    `result` is created, updated, mended, deleted, unchanged, failed or skipped; `reason` says more.
    """

    account: str
    account_id: str
    region: str
    stack: str
    result: str
    reason: str = ""

    def as_json(self) -> dict[str, str]:
        """For --json."""
        return asdict(self)


def plan(
    directory: Directory,
    selected: Sequence[Account],
    templates: dict[str, str],
    organization_id: str = "",
) -> list[list[Planned]]:
    """The stacks of each selected account, in the order in which they are to be applied.

    `templates` as `complete` gives them."""
    return [list(_of_account(directory, account, templates, organization_id)) for account in selected]


def complete(templates: dict[str, str], forwarding: Forwarding) -> dict[str, str]:
    """The templates with the rules that forward what policies in core-compliance subscribe to."""
    return {**templates, REGION_STACK: forwarding_rules.rendered(templates[REGION_STACK], forwarding)}


def _of_account(
    directory: Directory,
    account: Account,
    templates: dict[str, str],
    organization: str,
) -> Iterator[Planned]:
    settings = directory.settings
    where = {"CoreAccountId": settings.core_account, "HomeRegion": settings.home_region}

    def planned(name: str, region: str, parameters: dict[str, str]) -> Planned:
        return Planned(account, region, stacks.Stack(name, templates[name], parameters))

    if account.is_core:
        yield planned(CORE_STACK, settings.home_region, _core_parameters(directory, organization))
    address = account.owner.distribution_list if account.owner else ""
    yield planned(ACCOUNT_STACK, settings.home_region, {**where, "DistributionList": address})
    for region in dict.fromkeys((*account.regions, settings.home_region)):
        yield planned(REGION_STACK, region, where)


def _core_parameters(directory: Directory, organization_id: str) -> dict[str, str]:
    ids = [account.id for account in directory.accounts]
    if len(ids) > _ACCOUNTS_LISTED and not organization_id:
        raise ReflexError(
            f"{len(ids)} accounts are too many to list in a policy, and the AWS Organization is not known",
            remedy="let the core account's role call organizations:DescribeOrganization",
        )
    listed = ",".join(ids) if len(ids) <= _ACCOUNTS_LISTED else "*"
    owner = directory.core.owner
    email = owner.distribution_list if owner else ""
    return {"Accounts": listed, "OrganizationId": organization_id, "AlarmEmail": email}


def read_templates(folder: Path = DEFAULT_TEMPLATES) -> dict[str, str]:
    """Template text by stack name."""
    try:
        return {name: (folder / file).read_text(encoding="utf-8") for name, file in TEMPLATES.items()}
    except OSError as error:
        raise InputError(
            f"cannot be read: {error.strerror}",
            remedy="name the folder of core.yml, account.yml and region.yml with --templates",
            place=Place(error.filename or folder),
        ) from None


def organization_id(sessions: Sessions, directory: Directory) -> str:
    """The AWS Organization's id as core-compliance sees it; empty if it is in none or may not ask."""
    core = directory.core
    client = sessions.client("organizations", core, core.regions[0])
    try:
        return str(client.describe_organization()["Organization"]["Id"])
    except ClientError as error:
        if error.response["Error"]["Code"] in ("AWSOrganizationsNotInUseException", "AccessDeniedException"):
            return ""
        raise ReflexError(f"cannot describe the AWS Organization: {error}") from None
    except BotoCoreError as error:
        raise ReflexError(f"cannot describe the AWS Organization: {error}") from None


def apply(
    sessions: Sessions, planned: list[list[Planned]], done: Callable[[Outcome], None] = lambda _: None
) -> list[Outcome]:
    """Apply the stacks, core's first, then those of the other accounts in parallel.

    `done` is told each outcome as it comes, from several threads. Failures are outcomes, not exceptions.
    """

    def run(mine: list[Planned]) -> list[Outcome]:
        return list(_apply_account(sessions, mine, done))

    core = [mine for mine in planned if mine and mine[0].account.is_core]
    others = [mine for mine in planned if mine and not mine[0].account.is_core]
    outcomes = [outcome for mine in core for outcome in run(mine)]
    with ThreadPoolExecutor(_THREADS) as pool:
        for found in pool.map(run, others):
            outcomes += found
    return outcomes


def _apply_account(
    sessions: Sessions, mine: list[Planned], done: Callable[[Outcome], None]
) -> Iterator[Outcome]:
    broken = ""
    for item in mine:
        outcome = _skipped(item, broken) if broken else _apply_one(sessions, item)
        if outcome.result == "failed" and item.stack.name != REGION_STACK:
            broken = f"{item.stack.name} failed"
        done(outcome)
        yield outcome
        if item.stack.name == CORE_STACK and not broken:
            yield _ensure_switch(sessions, item)


def _ensure_switch(sessions: Sessions, core: Planned) -> Outcome:
    """Create the organisation's switch where it is missing.

    Not by CloudFormation: whenever a template's resource changes, its value is written again, and a switch
    that somebody has set to off would be on after a deployment.
    """
    try:
        created = lever.ensure(sessions.client("ssm", core.account, core.region))
    except (BotoCoreError, ClientError, ReflexError) as error:
        return _outcome(core, "failed", str(error), SWITCH_PARAMETER)
    return _outcome(core, "created" if created else "unchanged", stack=SWITCH_PARAMETER)


def _apply_one(sessions: Sessions, item: Planned) -> Outcome:
    try:
        return _made(sessions, item)
    except ReflexError as error:
        return _outcome(item, "failed", error.message)
    except (BotoCoreError, ClientError) as error:
        return _outcome(item, "failed", str(error))


def _made(sessions: Sessions, item: Planned) -> Outcome:
    """Update the stack; make again and put back what was deleted and changed by hand.

    CloudFormation takes its resources to be there, and as it made them.
    """
    client, other = sessions.client("cloudformation", item.account, item.region), _others(sessions, item)
    gone = stack_changes.missing(client, other, item.stack.name) if _is_there(client, item) else ()
    if gone:
        stack_mending.mend(client, item.stack, gone)
    result = "mended" if gone else stacks.apply(client, item.stack)
    back = () if result == "created" else stack_drift.put_back(client, other, item.stack.name)
    mended = [f"deleted by hand and created again: {', '.join(gone)}"] if gone else []
    mended += [f"changed by hand and put back: {', '.join(map(str, back))}"] if back else []
    return _outcome(item, "mended" if mended else result, "; ".join(mended))


def _is_there(client: Any, item: Planned) -> bool:
    return (stacks.status(client, item.stack.name) or "") in stacks.GOOD


def _others(sessions: Sessions, item: Planned) -> Callable[[str], Any]:
    return lambda service: sessions.client(service, item.account, item.region)


def changes(
    sessions: Sessions, planned: list[list[Planned]], done: Callable[[object], None] = lambda _: None
) -> list[tuple[Planned, stack_changes.Change]]:
    """What applying would change; reads only, accounts in parallel. What cannot be read is `failed`."""

    def read(item: Planned) -> tuple[Planned, stack_changes.Change]:
        found = item, _change(sessions, item)
        done(found)
        return found

    def read_account(mine: list[Planned]) -> list[tuple[Planned, stack_changes.Change]]:
        return [read(item) for item in mine]

    with ThreadPoolExecutor(_THREADS) as pool:
        return [each for found in pool.map(read_account, planned) for each in found]


def _change(sessions: Sessions, item: Planned) -> stack_changes.Change:
    try:
        client = sessions.client("cloudformation", item.account, item.region)
        return stack_changes.of_stack(client, _others(sessions, item), item.stack)
    except ReflexError as error:
        return stack_changes.Change("failed", reason=error.message)
    except (BotoCoreError, ClientError) as error:
        return stack_changes.Change("failed", reason=str(error))


def _skipped(item: Planned, why: str) -> Outcome:
    return _outcome(item, "skipped", why)


def _outcome(item: Planned, result: str, reason: str = "", stack: str = "") -> Outcome:
    account: Any = item.account
    return Outcome(account.name, account.id, item.region, stack or item.stack.name, result, reason)
