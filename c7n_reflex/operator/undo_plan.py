"""What taking a remediation back comes to: its actions, and how what they changed looks now."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from c7n_reflex.errors import InputError, ReflexError
from c7n_reflex.ledger import Entry, Record, Result
from c7n_reflex.ledger.record import State
from c7n_reflex.operator import remediations
from c7n_reflex.operator.states import difference, same

Clients = Callable[[str, str], Any]  # ("ec2", region) -> a boto3 client in the resource's account
_BEGUN = (Result.CHANGED, Result.STARTED, Result.FAILED)
_NO_KEEPSAKE = "is Cloud Custodian's own action, which keeps nothing to take back with"


@dataclass(frozen=True)
class Step:
    """One action to take back, and how what it changed looks now."""

    key: str  # of the action in the entry
    record: Record
    remediation: Any  # custom_actions.base.Remediation without a manager
    current: State  # None if the resource is gone

    @property
    def is_back(self) -> bool:
        """True if everything is as before the remediation."""
        return same(self.current, self.record.before)

    @property
    def is_untouched(self) -> bool:
        """True if everything is as the remediation left it."""
        return self.record.outcome is Result.CHANGED and same(self.current, self.record.after)


@dataclass(frozen=True)
class Plan:
    """What taking an entry back comes to."""

    entry: Entry
    steps: tuple[Step, ...]  # in the order in which they are taken back
    left: tuple[str, ...]  # sentences: what cannot be taken back

    @property
    def is_back(self) -> bool:
        """True if nothing is left to be done to the resource."""
        return all(step.is_back for step in self.steps)

    def restores(self) -> list[tuple[str, list[str]]]:
        """For each action, the lines that differ between now (`-`) and before the remediation (`+`)."""
        return [(step.record.action, difference(step.current, step.record.before)) for step in self.steps]

    def differing(self, done: Entry) -> list[str]:
        """The lines in which the resource, taken back by `done`, is not as before (`--force`)."""
        pairs = ((step.record.before, done.actions[step.key].after) for step in self.steps)
        return [line for before, after in pairs for line in difference(before, after)]

    def check(self) -> None:
        """InputError if the resource is not as the remediation left it (or as it was before)."""
        for step in self.steps:
            if step.current is None:
                raise InputError(
                    f"{self.entry.resource} no longer exists", remedy="there is nothing to take back"
                )
            if not step.is_back and not step.is_untouched:
                raise InputError(
                    self._moved(step), remedy="look at it, and add --force to take it back all the same"
                )

    def _moved(self, step: Step) -> str:
        if step.record.outcome is not Result.CHANGED:
            return (
                f"it is not known what {step.record.action} made of {self.entry.resource}: it did not finish"
            )
        lines = "".join(f"\n    {line}" for line in difference(step.record.after, step.current))
        return f"{self.entry.resource} has been changed since ({step.record.action}):{lines}"


def check(entry: Entry) -> None:
    """InputError if the entry has nothing to take back."""
    _to_take_back(entry)


def plan(entry: Entry, clients: Clients) -> Plan:
    """Read how the resource is now. InputError if there is nothing to take back, ReflexError if AWS fails."""
    records, left = _to_take_back(entry)
    steps = [_step(entry, key, record, clients) for key, record in reversed(records.items())]
    return Plan(entry, tuple(steps), tuple(left))


def _to_take_back(entry: Entry) -> tuple[dict[str, Record], list[str]]:
    if entry.undoes:
        raise InputError(
            f"{entry.id} is itself the taking back of {entry.undoes}", remedy="it cannot be taken back"
        )
    if entry.undone_by:
        raise InputError(
            f"{entry.id} is undone already", remedy=f"see `c7n-reflex history {entry.undone_by}`"
        )
    begun = {key: each for key, each in entry.actions.items() if each.outcome in _BEGUN}
    if not begun:
        raise InputError(
            f"{entry.id} changed nothing: {entry.outcome.sentence}", remedy="there is nothing to take back"
        )
    kept = {key: each for key, each in begun.items() if each.undo is not None}
    left = [f"{each.action} {_NO_KEEPSAKE}" for key, each in begun.items() if key not in kept]
    if not kept:
        raise InputError(
            f"{entry.id} cannot be taken back: {'; '.join(left)}", remedy="mend the resource by hand"
        )
    return kept, left


def _step(entry: Entry, key: str, record: Record, clients: Clients) -> Step:
    remediation = remediations.instance(entry.resource_type, record.action)
    return Step(key, record, remediation, read(remediation, record, entry, clients))


def clients_of(record: Record, clients: Clients) -> Callable[[str], Any]:
    """As an action takes them; buckets may be in another region than the entry."""
    return lambda service: clients(service, record.region)


def read(remediation: Any, record: Record, entry: Entry, clients: Clients) -> State:
    """The state that the action changed, now; None if the resource is gone. ReflexError if AWS fails."""
    try:
        state: State = remediation.read(clients_of(record, clients), dict(entry.before or {}))
    except ClientError as error:
        if error.response["Error"]["Code"] in remediation.gone:
            return None
        raise ReflexError(f"{entry.resource} cannot be read: {error}") from None
    except BotoCoreError as error:
        raise ReflexError(f"{entry.resource} cannot be read: {error}") from None
    except KeyError as error:
        raise InputError(f"{entry.id} does not say which resource it was: {error} is missing") from None
    return state
