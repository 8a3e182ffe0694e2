"""Mail by SES (moto's) and SMTP (a server on loopback): what is sent, and that no refusal is overlooked."""

from __future__ import annotations

import email
import email.policy
import logging
from dataclasses import replace
from typing import Any

import pytest

from mailer.channels.clients import Clients
from mailer.channels.email import EmailChannel
from mailer.errors import DeliveryError
from mailer.model import Medium, Recipient, Rendering
from mailer.notice import Notice
from mailer.secrets import Secrets
from tests.mailer.channels.conftest import Vault, refused
from tests.mailer.channels.servers import HANG_UP, Mail

ANN = Recipient(Medium.EMAIL, "ann@example.com")
FROM = {"from_address": "c7n@example.com", "region": "us-east-1", "ses_region": "eu-west-1"}


class Ses:
    """Keeps what is sent, or fails."""

    def __init__(self, error: Exception | None = None) -> None:
        self.error, self.sent = error, list[dict[str, Any]]()

    def send_raw_email(self, **given: Any) -> None:
        if self.error:
            raise self.error
        self.sent.append(given)


def by_ses(rendering: Rendering, notice: Notice, error: Exception | None = None, **config: Any) -> Ses:
    ses = Ses(error)
    vault = Vault(ses=ses)
    settings = {**FROM, **config}
    channel = EmailChannel(settings, vault, Clients(settings, vault), Secrets(vault, "us-east-1"))
    channel.send(ANN, rendering, notice)
    return ses


def by_smtp(mail: Mail, rendering: Rendering, notice: Notice, to: Recipient = ANN, **config: Any) -> None:
    vault = Vault()
    vault.values["/c7n-reflex/notices/smtp"] = "s3cret"
    settings = {**FROM, "smtp_server": "127.0.0.1", "smtp_port": mail.port, "smtp_ssl": False, **config}
    channel = EmailChannel(settings, vault, Clients(settings, vault), Secrets(vault, "us-east-1"))
    channel.send(to, rendering, notice)


def parsed(raw: bytes | str) -> Any:
    data = raw.encode() if isinstance(raw, str) else raw
    return email.message_from_bytes(data, policy=email.policy.default)


def test_ses_gets_text_and_html(rendering: Rendering, notice: Notice) -> None:
    [sent] = by_ses(rendering, notice).sent
    assert sent["Destinations"] == ["ann@example.com"]
    message = parsed(sent["RawMessage"]["Data"])
    assert message["Subject"] == rendering.subject
    assert (message["From"], message["To"]) == ("c7n@example.com", "ann@example.com")
    assert message.get_body(("plain",)).get_content().strip() == rendering.text
    assert message.get_body(("html",)).get_content().strip() == rendering.html


def test_without_html_it_is_text(rendering: Rendering, notice: Notice) -> None:
    [sent] = by_ses(replace(rendering, html=""), notice).sent
    assert parsed(sent["RawMessage"]["Data"]).get_content_type() == "text/plain"


def test_further_headers_are_the_configurations(rendering: Rendering, notice: Notice) -> None:
    [sent] = by_ses(rendering, notice, additional_email_headers={"X-Team": "cloud"}).sent
    assert parsed(sent["RawMessage"]["Data"])["X-Team"] == "cloud"


@pytest.mark.parametrize("code", ["MessageRejected", "MailFromDomainNotVerifiedException"])
def test_ses_refusing_for_good(rendering: Rendering, notice: Notice, code: str) -> None:
    with pytest.raises(DeliveryError, match=f"SES to ann@example.com: {code}") as raised:
        by_ses(rendering, notice, refused(code, "Email address is not verified."))
    assert raised.value.permanent


@pytest.mark.parametrize("code", ["Throttling", "AccountSendingPausedException", "AccessDenied"])
def test_ses_refusing_for_now(rendering: Rendering, notice: Notice, code: str) -> None:
    with pytest.raises(DeliveryError) as raised:
        by_ses(rendering, notice, refused(code))
    assert not raised.value.permanent


