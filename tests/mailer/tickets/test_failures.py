"""What refuses, hangs up, is slow or is killed: no notice is lost, and no ticket opened twice."""

from __future__ import annotations

import logging
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from botocore.exceptions import ClientError

from mailer.errors import BusyError, DeliveryError
from mailer.tickets import store
from mailer.tickets.errors import TicketError
from tests.mailer.tickets.conftest import SECRET, Make, put_secret
from tests.mailer.tickets.desks import Desk
from tests.mailer.tickets.fakes import jira, servicenow
from tests.mailer.tickets.fakes.server import Request

SECRETS = (jira.TOKEN, servicenow.PASSWORD, servicenow.CLIENT_SECRET, servicenow.ACCESS, "wrong-secret")


def later(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    now = time.time
    monkeypatch.setattr(store.time, "time", lambda: now() + seconds)


def failure(desk: Desk, outcome: str = "failed", **given: Any) -> TicketError:
    with pytest.raises(TicketError) as raised:
        desk.send(outcome, **given)
    # Nothing hangs on it that whoever logs it would print.
    assert raised.value.__cause__ is None
    assert raised.value.__context__ is None or raised.value.__suppress_context__
    return raised.value


def test_too_many_requests_are_waited_for_as_long_as_asked(desk: Desk) -> None:
    desk.server.fault("POST", desk.creating, status=429, headers={"Retry-After": "3"})
    desk.send("failed")
    assert desk.count() == 1
    assert desk.pauses == [3.0]


def test_a_longer_wait_is_left_to_the_queue(desk: Desk) -> None:
    desk.server.fault("POST", desk.creating, status=429, headers={"Retry-After": "120"})
    error = failure(desk)
    assert (error.permanent, error.retry_after, desk.pauses) == (False, 120, [])
    desk.send("failed")  # at once: nothing holds the ticket
    assert desk.count() == 1


def test_too_many_requests_without_end_are_given_up_after_three(desk: Desk) -> None:
    desk.server.fault("POST", desk.creating, status=429, times=99)
    assert not failure(desk).permanent
    assert desk.server.count("POST", desk.creating) == 3
    assert desk.pauses == [0.5, 1.0]


@pytest.mark.parametrize("status", [500, 502, 503])
def test_what_may_be_repeated_is_repeated(desk: Desk, status: int) -> None:
    desk.send("failed")
    method, path = ("POST", "/comment") if desk.address.startswith("jira") else ("PATCH", "/incident/")
    desk.server.fault(method, path, status=status)
    desk.send("not-fixed")
    assert len(desk.said()) == 1


@pytest.mark.parametrize("fault", [{"status": 500}, {"drop": True}, {"hang": True}])
def test_opening_is_not_repeated_where_it_may_have_been_done(make: Make, fault: dict[str, Any]) -> None:
    desk = make(timeout=0.3)
    desk.server.fault("POST", desk.creating, **fault)
    started = time.monotonic()
    assert not failure(desk).permanent
    assert desk.server.count("POST", desk.creating) == 1
    assert time.monotonic() - started < 20  # a fake that hangs does so for 30


def test_a_ticket_whose_opening_was_not_heard_of_is_found(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was opened, and the connection broke, or the invocation was killed there."""
    desk.server.fault("POST", desk.creating, drop=True)
    failure(desk)
    assert desk.count() == 1
    with pytest.raises(BusyError) as busy:  # search may not know it yet, so nobody may look
        desk.send("failed", by=desk.channel())
    assert 50 <= busy.value.retry_after <= 62
    later(monkeypatch, 62)
    desk.send("failed", by=desk.channel())
    assert desk.count() == 1
    assert desk.said() == []
    assert desk.items()[0]["ticket"]["S"] == desk.only()


def test_a_ticket_that_could_not_be_noted_is_found(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    update = desk.dynamodb.update_item

    def refuse(**given: Any) -> Any:
        if ":ticket" in given["ExpressionAttributeValues"]:
            raise ClientError({"Error": {"Code": "ThrottlingException", "Message": "slow"}}, "UpdateItem")
        return update(**given)

    monkeypatch.setattr(desk.dynamodb, "update_item", refuse)
    assert "cannot be written in c7n-reflex-ledger: ThrottlingException" in str(failure(desk))
    monkeypatch.setattr(desk.dynamodb, "update_item", update)
    with pytest.raises(BusyError):  # nobody may look at once here, either
        desk.send("failed")
    later(monkeypatch, 62)
    desk.send("failed")
    assert desk.count() == 1


def test_it_is_found_by_what_closes_it_too(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.server.fault("POST", desk.creating, drop=True)
    failure(desk)
    later(monkeypatch, 62)
    desk.send("fixed", by=desk.channel())
    assert desk.closed()


def test_a_young_ticket_that_search_does_not_know_is_waited_for(
    jira: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Jira Cloud's search is some seconds behind."""
    desk = jira()
    desk.server.slow_index = True
    desk.server.fault("POST", desk.creating, drop=True)
    failure(desk)
    with pytest.raises(BusyError):
        desk.send("failed")
    desk.server.unindexed.clear()
    later(monkeypatch, 62)
    desk.send("failed")
    assert desk.count() == 1


def test_only_one_of_two_opens_it(desk: Desk) -> None:
    """While one is opening it, another comes: which is left on the queue and comments afterwards."""
    other = desk.channel()
    refused: list[BaseException] = []

    def intrude(request: Request) -> None:
        if request.method == "POST" and not refused:
            with pytest.raises(BusyError) as raised:
                desk.send("not-fixed", by=other)
            refused.append(raised.value)

    desk.server.before = intrude
    desk.send("failed")
    assert len(refused) == 1
    desk.send("not-fixed", by=other)
    assert desk.count() == 1
    assert len(desk.said()) == 1


def test_many_workers_open_one(make: Make) -> None:
    """Each with a notice of its own about one bucket; the queue has those come again that were too early."""
    desk, start = make(timeout=60), threading.Barrier(6)

    def work(number: int) -> None:
        channel = desk.channel(lambda _: threading.Event().wait(0.01))  # lets the others run
        start.wait(30)
        for _ in range(100):
            try:
                return desk.send("failed", f"e{number}:failed", by=channel, text=f"Notice {number}.")
            except BusyError:
                continue
        raise AssertionError("never free")

    desk.made = desk.channel()
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(work, range(6)))
    assert desk.count() == 1
    said = [*desk.said(), desk.fields()["description"]]
    assert sorted(next(n for n in range(6) if f"Notice {n}." in text) for text in said) == list(range(6))


def test_credentials_that_are_wrong_are_a_permanent_error(desk: Desk) -> None:
    desk.change_secret("another")
    error = failure(desk)
    assert error.permanent
    assert "HTTP 401, it does not accept the credentials" in str(error)
    assert desk.pauses == []
    assert desk.count() == 0


def test_credentials_that_were_changed_are_read_again(desk: Desk) -> None:
    desk.send("failed")
    desk.change_secret("changed")
    name, key = (jira.USER, "token") if desk.address.startswith("jira") else (servicenow.USER, "password")
    put_secret(desk.session, **{"user": name, key: "changed"})
    desk.send("not-fixed")
    assert len(desk.said()) == 1


def test_a_permission_that_is_missing_is_a_permanent_error(desk: Desk) -> None:
    if desk.address.startswith("jira"):
        desk.server.read_only.add("SEC")
    else:
        desk.server.forbidden.add("POST")
    error = failure(desk)
    assert error.permanent
    assert "HTTP 403" in str(error)
    assert desk.server.count("POST", desk.creating) == 1


@pytest.mark.parametrize(
    "text", ["wrong-secret", '["wrong-secret"]', '{"user": "wrong-secret"}', '{"user": 1}']
)
def test_a_secret_that_is_none_is_a_permanent_error_and_not_shown(desk: Desk, text: str) -> None:
    put_secret(desk.session, text)
    error = failure(desk)
    assert error.permanent
    assert f"secretsmanager:{SECRET} is not a JSON object with" in str(error)
    assert "wrong-secret" not in str(error)


def test_a_secret_that_is_missing_is_an_error(desk: Desk) -> None:
    (name,) = set(desk.config) & {"jira", "servicenow"}
    desk.config[name]["credentials"] = "ssm:/c7n-reflex/none"
    assert "ssm:/c7n-reflex/none cannot be read: ParameterNotFound" in str(failure(desk))


def test_a_package_that_was_not_packed_is_named(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    package = "jira" if desk.address.startswith("jira") else "pysnc"
    monkeypatch.setitem(sys.modules, package, None)
    error = failure(desk)
    assert f"the package {package} is not in the mailer's archive" in str(error)
    assert error.permanent


def test_an_answer_that_is_no_json_is_tried_again(desk: Desk) -> None:
    """A ServiceNow that sleeps, or a proxy, answers 200 with a page."""
    desk.send("failed")
    desk.server.fault("GET", "/issue/|/incident/", status=200, text="<html>asleep</html>")
    desk.send("not-fixed")
    assert len(desk.said()) == 1


def test_without_the_ledgers_table_nothing_is_opened(desk: Desk) -> None:
    desk.session.client("dynamodb").delete_table(TableName="c7n-reflex-ledger")
    error = failure(desk)
    assert not error.permanent
    assert desk.count() == 0


def test_who_lost_its_lease_notes_nothing(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """An invocation that took longer than its lease: the other one's note stands."""

    def overtake(request: Request) -> None:
        if request.method == "POST":
            desk.server.before = lambda _: None
            client = desk.session.client("dynamodb")
            key = {"id": client.scan(TableName="c7n-reflex-ledger")["Items"][0]["id"]}
            client.update_item(
                TableName="c7n-reflex-ledger",
                Key=key,
                UpdateExpression="SET holder = :other",
                ExpressionAttributeValues={":other": {"S": "other"}},
            )

    desk.server.before = overtake
    failure(desk)
    assert "ticket" not in desk.items()[0]
    assert desk.items()[0]["holder"]["S"] == "other"


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize(
    "fault",
    [
        {"status": 400},
        {"status": 401},
        {"status": 404},
        {"status": 429, "headers": {"Retry-After": "soon"}},
        {"status": 500},
        {"drop": True},
        {"status": 200, "text": "{"},
    ],
)
def test_no_secret_and_nothing_of_the_event_is_logged_or_raised(
    desk: Desk,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
    fault: dict[str, Any],
    method: str,
) -> None:
    """The fakes quote credentials in their errors, as some proxies do."""
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.INFO, "botocore")  # below that it logs what Secrets Manager answers
    for name in ("jira", "pysnc", "urllib3", "requests", "c7n_reflex"):
        caplog.set_level(logging.DEBUG, name)
    desk.server.fault(method, ".", times=99, **fault)
    with pytest.raises(DeliveryError) as raised:
        desk.send("failed", text="the-event's-text", subject="the-subject")
    shown = "".join([caplog.text, *capfd.readouterr(), str(raised.value), repr(raised.value.args)])
    for secret in (*SECRETS, "the-event's-text", "the-subject", "secret-looking", "Basic "):
        assert secret not in shown
    assert "Pool(" not in str(raised.value)  # what requests says has the whole address
