"""How somebody is told: one channel for each medium that is configured."""

from __future__ import annotations

from typing import Any

from mailer.channels.clients import Clients
from mailer.channels.email import EmailChannel
from mailer.channels.http import Http
from mailer.channels.slack import SlackChannel
from mailer.channels.sns import SnsChannel
from mailer.channels.stock import StockChannel
from mailer.channels.teams import TeamsChannel
from mailer.errors import PermanentError
from mailer.model import Channel, Medium, Recipient, Rendering
from mailer.notice import Notice
from mailer.secrets import Secrets

__all__ = ["of"]


class _Unconfigured:
    """Stands for a channel that cannot be built: its notices are parked, and say what is missing."""

    def __init__(self, why: str) -> None:
        self._why = why

    def send(self, recipient: Recipient, rendering: Rendering, notice: Notice) -> None:  # noqa: ARG002
        raise PermanentError(self._why)


def of(config: dict[str, Any], session: Any, dynamodb: Any = None) -> dict[Medium, Channel]:
    """A channel for every medium. `config` is config.json; `dynamodb` is a client, for tickets.

    Building them calls nobody: addresses, tokens and templates are looked at when something is sent.
    """
    clients, http = Clients(config, session), Http()
    secrets = Secrets(session, config.get("region") or "us-east-1")
    mail = EmailChannel(config, session, clients, secrets)
    return {
        Medium.SNS: SnsChannel(clients),
        Medium.EMAIL: mail,
        Medium.SLACK: SlackChannel(config, session, secrets, http),
        Medium.TEAMS: TeamsChannel(secrets, http),
        Medium.TICKET: _tickets(config, session, dynamodb),
        Medium.STOCK: StockChannel(config, session, mail),
    }


def _tickets(config: dict[str, Any], session: Any, dynamodb: Any) -> Channel:
    """Imported late, as it imports what only tickets need."""
    if not config.get("tickets"):
        return _Unconfigured("tickets are not configured (docs/tickets.md)")
    from mailer import tickets

    try:
        return tickets.channel(config, session, dynamodb)
    except tickets.SettingsError as error:
        return _Unconfigured(str(error))
