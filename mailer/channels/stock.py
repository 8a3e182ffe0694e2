"""Delivery by c7n-mailer's own classes, for what has no channel here: Splunk, Datadog, and people by LDAP.

c7n_mailer.target prints their errors and goes on, and Datadog's client hides its own; here they are raised.
They are imported only when something is sent, as the archive has them only where they are configured.
"""

from __future__ import annotations

import logging
from typing import Any

from mailer.channels.email import EmailChannel
from mailer.errors import DeliveryError, PermanentError
from mailer.model import Recipient, Rendering
from mailer.notice import Notice

MESSAGE, SENT = "message", "sent"  # in Rendering.data: Custodian's message, and SQS's SentTimestamp

# c7n-mailer logs what it sends; that is not to be logged.
_silent = logging.Logger("c7n_reflex.mailer.stock", level=logging.CRITICAL + 1)


class StockChannel:
    """Hands Custodian's message as it is to c7n-mailer's delivery classes."""

    def __init__(self, config: dict[str, Any], session: Any, mail: EmailChannel) -> None:
        """`mail` sends to those whom c7n-mailer finds."""
        self._config, self._session, self._mail = config, session, mail

    def send(self, recipient: Recipient, rendering: Rendering, notice: Notice) -> None:  # noqa: ARG002
        """Deliver `rendering.data["message"]` to one recipient. Raises DeliveryError."""
        message = dict(rendering.data[MESSAGE])
        message["action"] = {**message["action"], "to": [recipient.address], "cc": []}
        transport = recipient.address.partition("://")[0]
        ways = {"splunkhec": self._splunk, "datadog": self._datadog}
        send = {**ways, "resource-owner": self._people, "event-owner": self._people}.get(transport)
        if send is None:
            raise PermanentError(f"nothing here delivers to {transport[:40]!r}")
        try:
            send(message, str(rendering.data.get(SENT) or ""))
        except ImportError:
            raise PermanentError(
                f"{transport}: the archive lacks what it needs; configure it and deploy the mailer again"
            ) from None
        except DeliveryError:
            raise
        except Exception as error:  # noqa: BLE001 - theirs are of any class, and may quote what was sent
            raise DeliveryError(f"{transport} did not take the notice: {type(error).__name__}") from None

    def _splunk(self, message: dict[str, Any], sent: str) -> None:
        from c7n_mailer.splunk_delivery import SplunkHecDelivery

        if not self._config.get("splunk_hec_url"):
            raise PermanentError("splunkhec: splunk_hec_url is not configured")
        # One attempt: it waits up to 4 seconds between its own, and the queue tries again anyway. And with a
        # longest length it calls failed what it sent.
        config = {**self._config, "splunk_max_attempts": 1, "splunk_hec_max_length": None}
        delivery = SplunkHecDelivery(config, self._session, _silent)
        delivery.deliver_splunk_messages(delivery.get_splunk_payloads(message, sent))

    def _datadog(self, message: dict[str, Any], _: str) -> None:
        from c7n_mailer.datadog_delivery import DataDogDelivery
        from datadog import api

        if not self._config.get("datadog_api_key"):
            raise PermanentError("datadog: datadog_api_key is not configured")
        delivery = DataDogDelivery(self._config, self._session, _silent)
        api._mute = False  # else its errors are logged and swallowed (datadog.initialize, `mute`)
        delivery.deliver_datadog_messages(delivery.get_datadog_message_packages(message), message)

    def _people(self, message: dict[str, Any], _: str) -> None:
        """Those whom tags and the event name, as c7n-mailer finds them in the directory (`ldap_uri`).

        A message for several is sent to each of them; one who is refused is the failure of all, and those who
        were told are then told again.
        """
        from c7n_mailer.email_delivery import EmailDelivery

        # It writes decrypted passwords into what it is given.
        found = EmailDelivery(dict(self._config), self._session, _silent).get_emails_to_mimetext_map(message)
        if not found:
            raise PermanentError("nobody is known to c7n-mailer whom it could tell")
        for addresses, mime in found.items():
            for address in addresses:
                self._mail.post(address, mime)
