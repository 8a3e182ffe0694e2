"""What the pipeline does to the world, live: the policy's actions, notices, Security Hub."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError
from c7n.actions import EventAction
from c7n.utils import dumps, local_session

from c7n_reflex.events.findings.model import Finding
from c7n_reflex.ledger import Core, Ledger, Record, Result
from c7n_reflex.ledger.record import now
from c7n_reflex.pipeline import hub
from c7n_reflex.pipeline.listening import listening
from c7n_reflex.pipeline.reaction import Case, Event, Reaction
from c7n_reflex.pipeline.records import planned_record, stock_record
from c7n_reflex.pipeline.repeats import key_of
from c7n_reflex.pipeline.seams import action_key, tells
from c7n_reflex.pipeline.tell import alarm, tell
from c7n_reflex.safeguards import limits
from c7n_reflex.safeguards.limits import LimitReached

log = logging.getLogger("c7n_reflex.actions")  # the pipeline's own has lines of JSON only
_READS = ("Describe", "Get", "List", "Head", "BatchGet", "Lookup", "Search", "AssumeRole")


class LiveExecutor:
    """See `seams.Executor`. `policy` is a c7n policy with a session of the target account and region."""

    def __init__(self, policy: Any, ledger: Ledger, core: Core | None, place: hub.Place) -> None:
        self._policy, self._ledger, self._core = policy, ledger, core
        self._place = place
        self._manager = policy.resource_manager

    def preview(self, case: Case, event: Event | None) -> dict[str, Record]:
        """Of the actions that can say so."""
        planned: dict[str, Record] = {}
        for number, action in enumerate(self._manager.actions):
            if hasattr(action, "preview"):
                (planned[action_key(number, action)],) = action.preview([case.resource], event)
            elif not tells(action):
                planned[action_key(number, action)] = planned_record(self._policy, case, action, event)
        return planned

    def act(self, action: Any, key: str, cases: Sequence[Case], reaction: Reaction) -> dict[str, Record]:
        """A remediation resource by resource; a stock action as Custodian runs it, on all at once."""
        event = reaction.event
        with self._noted_requests([key_of(reaction, case) for case in cases]):
            if hasattr(action, "remediate"):
                return {case.identity: self._remediated(action, key, case, event) for case in cases}
            return self._stock(action, key, cases, event)

    def _remediated(self, action: Any, key: str, case: Case, event: Event | None) -> Record:
        """What the ledger raises is raised; whatever else is the failure of this one resource."""
        identity = case.entry.id if case.entry else ""
        try:
            (record,) = action.remediate(self._ledger, [case.resource], event, [identity], key)
        except (ClientError, BotoCoreError):
            raise
        # Events of any shape reach the actions; what none of them expects is recorded and told, too.
        except Exception as failure:
            log.exception("policy:%s action:%s failed", self._policy.name, action.type)
            begun = self._ledger.begin(
                stock_record(self._policy, case, action, event).with_changes(change=""), key
            )
            error = f"{type(failure).__name__}: {failure}"
            return self._ledger.finish(begun, key, Result.FAILED, error=error)
        return record  # type: ignore[no-any-return]

    def _stock(self, action: Any, key: str, cases: Sequence[Case], event: Event | None) -> dict[str, Record]:
        begun = {
            c.identity: self._ledger.begin(stock_record(self._policy, c, action, event), key) for c in cases
        }
        resources, result, error = [case.resource for case in cases], Result.CHANGED, ""
        try:
            if isinstance(action, EventAction):
                returned = action.process(resources, event)
            else:
                returned = action.process(resources)
            self._manager.ctx.output.write_file(f"action-{action.name}", dumps(returned))
        # Whatever an action raises is its failure, which is recorded, told, and tried again.
        except Exception as failure:
            log.exception("policy:%s action:%s failed", self._policy.name, action.type)
            result, error = Result.FAILED, f"{type(failure).__name__}: {failure}"
        return {name: self._ledger.finish(record, key, result, error=error) for name, record in begun.items()}

    @contextmanager
    def _noted_requests(self, claims: Sequence[str]) -> Iterator[None]:
        """Notes in the ledger by which requests the policy changes these resources: against loops."""
        made: set[str] = set()

        def note(parsed: Any, model: Any, **_: Any) -> None:
            identity = (parsed.get("ResponseMetadata") or {}).get("RequestId")
            if identity and not model.name.startswith(_READS):
                made.add(identity)

        try:
            with listening(local_session(self._manager.session_factory), note):
                yield
        finally:
            for claim in claims:
                self._ledger.note(claim, made)

    def spend(self, amount: int) -> LimitReached | None:
        """In the ledger's table, for this hour. Without core-compliance nothing is counted."""
        if self._core is None:
            return None
        counter = limits.HourlyCounter(self._core.ledger.table)
        account, policy = str(self._manager.config.account_id), self._policy.name
        return counter.take(policy, account, amount, limits.of_policy(self._policy.data), now()[:13])

    def alarm(self, reached: LimitReached, cases: Sequence[Case], event: Event | None) -> None:
        """To core-compliance's topic, once for each limit and hour."""
        log.error("policy:%s %s", self._policy.name, reached.sentence)
        if self._core is not None:
            alarm(self._policy, self._core.ledger.table, reached, cases, event)

    def tell(self, case: Case, event: Event | None) -> bool:
        """By the policy's own `notify-owner` and `notify`."""
        return tell(self._policy, case, event)

    def write_back(self, finding: Finding, status: str, note: str) -> None:
        """To the Security Hub in which the event arrived, with the function's own credentials."""
        metadata = self._policy.data.get("metadata") or {}
        archive = bool(metadata.get("archive-finding"))
        hub.write_back(self._sessions(), self._place, finding, status, note, archive=archive)

    def _sessions(self) -> hub.Sessions:
        own: Callable[[str], Any] = lambda region: self._manager.session_factory(assume=False, region=region)  # noqa: E731
        member: Callable[[str], Any] = lambda region: self._manager.session_factory(region=region)  # noqa: E731
        return hub.Sessions(own, member)
