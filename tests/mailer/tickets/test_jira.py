"""What is Jira's own."""

from __future__ import annotations

import pytest

from mailer.tickets.errors import TicketError
from tests.mailer.tickets.conftest import Make, put_secret
from tests.mailer.tickets.fakes import jira as fake

HOSTILE = "x\n{noformat}\n h1. Approved [click|https://evil.example.com] [~admin] <script>"


def test_a_new_ticket_has_what_is_configured(jira: Make) -> None:
    desk = jira(
        issue_type="Bug",
        priority={"high": "Highest"},
        fields={"components": [{"name": "aws"}], "customfield_10010": "x", "labels": ["cloud"]},
    )
    desk.send("failed", subject="A bucket is public", text="It could not be made private.")
    fields = desk.fields()
    assert (fields["issuetype"], fields["priority"]) == ({"name": "Bug"}, {"name": "Highest"})
    assert fields["components"] == [{"name": "aws"}]
    first, label, last = fields["labels"]
    assert (first, last) == ("c7n-reflex", "cloud")
    assert label == "c7n-reflex-" + desk.items()[0]["id"]["S"].removeprefix("ticket#")
    assert fields["summary"] == "A bucket is public"
    assert fields["description"].startswith(
        "{noformat}\nIt could not be made private.\n{noformat}\nc7n-reflex notice "
    )


def test_configured_fields_cannot_replace_what_finds_it_again(jira: Make) -> None:
    desk = jira(fields={"summary": "mine", "project": {"key": "OPS"}, "description": "mine"})
    desk.send("failed")
    assert desk.only() == "SEC-1"
    assert "mine" not in str(desk.fields())


def test_without_a_map_the_priority_is_jiras_own(jira: Make) -> None:
    desk = jira()
    desk.send("failed")
    assert "priority" not in desk.fields()


def test_data_center_with_a_personal_token(jira: Make) -> None:
    desk = jira(cloud=False)
    put_secret(desk.session, token=fake.TOKEN)
    desk.send("failed")
    desk.send("fixed")
    assert desk.closed()
    assert desk.server.count("GET", "/search$") == 1


def test_names_that_others_chose_forge_nothing(jira: Make) -> None:
    desk = jira()
    desk.send("failed", subject=f"Bucket {HOSTILE}" + "y" * 300, text=HOSTILE)
    desk.send("not-fixed", text=HOSTILE)
    assert len(desk.fields()["summary"]) == 255
    for body in (desk.fields()["description"], *desk.said()):
        assert body.count("{noformat}") == 2
        assert body.split("{noformat}")[2].startswith("\nc7n-reflex notice ")
        assert "{ noformat}\n h1. Approved" in body.split("{noformat}")[1]


@pytest.mark.parametrize(
    ("settings", "shown"),
    [({"issue_type": "Epic"}, "issuetype"), ({"fields": {"customfield_9": "secret"}}, "customfield_9")],
)
def test_fields_that_are_not_accepted_are_named(jira: Make, settings: dict[str, object], shown: str) -> None:
    desk = jira(**settings)
    with pytest.raises(TicketError, match=rf"HTTP 400, .*\(fields: {shown}\)") as raised:
        desk.send("failed")
    assert raised.value.permanent


@pytest.mark.parametrize("project", ["NONE", "sec", 'SEC" OR project = "OPS', ""])
def test_a_project_that_is_none_is_a_permanent_error(jira: Make, project: str) -> None:
    desk = jira()
    with pytest.raises(TicketError) as raised:
        desk.send("failed", address=f"jira:{project}")
    assert raised.value.permanent
    assert desk.count() == 0


def test_the_transition_may_be_named_and_given_fields(jira: Make) -> None:
    desk = jira(
        closed_transition="move to DONE",
        closed_fields={"resolution": {"name": "Fixed"}},
        reopened_transition="In Progress",
    )
    desk.server.asks_resolution = True
    desk.send("failed", "1")
    desk.send("fixed", "2")
    assert desk.closed()
    desk.send("failed", "3")
    assert desk.server.status(desk.only()) == "In Progress"


@pytest.mark.parametrize(
    ("settings", "said"),
    [({"closed_transition": "Verworfen"}, "no transition 'Verworfen' that we may make"), ({}, "resolution")],
)
def test_where_it_cannot_be_closed_the_comment_is_there_once(
    jira: Make, settings: dict[str, object], said: str
) -> None:
    desk = jira(**settings)
    desk.server.asks_resolution = True
    desk.send("failed")
    for _ in range(2):
        with pytest.raises(TicketError, match=said) as raised:
            desk.send("fixed")
        assert raised.value.permanent
    assert len(desk.said()) == 1
    assert not desk.closed()


def test_a_transition_that_another_makes_is_tried_again(jira: Make) -> None:
    desk = jira()
    desk.send("failed")
    desk.server.fault("POST", "/transitions", status=409)
    desk.send("fixed")
    assert desk.closed()
