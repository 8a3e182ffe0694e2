"""Taking the infrastructure away again: regions first, core-compliance last, never under a running policy."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

from botocore.exceptions import BotoCoreError, ClientError

from c7n_reflex.deploy import stacks
from c7n_reflex.deploy.infrastructure import Outcome, Planned
from c7n_reflex.deploy.sessions import Sessions
from c7n_reflex.deploy.stack_changes import parsed
from c7n_reflex.errors import InputError, ReflexError

_TAG = {"Key": "c7n-reflex", "Values": ["policy"]}
_THREADS = 8


def refuse_if_used(sessions: Sessions, planned: list[list[Planned]]) -> None:
    """InputError while policies' functions are left in one of these accounts and regions, naming some.

    Raises ReflexError where that cannot be read: nothing is removed on a guess.
    """
    places = {(item.account.id, item.region): item for mine in planned for item in mine}
    with ThreadPoolExecutor(_THREADS) as pool:
        found = [
            name
            for names in pool.map(lambda item: _functions(sessions, item), places.values())
            for name in names
        ]
    if found:
        more = f" and {len(found) - 3} more" if len(found) > 3 else ""
        raise InputError(
            f"policies are still deployed: {', '.join(found[:3])}{more}; nothing was changed",
            remedy="c7n-reflex destroy removes them",
        )


def _functions(sessions: Sessions, item: Planned) -> list[str]:
    try:
        client = sessions.client("resourcegroupstaggingapi", item.account, item.region)
        pages = client.get_paginator("get_resources").paginate(
            TagFilters=[_TAG], ResourceTypeFilters=["lambda:function"]
        )
        tagged = [
            each["ResourceARN"].split(":")[6] for page in pages for each in page["ResourceTagMappingList"]
        ]
        there = _there(sessions, item) if tagged else set()
    except (BotoCoreError, ClientError) as error:
        raise ReflexError(
            f"{item.account.name} {item.region}: cannot tell what is deployed: {error}"
        ) from None
    return [f"{name} ({item.account.name} {item.region})" for name in tagged if name in there]


def _there(sessions: Sessions, item: Planned) -> set[str]:
    """Functions that exist: the tagging API knows them for a while after they were deleted."""
    pages = sessions.client("lambda", item.account, item.region).get_paginator("list_functions").paginate()
    return {each["FunctionName"] for page in pages for each in page["Functions"]}


def remove(
    sessions: Sessions, planned: list[list[Planned]], done: Callable[[Outcome], None] = lambda _: None
) -> list[Outcome]:
    """Delete the stacks, core-compliance's last. Failures are outcomes; what came before stays as it is."""

    def run(mine: list[Planned]) -> list[Outcome]:
        return list(_account(sessions, mine, done))

    core = [mine for mine in planned if mine and mine[0].account.is_core]
    others = [mine for mine in planned if mine and not mine[0].account.is_core]
    with ThreadPoolExecutor(_THREADS) as pool:
        outcomes = [outcome for found in pool.map(run, others) for outcome in found]
    return outcomes + [outcome for mine in core for outcome in run(mine)]


def _account(sessions: Sessions, mine: list[Planned], done: Callable[[Outcome], None]) -> Iterator[Outcome]:
    failed = ""
    for item in reversed(mine):
        outcome = _outcome(item, "skipped", failed) if failed else _one(sessions, item)
        failed = failed or (f"{item.stack.name} failed" if outcome.result == "failed" else "")
        done(outcome)
        yield outcome


def _one(sessions: Sessions, item: Planned) -> Outcome:
    try:
        deleted = stacks.delete(sessions.client("cloudformation", item.account, item.region), item.stack.name)
    except ReflexError as error:
        return _outcome(item, "failed", error.message)
    except (BotoCoreError, ClientError) as error:
        return _outcome(item, "failed", str(error))
    kept = retained(item.stack.template)
    return (
        _outcome(item, "deleted", f"kept: {', '.join(kept)}" if kept else "")
        if deleted
        else _outcome(item, "unchanged")
    )


def retained(template: str) -> list[str]:
    """Logical ids of what stays when the stack is deleted."""
    resources = parsed(template)["Resources"]
    return [name for name, each in resources.items() if each.get("DeletionPolicy") == "Retain"]


def _outcome(item: Planned, result: str, reason: str = "") -> Outcome:
    return Outcome(item.account.name, item.account.id, item.region, item.stack.name, result, reason)
