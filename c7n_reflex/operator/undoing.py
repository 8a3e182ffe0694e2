"""Takes a remediation back as planned, looks whether the state is as before, and records it."""

from __future__ import annotations

import time
from collections.abc import Callable

from botocore.exceptions import BotoCoreError, ClientError

from c7n_reflex.errors import InputError, ReflexError
from c7n_reflex.ledger import Cause, Entry, Record, Result, TableLedger, record_id
from c7n_reflex.ledger.claims import ABANDONED_SECONDS, claim_key
from c7n_reflex.ledger.entry import ended
from c7n_reflex.ledger.record import State, now
from c7n_reflex.operator.states import difference, same
from c7n_reflex.operator.undo_plan import Clients, Plan, Step, clients_of, read
from c7n_reflex.pipeline.outcome import Outcome

MODE = "undo"  # of the entry that taking back makes
_LOOKS = 6  # at the resource afterwards; AWS shows some changes only after seconds


class Undoing:
    """Carries a plan out and records it. Running it again after a crash goes on where it stopped."""

    def __init__(
        self, ledger: TableLedger, clients: Clients, *, wait: Callable[[float], None] = time.sleep
    ) -> None:
        self._ledger, self._clients, self._wait = ledger, clients, wait

    def run(self, found: Plan, caller: str, reason: str = "") -> Entry:
        """Take it back; the entry that says so. ReflexError if that fails or does not restore the state."""
        mine = self._opened(_entry(found, caller, reason))
        results: dict[str, Record] = {}
        for step in found.steps:
            results[step.key] = self._take_back(mine, step)
        return self._complete(found.entry, mine.with_changes(actions=results), reason)

    def _opened(self, entry: Entry) -> Entry:
        """An earlier attempt's entry is taken over: the same original gives the same id."""
        (known,) = self._ledger.open(f"occasion#{entry.id}", [entry])
        abandoned = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() - ABANDONED_SECONDS))
        if not self._ledger.hold(known, entry.cause.principal, abandoned):
            raise InputError(
                f"{known.holder or 'somebody else'} is taking {known.undoes} back right now",
                remedy=f"see `c7n-reflex history {known.id}`",
            )
        mine = known.with_changes(cause=entry.cause, attempts=known.attempts + 1)
        self._ledger.save(mine, "cause")
        return mine

    def _take_back(self, mine: Entry, step: Step) -> Record:
        record = self._ledger.begin(_record(mine, step), step.key)
        if step.is_back:
            return self._ledger.finish(record, step.key, Result.UNDONE, after=step.current)
        try:
            step.remediation.undo(clients_of(step.record, self._clients), step.record)
        except (ClientError, BotoCoreError, KeyError, TypeError) as error:
            self._failed(mine, record, step, str(error))
            raise ReflexError(
                f"{step.record.action} of {mine.resource} cannot be taken back: {error}",
                remedy="mend the cause and run the command again: it goes on where it stopped",
            ) from None
        after = self._look(mine, step)
        if not same(after, step.record.before) and step.is_untouched:
            self._failed(mine, record, step, "the state is not what it was before", after)
            lines = "".join(f"\n    {line}" for line in difference(step.record.before, after))
            raise ReflexError(f"{mine.resource} was changed, but is not what it was before:{lines}")
        return self._ledger.finish(record, step.key, Result.UNDONE, after=after)

    def _look(self, mine: Entry, step: Step) -> State:
        after = read(step.remediation, step.record, mine, self._clients)
        for number in range(1, _LOOKS):
            if same(after, step.record.before) or not step.is_untouched:
                break
            self._wait(0.5 * number)
            after = read(step.remediation, step.record, mine, self._clients)
        return after

    def _failed(self, mine: Entry, record: Record, step: Step, error: str, after: State = None) -> None:
        self._ledger.finish(record, step.key, Result.FAILED, after=after, error=error)
        failed = ended(mine, Outcome.FAILED, error).with_changes(holder="")
        self._ledger.save(failed, "outcome", "detail", "stages", "updated", "holder")

    def _complete(self, original: Entry, mine: Entry, reason: str) -> Entry:
        done = ended(mine, Outcome.UNDONE, reason).with_changes(finished=now(), holder="")
        self._ledger.save(done, "outcome", "detail", "stages", "updated", "finished", "holder")
        self._ledger.save(original.with_changes(undone_by=done.id), "undone_by")
        self._release(original, done)
        return done

    def _release(self, original: Entry, done: Entry) -> None:
        """What the policy handled is there again: the next event of it must not count as handled."""
        key = claim_key(original.policy, original.account, original.region, original.resource)
        claim = self._ledger.claim(key)
        if claim is not None and claim.entry == original.id:
            self._ledger.close(key, done)


def _entry(found: Plan, caller: str, reason: str) -> Entry:
    original = found.entry
    return Entry(
        id=record_id("undo", original.id),
        policy=original.policy,
        version=original.version,
        mode=MODE,
        resource_type=original.resource_type,
        resource=original.resource,
        account=original.account,
        region=original.region,
        started=now(),
        cause=Cause(principal=caller),
        detail=reason,
        attempts=0,  # each attempt counts itself by `hold`
        before=original.before,
        undoes=original.id,
    )


def _record(mine: Entry, step: Step) -> Record:
    """What taking the action back does; `before` is as the remediation left it."""
    return step.record.with_changes(
        id=mine.id,
        started=now(),
        cause=mine.cause,
        change=f"Took back: {step.record.change}",
        before=step.current,
        after=None,
        undo=None,
        outcome=Result.STARTED,
        error="",
        finished="",
        notified="",
    )
