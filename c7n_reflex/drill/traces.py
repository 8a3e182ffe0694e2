"""What the engine left behind: entries in its ledger, and events that were parked for a person to see."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from c7n_reflex.accounts import Account
from c7n_reflex.drill import pool, variables
from c7n_reflex.drill.cast import Performance
from c7n_reflex.drill.outcome import Check, Recorded
from c7n_reflex.ledger import Entry
from c7n_reflex.modes.parked import event_of
from c7n_reflex.organisation.client import OrganisationClient
from c7n_reflex.settings import FAILED_EVENTS_QUEUE

_HIDDEN_SECONDS = 30  # for which a message that was read is not seen again; it is given back before


@dataclass(frozen=True)
class Parked:
    """One event in a queue of failed ones."""

    account: str  # of the queue
    region: str
    text: str  # the event, or the record of an invocation that failed on it, as JSON

    @property
    def event_id(self) -> str:
        """The EventBridge event's id; empty for anything else."""
        try:
            event = event_of(json.loads(self.text))
        except ValueError:
            return ""
        return str(event.get("id") or "") if isinstance(event, dict) else ""


def ledger(organisation: OrganisationClient) -> list[Entry]:
    """All entries, oldest first."""
    from c7n_reflex.ledger.opening import core_of

    directory = organisation.directory
    session = organisation.session(directory.core.id, directory.settings.home_region)
    return core_of(session, directory.settings).ledger.list()


def parked(organisation: OrganisationClient, accounts: Sequence[Account]) -> list[Parked]:
    """The events in the queues of these accounts. They stay there."""
    places = [(account.id, region) for account in accounts for region in account.regions]
    found = pool.each(lambda place: _in_queue(organisation, *place), places)
    return [each for messages in found for each in messages]


def _in_queue(organisation: OrganisationClient, account: str, region: str) -> list[Parked]:
    client = organisation.session(account, region).client("sqs")
    url = client.get_queue_url(QueueName=FAILED_EVENTS_QUEUE)["QueueUrl"]
    messages: dict[str, dict[str, Any]] = {}
    while batch := _received(client, url):
        messages |= {message["MessageId"]: message for message in batch}
    for message in messages.values():
        client.change_message_visibility(
            QueueUrl=url, ReceiptHandle=message["ReceiptHandle"], VisibilityTimeout=0
        )
    return [Parked(account, region, message["Body"]) for message in messages.values()]


def _received(client: Any, url: str) -> list[dict[str, Any]]:
    answer = client.receive_message(
        QueueUrl=url, MaxNumberOfMessages=10, VisibilityTimeout=_HIDDEN_SECONDS, WaitTimeSeconds=0
    )
    return list(answer.get("Messages", []))


def of_performance(entries: Sequence[Entry], performance: Performance) -> list[Recorded]:
    """What the ledger says of this performance's resources, oldest first."""
    return [
        Recorded(entry.id, entry.policy, entry.resource, str(entry.outcome))
        for entry in entries
        if (entry.account, entry.region) == (performance.account.id, performance.region)
        and any(text in entry.resource for text in performance.identifiers)
    ]


def outcome_checks(performance: Performance, recorded: Sequence[Recorded]) -> list[Check]:
    """That the ledger has the expected entries and no others; none if the scenario does not say."""
    expected = performance.scenario.expect.outcomes
    if expected is None:
        return []
    try:
        wanted = sorted(
            f"{variables.fill(each.resource, performance.variables)}: {each.outcome}" for each in expected
        )
    except KeyError as error:
        return [Check("outcomes", "the ledger's entries", False, f"{error} was never saved")]
    found = sorted(f"{each.resource}: {each.outcome}" for each in recorded)
    text = f"the ledger has {', '.join(wanted) or 'no entry'}"
    return [Check("outcomes", text, found == wanted, ", ".join(found) or "no entry")]
