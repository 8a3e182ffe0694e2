"""Webhooks' answers, and that their addresses are told nobody."""

from __future__ import annotations

import logging

import pytest
import urllib3

from mailer.channels.http import Http, is_safe
from mailer.errors import DeliveryError
from tests.mailer.channels.servers import Web


def failure(url: str) -> DeliveryError:
    with pytest.raises(DeliveryError) as raised:
        Http().post(url, {"text": "hunter2"}, service="Slack")
    return raised.value


def test_an_answer_is_read(web: Web) -> None:
    web.answers = [(202, '{"ok": true}', {})]
    answer = Http().post(web.url, {"text": "é"}, service="Slack", token="t0ken")
    assert (answer.status, answer.json()) == (202, {"ok": True})
    [(path, headers, body)] = web.got
    assert (path, body) == ("/services/T0/B0/s3cret", '{"text":"é"}')
    assert headers["Authorization"] == "Bearer t0ken"


@pytest.mark.parametrize("status", [400, 403, 404, 410, 413, 302])
def test_a_refusal_is_for_good_and_quotes_one_word(web: Web, status: int, naps: list[float]) -> None:
    web.answers = [(status, "no_service", {"Location": web.url})]
    error = failure(web.url)
    assert str(error) == f"Slack answered {status} no_service"
    assert error.permanent
    assert (len(web.got), naps) == (1, [])


def test_a_sentence_is_not_quoted(web: Web) -> None:
    web.answers = [(400, "you said hunter2", {})]
    assert str(failure(web.url)) == "Slack answered 400"


def test_a_throttle_is_tried_again_after_as_long_as_it_says(web: Web, naps: list[float]) -> None:
    web.answers = [(429, "", {"Retry-After": "2"}), (200, "ok", {})]
    assert Http().post(web.url, {}, service="Slack").text == "ok"
    assert naps == [2.0]


def test_a_long_wait_is_left_to_the_queue(web: Web, naps: list[float]) -> None:
    web.answers = [(429, "", {"Retry-After": "30"})]
    error = failure(web.url)
    assert (error.permanent, error.retry_after, naps, len(web.got)) == (False, 30.0, [], 1)


@pytest.mark.parametrize("status", [500, 502, 503])
def test_what_fails_on_their_side_may_pass(web: Web, status: int, naps: list[float]) -> None:
    web.answers = [(status, "oops", {})]
    error = failure(web.url)
    assert (error.permanent, len(web.got), len(naps)) == (False, 2, 1)


def test_nobody_there_is_no_secret_told(web: Web, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    web.answers = [(0, "", {})]
    for url in (
        web.url,
        "http://127.0.0.1:9/services/s3cret",
        "https://[s3cret/x",
        "http://127.0.0.1:9/s3cret\x00",
    ):
        error = failure(url)
        assert "s3cret" not in str(error) + caplog.text
        assert error.__cause__ is None
        assert error.__context__ is None or error.__suppress_context__


def test_what_urllib3_says_is_not_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    """With its own retries it names the whole address."""

    def fail(*_: object, **__: object) -> None:
        raise urllib3.exceptions.MaxRetryError(urllib3.HTTPConnectionPool("127.0.0.1"), "/services/s3cret")

    client = Http()
    monkeypatch.setattr(client._pool, "request", fail)
    with pytest.raises(DeliveryError) as raised:
        client.post("http://127.0.0.1:9/services/s3cret", {}, service="Slack")
    assert str(raised.value) == "Slack did not answer: MaxRetryError"


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://hooks.slack.com/services/x", True),
        ("http://127.0.0.1:1/x", True),
        ("http://localhost/x", True),
        ("http://hooks.slack.com/x", False),
        ("http://169.254.169.254/latest", False),
        ("file:///etc/passwd", False),
        ("https://[", False),
        ("", False),
    ],
)
def test_only_what_is_encrypted_is_posted_to(url: str, safe: bool) -> None:
    assert is_safe(url) is safe


def test_what_is_not_encrypted_is_refused_for_good() -> None:
    error = failure("http://hooks.slack.com/services/s3cret")
    assert (str(error), error.permanent) == ("Slack: the webhook is no https address", True)
