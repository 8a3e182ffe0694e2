"""c7n-mailer's own classes for the rest, whose errors are raised here."""

from __future__ import annotations

import json
import sys
from typing import Any

import pytest

from mailer.channels.email import EmailChannel
from mailer.channels.stock import MESSAGE, SENT, StockChannel
from mailer.errors import DeliveryError
from mailer.model import Medium, Recipient, Rendering
from mailer.notice import Notice
from tests.mailer.channels.conftest import Vault
from tests.mailer.channels.servers import Web
from tests.mailer.messages import message


class Mail:
    """In place of EmailChannel."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, Any]] = []

    def post(self, address: str, mime: Any) -> None:
        self.sent.append((address, mime))


def send(address: str, notice: Notice, mail: Any = None, **config: Any) -> None:
    given = {"templates_folders": [], "contact_tags": [], **config}
    channel = StockChannel(given, Vault(), mail or EmailChannel.__new__(EmailChannel))
    rendering = Rendering("", "", "", data={MESSAGE: message(), SENT: "1795490000000"})
    channel.send(Recipient(Medium.STOCK, address), rendering, notice)


def splunk(web: Web, **more: Any) -> dict[str, Any]:
    return {"splunk_hec_url": web.url, "splunk_hec_token": "t0ken", **more}


@pytest.fixture(autouse=True)
def _awake(monkeypatch: pytest.MonkeyPatch) -> None:
    from c7n_mailer import splunk_delivery

    monkeypatch.setattr(splunk_delivery, "sleep", lambda _: None)


def test_splunk_gets_custodians_message(web: Web, notice: Notice) -> None:
    web.answers = [(200, '{"text": "Success"}', {})]
    send("splunkhec://security", notice, **splunk(web, splunk_hec_max_length=10))
    [(_, headers, body)] = web.got
    assert headers["Authorization"] == "Splunk t0ken"
    assert json.loads(body)["index"] == "security"


@pytest.mark.parametrize("answer", [(403, "no", {}), (200, '{"text": "hunter2"}', {})])
def test_splunks_refusal_is_an_error(
    web: Web, notice: Notice, answer: Any, caplog: pytest.LogCaptureFixture
) -> None:
    web.answers = [answer]
    with pytest.raises(DeliveryError, match="splunkhec did not take the notice: RuntimeError") as raised:
        send("splunkhec://security", notice, **splunk(web))
    assert len(web.got) == 1  # the queue tries again
    assert not raised.value.permanent
    assert "hunter2" not in caplog.text


def test_datadogs_refusal_is_an_error(monkeypatch: pytest.MonkeyPatch, notice: Notice) -> None:
    from datadog import api

    def refuse(*_: Any, **__: Any) -> None:
        assert api._mute is False
        raise ValueError("s3cret")

    monkeypatch.setattr(api, "_mute", True)
    monkeypatch.setattr(api.Metric, "send", refuse)
    with pytest.raises(DeliveryError, match="datadog did not take the notice: ValueError"):
        send("datadog://?metric_name=x", notice, datadog_api_key="k")


@pytest.mark.parametrize(
    ("address", "problem"),
    [
        ("splunkhec://security", "splunk_hec_url is not configured"),
        ("datadog://?metric_name=x", "datadog_api_key is not configured"),
        ("pigeon://north", "nothing here delivers to 'pigeon'"),
    ],
)
def test_what_is_not_configured_is_said(notice: Notice, address: str, problem: str) -> None:
    with pytest.raises(DeliveryError, match=problem) as raised:
        send(address, notice)
    assert raised.value.permanent


def test_what_the_archive_lacks_is_said(monkeypatch: pytest.MonkeyPatch, notice: Notice, web: Web) -> None:
    monkeypatch.setitem(sys.modules, "c7n_mailer.splunk_delivery", None)
    with pytest.raises(DeliveryError, match="the archive lacks what it needs") as raised:
        send("splunkhec://security", notice, **splunk(web))
    assert raised.value.permanent


class TestPeopleByDirectory:
    @pytest.fixture
    def found(self, monkeypatch: pytest.MonkeyPatch) -> dict[tuple[str, ...], str]:
        from c7n_mailer.email_delivery import EmailDelivery

        found: dict[tuple[str, ...], str] = {}
        monkeypatch.setattr(EmailDelivery, "__init__", lambda *_: None)
        monkeypatch.setattr(EmailDelivery, "get_emails_to_mimetext_map", lambda *_: found)
        return found

    def test_they_are_told_by_mail(self, notice: Notice, found: dict[tuple[str, ...], str]) -> None:
        found["ann@example.com", "bob@example.com"] = "mime"
        mail = Mail()
        send("resource-owner", notice, mail)
        assert mail.sent == [("ann@example.com", "mime"), ("bob@example.com", "mime")]

    def test_if_nobody_is_found_it_is_said(self, notice: Notice, found: dict[tuple[str, ...], str]) -> None:
        with pytest.raises(DeliveryError, match="nobody is known"):
            send("event-owner", notice, Mail())
