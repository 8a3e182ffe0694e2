"""A deployment in two steps: a few accounts first, and the others if the functions there work."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence

from botocore.exceptions import BotoCoreError, ClientError

from c7n_reflex.accounts import Directory
from c7n_reflex.deploy import rollback
from c7n_reflex.deploy.organising import Outcome
from c7n_reflex.deploy.planning import TO_DEPLOY, Entry
from c7n_reflex.deploy.units.model import qualifier
from c7n_reflex.errors import ReflexError
from c7n_reflex.modes.checking import CHECK

__all__ = ["CHECK", "deploy", "problem_of"]


def deploy(
    entries: Sequence[Entry],
    directory: Directory,
    tag: str,
    apply: Callable[[Sequence[Entry]], list[Outcome]],
) -> list[Outcome]:
    """Deploy to the accounts with the tag; then to the rest, unless something failed there.

    `entries` are all of a plan. Each canary's function is invoked to load its policy, as it is in Lambda,
    without acting on anything. One that was updated and cannot is rolled back. Canaries that are deployed
    already are held against the same: what failed there in one run must not go to the rest in the next.
    """
    canaries = [entry for entry in entries if tag in directory[entry.account].tags]
    others = [entry for entry in entries if tag not in directory[entry.account].tags]
    rest = [entry for entry in others if entry.kind in TO_DEPLOY]
    outcomes = [_checked(outcome) for outcome in apply([each for each in canaries if each.kind in TO_DEPLOY])]
    awaited = {entry.policy for entry in rest}
    standing = (each for each in canaries if each.kind == "unchanged" and each.policy in awaited)
    outcomes += [Outcome(each, "failed", why) for each in standing if (why := _fault_of(each))]
    if any(outcome.result in ("failed", "stopped") for outcome in outcomes):
        return outcomes + [Outcome(entry, "stopped", f"a {tag} account failed") for entry in rest]
    return outcomes + apply(rest)


def _checked(outcome: Outcome) -> Outcome:
    """The outcome, `failed` if the function does not load its policy."""
    if outcome.result not in ("created", "updated") or outcome.entry.disabled:
        return outcome
    problem = problem_of(outcome.entry)
    if not problem:
        return outcome
    after = _taken_back(outcome.entry) if outcome.result == "updated" else "there is nothing to go back to"
    return Outcome(outcome.entry, "failed", f"deployed, but it does not work ({problem}); {after}")


def _fault_of(entry: Entry) -> str:
    """Why a canary that is deployed already keeps the rest from following; empty if it does not."""
    if any(each.startswith("rolled back") for each in entry.disabled):
        return "it was rolled back: deploy other code, or end that by c7n-reflex rollback --forward"
    problem = "" if entry.disabled else problem_of(entry)
    return f"it is deployed, but it does not work ({problem})" if problem else ""


def _taken_back(entry: Entry) -> str:
    """Let the canary run the version before, as c7n-reflex rollback does; what came of that."""
    try:
        moves = rollback.roll_back([rollback.move(entry)], rollback.Aim())
    except ReflexError as error:
        return f"it cannot be rolled back: {error.message}"
    if moves[0].result == "failed":
        return f"it cannot be rolled back: {moves[0].reason}"
    return "it runs the version before again"


def problem_of(entry: Entry) -> str:
    """What is wrong with a deployed function; empty if it can load its policy."""
    assert entry.wanted is not None
    try:
        answer = entry.site.client("lambda").invoke(
            FunctionName=entry.function, **qualifier(entry.wanted.mode), Payload=json.dumps(CHECK).encode()
        )
        said = json.loads(answer["Payload"].read() or b"null")
    except (ClientError, BotoCoreError, ValueError) as error:
        return str(error)
    if answer.get("FunctionError"):
        return str((said or {}).get("errorMessage", "it failed"))
    known = said.get("policy") if isinstance(said, dict) else None
    return "" if known == entry.policy else f"it answers {said!r}"
