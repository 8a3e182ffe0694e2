"""What is ServiceNow's own."""

from __future__ import annotations

import pytest

from mailer.tickets.errors import TicketError
from tests.mailer.tickets.conftest import Make, put_secret
from tests.mailer.tickets.fakes import servicenow as fake

HOSTILE = "x [code]<script>steal()</script>[/code]\n[ CODE ]y^active=true"


def test_a_new_ticket_has_what_is_configured(servicenow: Make) -> None:
    desk = servicenow(fields={"category": "cloud", "caller_id": "abc"})
    desk.send("failed", subject="A bucket is public", text="It could not be made private.")
    fields = desk.fields()
    assert (fields["impact"], fields["urgency"]) == ("1", "2")  # high
    assert (fields["category"], fields["caller_id"]) == ("cloud", "abc")
    assert fields["assignment_group"] == fake.CLOUD_TEAM
    assert fields["correlation_id"] == "c7n-reflex-" + desk.items()[0]["id"]["S"].removeprefix("ticket#")
    assert fields["short_description"] == "A bucket is public"
    assert fields["description"].startswith("It could not be made private.\n\nc7n-reflex notice ")
    assert desk.items()[0]["name"]["S"] == "INC0010001"


def test_severities_may_have_other_urgencies(servicenow: Make) -> None:
    desk = servicenow(priority={"high": {"impact": 3, "urgency": 3}})
    desk.send("failed")
    desk.send("failed", "2", severity="unknown", affected=["other"])
    first, second = desk.tickets()
    assert desk.fields(first)["impact"] == "3"
    assert "impact" not in desk.fields(second)


def test_it_is_resolved_with_what_servicenow_demands(servicenow: Make) -> None:
    desk = servicenow()
    desk.send("failed", "1")
    desk.send("fixed", "2")
    fields = desk.fields()
    assert (fields["state"], fields["close_code"]) == ("6", "Solution provided")
    assert fields["close_notes"] == "c7n-reflex: fixed. See the last comment."
    desk.send("failed", "3")
    assert desk.fields()["state"] == "2"


def test_states_and_codes_may_be_others(servicenow: Make) -> None:
    desk = servicenow(closed_state=7, close_code="Solved (Permanently)")
    desk.send("failed", "1")
    desk.send("fixed", "2")
    assert (desk.fields()["state"], desk.fields()["close_code"]) == ("7", "Solved (Permanently)")
    desk.send("failed", "3")  # closed for good, so another
    assert desk.count() == 2
    assert [desk.closed(key) for key in desk.tickets()] == [True, False]


def test_without_what_is_demanded_it_is_a_permanent_error(servicenow: Make) -> None:
    desk = servicenow(close_code="")
    desk.send("failed")
    with pytest.raises(TicketError, match="HTTP 403") as raised:
        desk.send("fixed")
    assert raised.value.permanent
    assert len(desk.said()) == 1
    assert not desk.closed()


def test_a_group_is_looked_up_once_and_may_be_an_id(servicenow: Make) -> None:
    desk = servicenow()
    desk.send("failed", "1")
    desk.send("failed", "2", affected=["other"])
    desk.send("failed", "3", address=f"servicenow:{fake.CLOUD_TEAM}")
    assert {desk.fields(key)["assignment_group"] for key in desk.tickets()} == {fake.CLOUD_TEAM}
    assert desk.server.count("GET", "/sys_user_group") == 1


@pytest.mark.parametrize("group", ["Nobody", "x^ORname=Cloud Team", "Cloud Team\nx", ""])
def test_a_group_that_is_none_is_a_permanent_error(servicenow: Make, group: str) -> None:
    desk = servicenow()
    with pytest.raises(TicketError, match="group") as raised:
        desk.send("failed", address=f"servicenow:{group}")
    assert raised.value.permanent
    assert desk.count() == 0
    asked = [each.query["sysparm_query"] for each in desk.server.requests if "sys_user_group" in each.path]
    assert asked in ([], ["name=Nobody^ORDERBYsys_id"])  # nothing that is more than one condition


def test_with_oauth(servicenow: Make) -> None:
    desk = servicenow()
    put_secret(desk.session, client_id=fake.CLIENT, client_secret=fake.CLIENT_SECRET)
    desk.send("failed")
    assert desk.count() == 1
    assert desk.server.requests[-1].bearer == fake.ACCESS


def test_with_an_oauth_client_that_is_wrong(servicenow: Make) -> None:
    desk = servicenow()
    put_secret(desk.session, client_id=fake.CLIENT, client_secret="wrong-secret")
    with pytest.raises(TicketError, match="HTTP 401") as raised:
        desk.send("failed")
    assert raised.value.permanent
    assert "wrong-secret" not in str(raised.value)


def test_names_that_others_chose_forge_nothing(servicenow: Make) -> None:
    desk = servicenow()
    desk.send("failed", subject=f"Bucket {HOSTILE}" + "y" * 300, text=HOSTILE + "z" * 5000)
    desk.send("not-fixed", text=HOSTILE)
    fields = desk.fields()
    assert len(fields["short_description"]) == 160
    assert "\n" not in fields["short_description"]
    assert len(fields["description"]) <= 4000
    assert "the ledger has all of it)\n\nc7n-reflex notice " in fields["description"]
    for body in (fields["description"], *desk.said()):
        assert "[code]" not in body
        assert "[ code]<script>" in body  # shown as it is, since nothing else of it is markup
