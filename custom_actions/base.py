"""The base of every remediation: read, plan, record, change, record again; and how to undo it.

A remediation is one file with one class, which says

    schema, permissions       as for every Custodian action
    read(clients, resource)   the state that matters, by fresh calls; None if the resource is gone
    plan(resource, before, event)  the narrow change; changes nothing itself; None if nothing is to be done
    apply(clients, change, record) make it
    undo(clients, record)     take it back

The rest is here: nothing is changed before the ledger holds the state before; one resource's failure does not
stop the others; and in the end the action raises, so that the function's event is retried or parked.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from botocore.exceptions import BotoCoreError, ClientError
from c7n.actions import EventAction
from c7n.exceptions import PolicyExecutionError
from c7n.utils import local_session

from c7n_reflex.ledger import Ledger, Outcome, Record, open_ledger, record_id
from c7n_reflex.ledger.record import now
from custom_actions._cause import cause_of

if TYPE_CHECKING:
    from collections.abc import Callable

    Clients = Callable[[str], Any]  # "ec2" -> a boto3 client in the resource's account and region

JSON = dict[str, Any]

# Where a remediation leaves its records on a resource, for the actions that follow (notify-owner).
RECORDS_KEY = "c7n-reflex:remediations"


@dataclass(frozen=True)
class Change:
    """What a remediation is about to do to one resource."""

    summary: str  # one sentence for the owner, in the past tense: "Detached igw-1 from vpc-2."
    details: JSON  # what `apply` needs
    undo: JSON  # what `undo` needs; kept in the ledger


class Remediation(EventAction):  # type: ignore[misc, unused-ignore]
    """Base class; see the module's docstring."""

    permissions: tuple[str, ...] = ()  # IAM actions that remediating needs
    undo_permissions: tuple[str, ...] = ()  # and those that `undo` needs besides
    gone: ClassVar[frozenset[str]] = frozenset()  # AWS error codes that mean: no such resource any more

    def read(self, clients: Clients, resource: JSON) -> JSON | None:
        """The state that this remediation changes, as JSON, by fresh calls. None if the resource is gone."""
        raise NotImplementedError

    def plan(self, resource: JSON, before: JSON, event: JSON | None) -> Change | None:
        """The narrowest change that mends `before`, or None. Reads only. `event` is None in a sweep."""
        raise NotImplementedError

    def apply(self, clients: Clients, change: Change, record: Record) -> None:
        """Make the change. Called only after the ledger holds `record`."""
        raise NotImplementedError

    @classmethod
    def undo(cls, clients: Clients, record: Record) -> None:
        """Restore what `record.before` shows, from `record.undo`."""
        raise NotImplementedError

    def process(self, resources: list[JSON], event: JSON | None = None) -> list[JSON]:
        """Remediate each resource; the records, as JSON. Raises PolicyExecutionError if any failed."""
        ledger = open_ledger(self.manager.session_factory, self.manager.ctx.output)
        records = [self._remediate(ledger, resource, event) for resource in resources]
        failed = [record for record in records if record.outcome is Outcome.FAILED]
        if failed:
            self._tell_about_the_others(resources, event)
            raise PolicyExecutionError(_failure(self.type, failed))
        return [record.as_dict() for record in records]

    def resume(self, resources: list[JSON], event: JSON) -> list[JSON]:
        """The resources that an earlier attempt at the same event changed, and no notice was sent of.

        They carry the ledger's records, as after `process`. Changes nothing but the ledger: a record that was
        begun, of a resource that is right now, is finished. Raises what the ledger or AWS raises.
        """
        ledger = open_ledger(self.manager.session_factory, self.manager.ctx.output)
        untold = []
        for resource in resources:
            known = ledger.get(self._record(resource, event).id)
            if known is not None and known.outcome is Outcome.STARTED:
                known = ledger.finish(
                    known, Outcome.CHANGED, after=self._read(self.clients(resource), resource)
                )
            if known is not None and known.outcome is Outcome.CHANGED and not known.notified:
                resource.setdefault(RECORDS_KEY, []).append(known.as_dict())
                untold.append(resource)
        return untold

    def clients(self, resource: JSON) -> Clients:
        """Clients for the resource's account and region."""
        session, region = local_session(self.manager.session_factory), self.region(resource)
        return lambda service: session.client(service, region_name=region)

    def region(self, resource: JSON) -> str:  # noqa: ARG002 - for resources that are not in the policy's region
        """The region that the resource is in: the policy's, unless a subclass knows better."""
        return str(self.manager.config.region)

    def _remediate(self, ledger: Ledger, resource: JSON, event: JSON | None) -> Record:
        record = self._record(resource, event)
        try:
            record = self._attempt(ledger, record, resource, event)
        except (ClientError, BotoCoreError) as error:
            # The ledger or the first read failed: there may be no record to write this to.
            self.log.error("%s of %s failed: %s", self.type, record.resource, error)
            record = record.with_changes(outcome=Outcome.FAILED, error=str(error))
        resource.setdefault(RECORDS_KEY, []).append(record.as_dict())
        self.log.info("%s of %s: %s (remediation %s)", self.type, record.resource, record.outcome, record.id)
        return record

    def _attempt(self, ledger: Ledger, record: Record, resource: JSON, event: JSON | None) -> Record:
        clients = self.clients(resource)
        before = self._read(clients, resource)
        change = self.plan(resource, before, event) if before is not None else None
        if change is None:
            return _already_right(ledger, record.with_changes(before=before, outcome=Outcome.UNCHANGED))
        record = ledger.begin(record.with_changes(before=before, change=change.summary, undo=change.undo))
        try:
            self.apply(clients, change, record)
        except (ClientError, BotoCoreError) as error:
            return ledger.finish(record, Outcome.FAILED, error=str(error))
        # If this read fails the record stays begun, which is the truth, and the retry finishes it.
        return ledger.finish(record, Outcome.CHANGED, after=self._read(clients, resource))

    def _read(self, clients: Clients, resource: JSON) -> JSON | None:
        try:
            return self.read(clients, resource)
        except ClientError as error:
            if error.response["Error"]["Code"] in self.gone:
                return None
            raise

    def _record(self, resource: JSON, event: JSON | None) -> Record:
        config, policy = self.manager.config, self.manager.data["name"]
        identity, region = str(resource[self.manager.resource_type.id]), self.region(resource)
        cause = cause_of(event, identity)
        # The same event gives the same id, so a retry finds its first attempt; a sweep is its own occasion.
        occasion = cause.event_id or str(self.manager.ctx.execution_id)
        return Record(
            id=record_id(occasion, policy, config.account_id, region, identity, self.type),
            policy=policy,
            action=self.type,
            resource_type=f"aws.{self.manager.type}",
            resource=identity,
            account=config.account_id,
            region=region,
            started=now(),
            cause=cause,
        )

    def _tell_about_the_others(self, resources: list[JSON], event: JSON | None) -> None:
        # Custodian stops at the error that follows, and on the retry the mended resources no longer match:
        # this is the last chance to tell their owners.
        from custom_actions.notify_owner import NotifyOwner

        for action in self.manager.actions:
            if isinstance(action, NotifyOwner):
                action.process(resources, event)


def _already_right(ledger: Ledger, record: Record) -> Record:
    known = ledger.begin(record)
    if known.outcome is Outcome.STARTED:
        # An earlier attempt at the same event was cut off after its change and before it could say so.
        return ledger.finish(known, Outcome.CHANGED, after=record.before)
    return known


def _failure(action: str, failed: list[Record]) -> str:
    lines = [f"{record.resource} in {record.account} {record.region}: {record.error}" for record in failed]
    return f"{action} failed for {len(failed)} resource(s): " + "; ".join(lines)
