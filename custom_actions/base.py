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

from c7n_reflex.ledger import Ledger, Record, Result, open_ledger, record_id
from c7n_reflex.ledger.entry import entry_of_record
from c7n_reflex.ledger.record import now
from c7n_reflex.pipeline.cause import cause_of

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
    after: JSON | None = None  # what `read` will give then, where that is known beforehand


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
        """Remediate each resource; the records, as JSON. Raises PolicyExecutionError if any failed.

        This is what Custodian calls, in modes that are not ours; the pipeline calls `remediate`.
        """
        ledger = open_ledger(self.manager.session_factory, self.manager.ctx.output)
        ids = [self._entry_id(resource, event) for resource in resources]
        self._open_entries(ledger, resources, event, ids)
        records = self.remediate(ledger, resources, event, ids, self.type)
        failed = [record for record in records if record.outcome is Result.FAILED]
        if failed:
            self._tell_about_the_others(resources, event)
            raise PolicyExecutionError(_failure(self.type, failed))
        return [record.as_dict() for record in records]

    def remediate(
        self, ledger: Ledger, resources: list[JSON], event: JSON | None, ids: list[str], key: str
    ) -> list[Record]:
        """Remediate each resource; what was done, with failures. `ids` are of the ledger's entries.

        Raises what the ledger raises: without a record nothing is changed.
        """
        pairs = zip(resources, ids, strict=True)
        return [self._remediate(ledger, resource, event, identity, key) for resource, identity in pairs]

    def preview(self, resources: list[JSON], event: JSON | None) -> list[Record]:
        """What `remediate` would do. Reads only. Raises ClientError where reading fails."""
        return [self._preview(resource, event) for resource in resources]

    def _preview(self, resource: JSON, event: JSON | None) -> Record:
        before = self._read(self.clients(resource), resource)
        change = self.plan(resource, before, event) if before is not None else None
        record = self._record(resource, event, "").with_changes(before=before, outcome=Result.PLANNED)
        return record.with_changes(change=change.summary, after=change.after) if change else record

    def clients(self, resource: JSON) -> Clients:
        """Clients for the resource's account and region."""
        session, region = local_session(self.manager.session_factory), self.region(resource)
        return lambda service: session.client(service, region_name=region)

    def region(self, resource: JSON) -> str:  # noqa: ARG002 - for resources that are not in the policy's region
        """The region that the resource is in: the policy's, unless a subclass knows better."""
        return str(self.manager.config.region)

    def _remediate(
        self, ledger: Ledger, resource: JSON, event: JSON | None, identity: str, key: str
    ) -> Record:
        record = self._record(resource, event, identity)
        try:
            record = self._attempt(ledger, record, key, resource, event)
        except _LedgerError as error:
            raise error.cause from error
        except (ClientError, BotoCoreError) as error:
            self.log.error("%s of %s failed: %s", self.type, record.resource, error)
            record = self._failed(ledger, record, key, error)
        resource.setdefault(RECORDS_KEY, []).append(record.as_dict())
        self.log.info("%s of %s: %s (entry %s)", self.type, record.resource, record.outcome, record.id)
        return record

    def _attempt(
        self, ledger: Ledger, record: Record, key: str, resource: JSON, event: JSON | None
    ) -> Record:
        clients = self.clients(resource)
        before = self._read(clients, resource)
        change = self.plan(resource, before, event) if before is not None else None
        if change is None:
            return _recorded(_already_right, ledger, record.with_changes(before=before), key)
        begun = record.with_changes(before=before, change=change.summary, undo=change.undo)
        record = _recorded(ledger.begin, begun, key)
        self.apply(clients, change, record)
        after = self._read(clients, resource)
        return _recorded(ledger.finish, record, key, Result.CHANGED, after=after)

    def _failed(self, ledger: Ledger, record: Record, key: str, error: Exception) -> Record:
        begun = ledger.begin(record, key)
        if begun.outcome is Result.CHANGED:
            return begun.with_changes(outcome=Result.FAILED, error=str(error))
        return ledger.finish(begun, key, Result.FAILED, error=str(error))

    def _read(self, clients: Clients, resource: JSON) -> JSON | None:
        try:
            return self.read(clients, resource)
        except ClientError as error:
            if error.response["Error"]["Code"] in self.gone:
                return None
            raise

    def _entry_id(self, resource: JSON, event: JSON | None) -> str:
        config, policy = self.manager.config, self.manager.data["name"]
        name, region = str(resource[self.manager.resource_type.id]), self.region(resource)
        # The same event gives the same id, so a retry finds its first attempt; a sweep is its own occasion.
        occasion = cause_of(event, name).event_id or str(self.manager.ctx.execution_id)
        return record_id(occasion, policy, config.account_id, region, name)

    def _open_entries(
        self, ledger: Ledger, resources: list[JSON], event: JSON | None, ids: list[str]
    ) -> None:
        """What the pipeline does before it calls `remediate`."""
        records = [self._record(*pair[:1], event, pair[1]) for pair in zip(resources, ids, strict=True)]
        entries = [entry_of_record(record, self.manager.data) for record in records]
        ledger.open(f"occasion#{record_id(*ids)}", entries)

    def _record(self, resource: JSON, event: JSON | None, identity: str) -> Record:
        name = str(resource[self.manager.resource_type.id])
        return Record(
            id=identity,
            policy=self.manager.data["name"],
            action=self.type,
            resource_type=f"aws.{self.manager.type}",
            resource=name,
            account=self.manager.config.account_id,
            region=self.region(resource),
            started=now(),
            cause=cause_of(event, name),
        )

    def _tell_about_the_others(self, resources: list[JSON], event: JSON | None) -> None:
        # Custodian stops at the error that follows, and on the retry the mended resources no longer match:
        # this is the last chance to tell their owners.
        from custom_actions.notify_owner import NotifyOwner

        for action in self.manager.actions:
            if isinstance(action, NotifyOwner):
                action.process(resources, event)


class _LedgerError(Exception):
    """The ledger could not be written: that is no failure of the action, and nothing more is changed."""

    def __init__(self, cause: Exception) -> None:
        super().__init__(str(cause))
        self.cause = cause


def _recorded(write: Callable[..., Record], *arguments: Any, **named: Any) -> Record:
    try:
        return write(*arguments, **named)
    except (ClientError, BotoCoreError) as error:
        raise _LedgerError(error) from error


def _already_right(ledger: Ledger, record: Record, key: str) -> Record:
    known = ledger.begin(record.with_changes(outcome=Result.UNCHANGED), key)
    if known.outcome is Result.STARTED or (known.outcome is Result.FAILED and not _was_refused(known)):
        # An earlier attempt at the same event was cut off after its change and before it could say so.
        return ledger.finish(known, key, Result.CHANGED, after=record.before)
    if known.outcome is Result.FAILED:
        return ledger.finish(known, key, Result.UNCHANGED, after=record.before)
    return known


def _was_refused(record: Record) -> bool:
    """True if the attempt failed before it could have changed anything: somebody else has mended it."""
    return record.undo is None or any(code in record.error for code in ("AccessDenied", "Unauthorized"))


def _failure(action: str, failed: list[Record]) -> str:
    lines = [f"{record.resource} in {record.account} {record.region}: {record.error}" for record in failed]
    return f"{action} failed for {len(failed)} resource(s): " + "; ".join(lines)