@pytest.mark.parametrize(
    "address", ["ann", "a@b", "ann@example.com,bob@example.com", "ann@example.com\nBcc: x@y.z", "A <a@b.c>"]
)
def test_only_one_address_is_an_address(
    mail: Mail, rendering: Rendering, notice: Notice, address: str
) -> None:
    with pytest.raises(DeliveryError, match="is no address") as raised:
        by_smtp(mail, rendering, notice, Recipient(Medium.EMAIL, address))
    assert raised.value.permanent
    assert mail.messages == []


def test_a_subject_brings_no_header_along(mail: Mail, rendering: Rendering, notice: Notice) -> None:
    by_smtp(mail, replace(rendering, subject="a\r\nBcc: x@example.com"), notice)
    message = parsed(mail.messages[0])
    assert message["Bcc"] is None
    assert message["Subject"] == "a Bcc: x@example.com"


def test_smtp_gets_it_with_the_password_of_a_reference(
    mail: Mail, rendering: Rendering, notice: Notice
) -> None:
    by_smtp(mail, rendering, notice, smtp_username="u", smtp_password="ssm:/c7n-reflex/notices/smtp")
    assert any(each.startswith("AUTH") for each in mail.commands)
    assert parsed(mail.messages[0])["To"] == "ann@example.com"


@pytest.mark.parametrize(
    ("command", "reply", "permanent"),
    [
        ("RCPT", "550 no such user hunter2", True),
        ("RCPT", "450 mailbox busy", False),
        ("MAIL", "553 not allowed", True),
        ("BODY", "554 spam", True),
        ("BODY", "451 later", False),
        ("AUTH", "535 wrong password", False),
    ],
)
def test_no_refusal_of_smtps_is_overlooked(
    mail: Mail, rendering: Rendering, notice: Notice, command: str, reply: str, permanent: bool
) -> None:
    mail.replies[command] = reply
    with pytest.raises(DeliveryError, match=f"SMTP to ann@example.com: SMTP.* {reply[:3]}$") as raised:
        by_smtp(mail, rendering, notice, smtp_username="u", smtp_password="xox-plain")
    assert raised.value.permanent is permanent


@pytest.mark.parametrize("reply", ["421 closing", "500 what", HANG_UP])
def test_what_is_said_in_parting_does_not_matter(
    mail: Mail, rendering: Rendering, notice: Notice, reply: str
) -> None:
    """The message has been taken: to fail would send it again, or park what was told."""
    mail.replies["QUIT"] = reply
    by_smtp(mail, rendering, notice)
    assert (len(mail.messages), mail.commands[-1].upper()) == (1, "QUIT")
    mail.replies["BODY"] = "554 spam"
    with pytest.raises(DeliveryError, match=r"SMTPDataError 554$"):
        by_smtp(mail, rendering, notice)


def test_an_error_does_not_tell_the_configuration(
    mail: Mail, rendering: Rendering, notice: Notice, caplog: pytest.LogCaptureFixture
) -> None:
    """What c7n_mailer.email_delivery does: it logs the password."""
    caplog.set_level(logging.DEBUG)
    mail.replies["AUTH"] = "535 s3cret"
    with pytest.raises(DeliveryError) as raised:
        by_smtp(mail, rendering, notice, smtp_username="u", smtp_password="ssm:/c7n-reflex/notices/smtp")
    assert "s3cret" not in str(raised.value) + caplog.text
    assert raised.value.__suppress_context__


def test_nobody_there(mail: Mail, rendering: Rendering, notice: Notice) -> None:
    with pytest.raises(DeliveryError, match="ConnectionRefusedError") as raised:
        by_smtp(replace(mail, port=9), rendering, notice)
    assert not raised.value.permanent


def test_what_is_missing_is_said(rendering: Rendering, notice: Notice) -> None:
    with pytest.raises(DeliveryError, match="from_address is not configured") as raised:
        by_ses(rendering, notice, from_address="")
    assert raised.value.permanent
    with pytest.raises(DeliveryError, match="configure SES or SMTP"):
        by_ses(rendering, notice, sendgrid_api_key="k")
