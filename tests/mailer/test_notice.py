"""A message in plain words."""

from __future__ import annotations

from typing import Any

import pytest

from mailer.notice import Kind, Notice, of_message
from tests.mailer.messages import PAYMENTS, RECORD, action, directory, message


def notice(**changes: Any) -> Notice:
    return of_message(message(**changes), directory()[PAYMENTS])


def test_the_policy_says_why_and_how_back() -> None:
    told = notice()
    assert told.why == "An internet gateway was attached to a VPC."
    assert (told.severity, told.undo, told.contact) == ("high", "Attach it again.", "security@example.com")


def test_a_policy_that_says_nothing_leaves_nothing_out_but_that() -> None:
    told = notice(policy={"name": "bare", "resource": "aws.s3"})
    assert (told.why, told.severity, told.undo, told.contact) == ("", "unknown", "", "")


def test_records_on_resources_and_in_the_message_are_told_once() -> None:
    other = {"id": "2", "resource_id": "igw-2", "outcome": "failed", "error": "denied"}
    told = notice(remediations=[RECORD, other])
    assert [(each.record, each.resource) for each in told.changes] == [("0123abcd", "igw-1"), ("2", "igw-2")]
    assert told.outcome == "mixed"


def test_without_records_the_resources_are_named() -> None:
    told = notice(resources=[{"InternetGatewayId": "igw-9"}, {"odd": 1}])
    assert told.changes == []
    assert told.affected == ["igw-9", "a resource"]
    assert told.outcome == "reported"


@pytest.mark.parametrize(
    ("given", "kind", "outcome"),
    [
        ({"outcome": "fixed"}, Kind.CHANGED, "fixed"),
        ({"outcome": "exempt"}, Kind.CHANGED, "exempt"),
        ({"outcome": "observed"}, Kind.OBSERVED, "observed"),
        ({"outcome": "awaiting-approval"}, Kind.APPROVAL, "awaiting-approval"),
        ({"outcome": "failed"}, Kind.FAILED, "failed"),
        ({"outcome": "not-fixed"}, Kind.FAILED, "not-fixed"),
        ({"outcome": "over-limit"}, Kind.LIMIT, "over-limit"),
        ({"outcome": "", "alarm": "too many"}, Kind.LIMIT, "reported"),
        ({"outcome": "", "detail": "expires"}, Kind.PLAIN, "reported"),
        ({}, Kind.CHANGED, "reported"),
    ],
)
def test_the_outcome_decides_how_it_is_worded(given: dict[str, Any], kind: Kind, outcome: str) -> None:
    told = notice(resources=[], action=action(**given))
    assert (told.kind, told.outcome) == (kind, outcome)


def test_a_plan_without_an_outcome_is_only_observed() -> None:
    told = notice(remediations=[{**RECORD, "outcome": "planned"}], resources=[])
    assert told.kind is Kind.OBSERVED


def test_each_entry_that_can_be_undone_is_named_once() -> None:
    undoable = {**RECORD, "undo": {"vpcs": []}}
    failed = {**undoable, "id": "2", "outcome": "failed"}
    told = notice(remediations=[undoable, {**undoable, "action": "other"}, failed], resources=[])
    assert told.undoable == ["0123abcd"]
    assert notice().undoable == []  # its record has nothing to undo it with


def test_a_detail_has_several_lines_only_where_nothing_else_is_told() -> None:
    assert notice(resources=[], action=action(detail="a\nb")).detail == "a\nb"
    assert notice(action=action(detail="a\nb")).detail == "a b"
    assert notice(resources=[], action=action(detail="a\nb", outcome="failed")).detail == "a b"


def test_an_entry_is_one_word_for_the_shell() -> None:
    assert notice(action=action(entry="4f1c")).entry == "4f1c"
    assert notice(action=action(entry="4f; rm x")).entry == "'4f; rm x'"
    assert notice().entry == "0123abcd"  # the record's


def test_controls_may_have_titles() -> None:
    def controls(given: Any) -> list[tuple[str, str]]:
        policy = {"name": "p", "metadata": {"controls": given}}
        return [(each.id, each.title) for each in notice(policy=policy).controls]

    assert controls(["S3.2", {"S3.3": "Block\nwriting"}]) == [("S3.2", ""), ("S3.3", "Block writing")]
    assert controls({"S3.2": "Block"}) == [("S3.2", "Block")]
    assert controls(None) == controls([]) == []
    assert controls("S3.2") == [("S3.2", "")]


def test_resources_are_named_once_and_have_links() -> None:
    told = notice(action=action(affected=["igw-1", "igw-2"]))
    assert told.resources == ["igw-1", "igw-2"]
    assert told.link("igw-1").endswith("#InternetGateway:internetGatewayId=igw-1")
    assert told.link("no-gateway") == ""


def test_the_id_of_a_notice_is_its_own_or_that_of_its_content() -> None:
    assert notice(action=action(notice_id="n")).notice_id == "n"
    assert notice().notice_id == notice().notice_id != notice(region="us-east-1").notice_id


def test_an_exemption_is_for_ninety_days_from_the_run() -> None:
    assert "  until: 2027-02-22" in notice().exemption("igw-1")
    odd = notice(resources=[], action=action(affected=["b\nc"]))
    assert odd.resources == ["b c"]
    assert '  resource: "b\\U0000000Ac"' in odd.exemption("b c")  # the name as it is, not as it is shown


def test_attempts_are_a_number_or_not_known() -> None:
    assert notice(action=action(attempts=3)).attempts == 3
    assert notice(action=action(attempts="many")).attempts == 0
