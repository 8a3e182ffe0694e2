"""Tickets in Jira and ServiceNow: one for each policy, account, region and resource, from opened to closed.

docs/tickets.md. The packages `jira` and `pysnc` are imported only when a ticket is told of something.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from mailer.model import Channel
from mailer.secrets import Secrets
from mailer.tickets.credentials import Credentials
from mailer.tickets.jira import JiraTracker
from mailer.tickets.lifecycle import TicketChannel
from mailer.tickets.servicenow import ServiceNowTracker
from mailer.tickets.settings import JIRA, SERVICENOW, SettingsError, of_config
from mailer.tickets.store import Tickets
from mailer.tickets.tracker import Tracker


def channel(
    config: dict[str, Any],
    session: Any,
    dynamodb: Any,
    *,
    pause: Callable[[float], None] = time.sleep,
) -> Channel:
    """The channel of `Medium.TICKET`; `config` is config.json, with `tickets` and `receipts`.

    `pause` waits so many seconds, between two attempts or while another thread is at the same ticket.
    Raises `settings.SettingsError` if `tickets` is not right; nothing is read or connected to before `send`.
    """
    settings, receipts = of_config(config), config["receipts"]
    secrets = Secrets(session, receipts["region"])
    trackers: dict[str, Tracker] = {}
    if settings.jira:
        trackers[JIRA] = JiraTracker(settings.jira, Credentials(secrets, settings.jira.credentials))
    if settings.servicenow:
        credentials = Credentials(secrets, settings.servicenow.credentials)
        trackers[SERVICENOW] = ServiceNowTracker(settings.servicenow, credentials)
    tickets = Tickets(dynamodb, receipts["table"], receipts["lease_seconds"])
    return TicketChannel(settings, trackers, tickets, pause)


__all__ = ["SettingsError", "TicketChannel", "channel"]
