"""Tells owners, over the notices queue, which of their exemptions are about to end.

A notice is exactly a message of Custodian's `notify`, so the mailer delivers it like any other. Its action
has a `notice_id` that is the same for the same exemption and day, so that it can be sent daily and be
delivered once.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterable
from datetime import date
from typing import Any

from c7n.actions import Notify
from c7n.version import version

from c7n_reflex.accounts import Account, Directory
from c7n_reflex.safeguards.exemptions import ANY, Exemption, dumps
from c7n_reflex.settings import NOTICE_QUEUE

__all__ = ["ending", "message", "notice_id", "send"]

TEMPLATE = "remediation"  # mailer/templates/


def ending(exemptions: Iterable[Exemption], today: date, days: int) -> tuple[Exemption, ...]:
    """Those whose last day is today or at most so many days later."""
    return tuple(exemption for exemption in exemptions if 0 <= (exemption.until - today).days <= days)


def notice_id(exemption: Exemption) -> str:
    """The same for the same exemption, `until` included."""
    return hashlib.sha256(dumps([exemption]).encode()).hexdigest()[:32]


def message(exemption: Exemption, directory: Directory, today: date) -> dict[str, Any]:
    """The notice for the owner of the exemption's account; for every account, core-compliance's."""
    account = directory.core if exemption.account == ANY else directory[exemption.account]
    home = directory.settings.home_region
    region = home if exemption.region == ANY else exemption.region
    return {
        "event": None,
        "account_id": account.id,
        "partition": directory.settings.partition,
        "account": account.name,
        "version": version,
        "region": region,
        "execution_id": notice_id(exemption),
        "execution_start": time.time(),
        "policy": {"name": exemption.policy},
        "action": {
            "type": "notify",
            "to": ["account-owner"],
            "template": TEMPLATE,
            "subject": f"{exemption.policy} is enforced again on {_meant(exemption)} after {exemption.until}",
            "detail": _detail(exemption, account, today),
            "notice_id": notice_id(exemption),
        },
        "resources": [{"ResourceName": _meant(exemption), "c7n-reflex:exemption": exemption.as_dict()}],
    }


def _detail(exemption: Exemption, account: Account, today: date) -> str:
    """What the owner reads: without outcome and change, the mailer shows a message's detail alone."""
    where = "every account" if exemption.account == ANY else f"{account.name} ({account.id})"
    ticket = f", {exemption.ticket}" if exemption.ticket else ""
    return (
        f"{_meant(exemption)} in {where} is exempt from {exemption.policy} until {exemption.until}, UTC, "
        f"{_days((exemption.until - today).days)}.\n"
        "From the day after, what the policy finds there is undone. Put it right before that day, or ask for "
        "a later one in exemptions.yml.\n"
        f"It was exempt because: {exemption.reason}\n"
        f"Who answers for it: {exemption.owner}{ticket}"
    )


def _days(number: int) -> str:
    return {0: "today", 1: "tomorrow"}.get(number, f"in {number} days")


def _meant(exemption: Exemption) -> str:
    if exemption.resource:
        return exemption.resource
    return "tagged " + ", ".join(f"{key}={glob}" for key, glob in sorted(exemption.tags.items()))


def send(client: Any, messages: Iterable[dict[str, Any]]) -> int:
    """Put them on the notices queue; how many. `client` is boto3's for SQS in core-compliance."""
    url = client.get_queue_url(QueueName=NOTICE_QUEUE)["QueueUrl"]
    kind = {"mtype": {"DataType": "String", "StringValue": Notify.C7N_DATA_MESSAGE}}
    sent = 0
    for content in messages:
        client.send_message(QueueUrl=url, MessageBody=Notify({}).pack(content), MessageAttributes=kind)
        sent += 1
    return sent
