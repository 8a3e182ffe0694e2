"""Detection in every account and region: created where there is none, and what others made is left alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from botocore.exceptions import BotoCoreError, ClientError

from c7n_reflex.accountfile.regions import regions_of
from c7n_reflex.accounts import Account, Directory
from c7n_reflex.deploy import stack_changes, stacks
from c7n_reflex.deploy.detection import choosing
from c7n_reflex.deploy.detection.choosing import STACK, Place, Request
from c7n_reflex.deploy.detection.parts import PARTS, Client
from c7n_reflex.deploy.infrastructure import Outcome, Planned
from c7n_reflex.deploy.sessions import Sessions
from c7n_reflex.deploy.stack_changes import Change
from c7n_reflex.errors import ReflexError

_THREADS = 8


def apply(
    sessions: Sessions,
    directory: Directory,
    chosen: Sequence[Account],
    request: Request,
    done: Callable[[Outcome], None] = lambda _: None,
) -> list[Outcome]:
    """Create, update or delete the detection stacks, in parallel. Failures are outcomes.

    What our stack has is kept, unless it is asked to be off. An outcome's `reason` says what was there
    already, by others, and is left to them.
    """

    def run(place: Place) -> Outcome:
        outcome = _one(sessions, place, request)
        done(outcome)
        return outcome

    with ThreadPoolExecutor(_THREADS) as pool:
        return list(pool.map(run, _places(sessions, directory, chosen)))


def changes(
    sessions: Sessions, directory: Directory, chosen: Sequence[Account], request: Request
) -> list[tuple[Planned, Change]]:
    """What `apply` would change; reads only, in parallel. What cannot be read is `failed`."""

    def read(place: Place) -> tuple[Planned, Change]:
        planned = Planned(place.account, place.region, stacks.Stack(STACK, request.template, {}))
        try:
            return planned, _change(_client(sessions, place), place, request)
        except ReflexError as error:
            return planned, Change("failed", reason=error.message)
        except (BotoCoreError, ClientError) as error:
            return planned, Change("failed", reason=str(error))

    with ThreadPoolExecutor(_THREADS) as pool:
        return list(pool.map(read, _places(sessions, directory, chosen)))


def _change(client: Client, place: Place, request: Request) -> Change:
    """Only resources of parts that are asked for: most of the template's are left out by a condition."""
    cloudformation = client("cloudformation")
    stood = choosing.standing(cloudformation)
    wanted = choosing.wanted(client, place, request, stood)
    added = tuple(sorted(wanted.resources - stood.resources))
    removed = tuple(sorted(stood.resources & {part.resource for part in PARTS} - wanted.resources))
    if not stood.resources:
        return Change("create" if added else "unchanged", added=added, reason=wanted.kept)
    if not wanted.resources:
        return Change("update", removed=removed, reason=wanted.kept)
    compared = stack_changes.of_stack(cloudformation, client, wanted.stack)
    return replace(compared, added=added, removed=removed, reason=wanted.kept)


def _places(sessions: Sessions, directory: Directory, chosen: Iterable[Account]) -> list[Place]:
    settings = directory.settings
    home, core = settings.home_region, settings.core_account
    return [
        Place(account, region, home, core)
        for account in chosen
        for region in dict.fromkeys((home, *regions_of(account, sessions.client)))
    ]


def _one(sessions: Sessions, place: Place, request: Request) -> Outcome:
    try:
        return _outcome(place, *_made(_client(sessions, place), place, request))
    except ReflexError as error:
        return _outcome(place, "failed", error.message)
    except (BotoCoreError, ClientError) as error:
        return _outcome(place, "failed", str(error))


def _client(sessions: Sessions, place: Place) -> Client:
    return lambda service: sessions.client(service, place.account, place.region)


def _made(client: Client, place: Place, request: Request) -> tuple[str, str]:
    """Result and reason."""
    cloudformation = client("cloudformation")
    stood = choosing.standing(cloudformation)
    wanted = choosing.wanted(client, place, request, stood)
    if not wanted.resources:
        return "deleted" if stacks.delete(cloudformation, STACK) else "unchanged", wanted.kept
    if "Recorder" in wanted.resources - stood.resources:
        _ensure_recorder_role(client)
    return stacks.apply(cloudformation, wanted.stack), wanted.kept


def _ensure_recorder_role(client: Client) -> None:
    """AWS Config's service-linked role: one an account, so no stack of a region could own it."""
    try:
        client("iam").create_service_linked_role(AWSServiceName="config.amazonaws.com")
    except ClientError as error:
        taken = error.response["Error"]["Code"] in ("InvalidInput", "InvalidInputException")
        if not (taken and "taken" in str(error)) and error.response["Error"]["Code"] != "EntityAlreadyExists":
            raise


def _outcome(place: Place, result: str, reason: str = "") -> Outcome:
    return Outcome(place.account.name, place.account.id, place.region, STACK, result, reason)
