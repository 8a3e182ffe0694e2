"""From opened to closed, in both systems, over their own clients."""

from __future__ import annotations

import pytest

from mailer.model import Medium, Recipient, Rendering, Via
from mailer.tickets.errors import TicketError
from tests.mailer.tickets.conftest import Make
from tests.mailer.tickets.desks import Desk, notice


@pytest.mark.parametrize("outcome", ["failed", "not-fixed", "awaiting-approval", "observed", "planned"])
def test_what_somebody_has_to_see_to_opens_a_ticket(desk: Desk, outcome: str) -> None:
    desk.send(outcome)
    assert not desk.closed()
    assert desk.said() == []
    (item,) = desk.items()
    assert (item["state"]["S"], item["ticket"]["S"]) == ("open", desk.only())


@pytest.mark.parametrize("outcome", ["fixed", "acted", "undone", "handled"])
def test_what_needs_nobody_opens_none_and_leaves_no_item(desk: Desk, outcome: str) -> None:
    desk.send(outcome)
    assert desk.count() == 0
    assert desk.items() == []


def test_what_is_told_next_is_a_comment(desk: Desk) -> None:
    desk.send("failed")
    desk.send("not-fixed", text="It still is public.")
    (comment,) = desk.said()
    assert "It still is public." in comment
    assert not desk.closed()


@pytest.mark.parametrize("outcome", ["fixed", "acted", "undone", "settled"])
def test_it_is_closed_with_the_explanation_when_it_is_over(desk: Desk, outcome: str) -> None:
    desk.send("failed")
    desk.send(outcome, text="The bucket is private.")
    assert desk.closed()
    assert "The bucket is private." in desk.said()[0]
    assert desk.items()[0]["state"]["S"] == "closed"


def test_what_neither_opens_nor_closes_is_only_a_comment(desk: Desk) -> None:
    desk.send("failed")
    desk.send("approval-expired")
    assert len(desk.said()) == 1
    assert not desk.closed()


def test_it_is_opened_again_when_it_returns(desk: Desk) -> None:
    desk.send("failed", "e1:failed")
    desk.send("fixed", "e1:fixed")
    desk.send("failed", "e2:failed")
    assert desk.count() == 1
    assert not desk.closed()
    assert len(desk.said()) == 2


def test_one_that_a_person_closed_is_opened_again_too(desk: Desk) -> None:
    desk.send("failed", "e1:failed")
    desk.close_by_hand()
    desk.send("failed", "e2:failed")
    assert not desk.closed()


def test_where_fixed_opens_one_it_is_opened_and_closed(make: Make) -> None:
    desk = make(open_on=["failed", "fixed"])
    desk.send("fixed", text="The bucket is private.")
    assert desk.closed()
    assert "The bucket is private." in desk.fields()["description"]
    assert desk.said() == []  # nothing twice
    desk.send("observed", affected=["other"])  # not in `open_on`
    assert desk.count() == 1


def test_what_an_owner_does_not_want_to_be_told_of_opens_none_but_closes_one(desk: Desk) -> None:
    desk.send("observed", via=Via.MUTED)
    assert desk.items() == []
    desk.send("failed", via=Via.ACCOUNT_OWNER)
    desk.send("fixed", via=Via.MUTED)
    assert desk.count() == 1
    assert desk.closed()


def test_one_for_each_policy_account_region_and_resource(desk: Desk) -> None:
    desk.send("failed", "1")
    for number, other in enumerate(({"policy": "p"}, {"region": "us-east-1"}, {"affected": ["other"]})):
        desk.send("failed", f"other{number}", **other)
    assert desk.count() == 4
    assert [desk.said(key) for key in desk.tickets()] == [[]] * 4


def test_the_same_notice_twice_makes_one_comment(desk: Desk) -> None:
    for _ in range(2):
        desk.send("failed", "e1:failed")
    for _ in range(2):
        desk.send("not-fixed", "e1:not-fixed")
    assert len(desk.said()) == 1


def test_a_notice_that_comes_a_second_time_late_opens_nothing_again(desk: Desk) -> None:
    """SQS delivers at least once."""
    desk.send("failed", "e1:failed")
    desk.send("fixed", "e1:fixed")
    desk.send("failed", "e1:failed")
    assert desk.closed()


def test_a_notice_that_was_said_but_not_noted_is_not_said_again(desk: Desk) -> None:
    """The invocation was killed after the comment: what it left behind is a lease that is over."""
    desk.send("failed", "e1:failed")
    desk.send("not-fixed", "e1:not-fixed")
    key = {"id": desk.items()[0]["id"]}
    client = desk.session.client("dynamodb")
    client.update_item(TableName="c7n-reflex-ledger", Key=key, UpdateExpression="REMOVE told")
    desk.send("not-fixed", "e1:not-fixed")
    assert len(desk.said()) == 1
    desk.send("not-fixed", "e2:not-fixed")
    assert len(desk.said()) == 2


def test_notices_without_an_identity_are_all_said(desk: Desk) -> None:
    desk.send("failed", "e1:failed")
    nameless = Rendering(subject="s", text="stock notify", short="")
    channel = desk.channel()
    for _ in range(2):
        channel.send(Recipient(Medium.TICKET, desk.address), nameless, notice("failed"))
    assert len(desk.said()) == 2


def test_where_it_is_gone_for_good_another_is_opened(desk: Desk) -> None:
    desk.send("failed", "e1:failed")
    old = desk.only()
    desk.lose()
    desk.send("failed", "e2:failed", text="Public again.")
    (new,) = set(desk.tickets()) - {old} or {desk.only()}
    assert "Public again." in desk.fields(new)["description"]
    assert not desk.closed(new)
    desk.send("failed", "e3:failed")
    assert len(desk.said(new)) == 1
    assert desk.items()[0]["generation"]["N"] == "2"


def test_where_it_is_gone_and_over_nothing_is_opened(desk: Desk) -> None:
    desk.send("failed")
    desk.lose()
    before = desk.count()
    desk.send("fixed")
    assert desk.count() == before


def test_a_system_that_is_not_configured_is_a_permanent_error(desk: Desk) -> None:
    with pytest.raises(TicketError, match=r"tickets\.zendesk is not configured") as raised:
        desk.send("failed", address="zendesk:x")
    assert raised.value.permanent
    assert desk.items() == []
