"""Delivery by e-mail: SES, or SMTP where the configuration has `smtp_server`; text, and HTML beside it.

What c7n_mailer.email_delivery does instead: any error is logged together with the whole configuration, the
decrypted password included, and the notice is taken for sent.
"""

from __future__ import annotations

import contextlib
import re
import smtplib
from email.errors import MessageError
from email.message import EmailMessage, Message
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from mailer.channels.clients import Clients, refusal
from mailer.errors import DeliveryError, PermanentError
from mailer.model import Recipient, Rendering
from mailer.notice import Notice
from mailer.secrets import Secrets

# SES SendRawEmail, "Errors"; throttles and a paused account pass.
_PERMANENT = frozenset(
    {
        *("MessageRejected", "MailFromDomainNotVerified", "MailFromDomainNotVerifiedException"),
        *("ConfigurationSetDoesNotExist", "InvalidParameterValue", "ValidationError", "ValidationException"),
    }
)
_SMTP_SECONDS = 5  # for each step
# One address, nothing beside it: what is sent to is not to be taken for a list or a header.
_ADDRESS = re.compile(r"^[^\s@,;:<>\"()\[\]\\]+@[^\s@,;:<>\"()\[\]\\]+\.[^\s@,;:<>\"()\[\]\\]+$")
_ELSEWHERE = ("sendgrid_api_key", "graph_sendmail_endpoint")


class EmailChannel:
    """Sends one message to one address."""

    def __init__(self, config: dict[str, Any], session: Any, clients: Clients, secrets: Secrets) -> None:
        """`config` is c7n-mailer's: from_address, ses_region, ses_role, smtp_*, additional_email_headers."""
        self._config, self._session = config, session
        self._clients, self._secrets = clients, secrets

    def send(self, recipient: Recipient, rendering: Rendering, notice: Notice) -> None:  # noqa: ARG002
        """Send to one address. Raises DeliveryError if the server does not take it."""
        if not _ADDRESS.match(recipient.address):
            raise PermanentError("e-mail: the recipient is no address")
        self.post(recipient.address, self._message(recipient.address, rendering))

    def post(self, address: str, message: Message) -> None:
        """Send a message that is written. Raises DeliveryError."""
        if self._config.get("smtp_server"):
            self._by_smtp(address, message)
        elif any(self._config.get(key) for key in _ELSEWHERE):
            raise PermanentError(
                "e-mail: SendGrid and Microsoft Graph are not supported; configure SES or SMTP"
            )
        else:
            self._by_ses(address, message)

    def _message(self, address: str, rendering: Rendering) -> EmailMessage:
        sender = str(self._config.get("from_address") or "")
        if not sender:
            raise PermanentError("e-mail: from_address is not configured")
        message = EmailMessage()
        headers = {"Subject": " ".join(rendering.subject.split()), "From": sender, "To": address}
        try:
            for name, value in (headers | (self._config.get("additional_email_headers") or {})).items():
                message[name] = value
            message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no holiday notices come back
            message.set_content(_encodable(rendering.text))
            if rendering.html:
                message.add_alternative(_encodable(rendering.html), subtype="html")
        except (ValueError, MessageError) as error:
            raise PermanentError(f"e-mail: it cannot be written: {type(error).__name__}") from None
        return message

    def _by_ses(self, address: str, message: Message) -> None:
        region = str(self._config.get("ses_region") or self._config.get("region") or "us-east-1")
        client = self._clients.of_role("ses", region, str(self._config.get("ses_role") or ""))
        try:
            client.send_raw_email(
                Source=message["From"], Destinations=[address], RawMessage={"Data": message.as_bytes()}
            )
        except (BotoCoreError, ClientError) as error:
            raise refusal(f"SES to {address}", error, _PERMANENT) from None

    def _by_smtp(self, address: str, message: Message) -> None:
        """A connection for each message: threads cannot share one."""
        password = self._secrets.configured(self._config, "smtp_password")
        server, port = str(self._config["smtp_server"]), int(self._config.get("smtp_port") or 25)
        try:
            connection = smtplib.SMTP(server, port, timeout=_SMTP_SECONDS)
            try:
                if self._config.get("smtp_ssl", True):
                    connection.starttls()
                    connection.ehlo()
                if self._config.get("smtp_username") or password:
                    connection.login(str(self._config.get("smtp_username") or ""), password)
                connection.send_message(message, to_addrs=[address])
            finally:
                _part(connection)
        except (smtplib.SMTPException, OSError) as error:
            raise _refusal(address, error) from None


def _part(connection: smtplib.SMTP) -> None:
    """Whatever is said to QUIT: the message has been taken by then, or there is an error already."""
    with contextlib.suppress(smtplib.SMTPException, OSError):
        connection.quit()
    connection.close()


def _refusal(address: str, error: Exception) -> DeliveryError:
    """By the server's code: 5xx is for good (RFC 5321, 4.2.1). Its words may repeat what was sent."""
    codes = [getattr(error, "smtp_code", 0)]
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        codes = [code for code, _ in error.recipients.values()]
    code = next((each for each in codes if each), 0)
    said = f"{type(error).__name__} {code or ''}".strip()
    # 535: the password is being changed; 530: it is missing. Both are mended without a new message.
    permanent = 500 <= code < 600 and code not in (530, 535)
    return DeliveryError(f"SMTP to {address}: {said}", permanent=permanent)


def _encodable(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")
