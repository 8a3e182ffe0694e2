"""Entries in words."""

from __future__ import annotations

import pytest

from c7n_reflex.ledger import Cause, Result
from c7n_reflex.operator import showing
from c7n_reflex.pipeline.outcome import Outcome
from tests.ledger.examples import ENTRY, ID, KEY, RECORD, WAITING

CHANGED = RECORD.with_changes(
    outcome=Result.CHANGED, before={"attachments": ["vpc-1"]}, after={"attachments": []}
)
FIXED = ENTRY.with_changes(outcome=Outcome.FIXED, actions={KEY: CHANGED}, told="fixed", notified="T1")


def lines(entry, directory) -> list[str]:
    return [line.strip() for line in showing.details(entry, directory)]


def test_a_row_has_the_columns(directory):
    assert dict(zip(showing.COLUMNS, showing.row(FIXED, directory), strict=True)) == {
        "id": ID,
        "time": "2026-01-01T00:00:00Z",
        "policy": "policy",
        "account": "payments-prod",
        "region": "us-east-1",
        "resource": "igw-1",
        "outcome": "fixed",
        "by": "user/mallory",
    }


def test_a_row_says_that_it_was_undone(directory):
    assert showing.row(FIXED.with_changes(undone_by="f" * 32), directory)[6] == "fixed, undone"


def test_an_account_that_is_no_longer_known_is_shown_by_its_id(directory):
    assert showing.account_name("999999999999", directory) == "999999999999"


@pytest.mark.parametrize(
    ("cause", "by"),
    [
        (Cause(principal="arn:aws:sts::200000000001:assumed-role/Admin/alice"), "Admin/alice"),
        (Cause(principal="arn:aws:iam::200000000001:root"), "root"),
        (Cause(finding_id="finding", event_id="1"), "a finding"),
        (Cause(event_id="1", event_name="RunInstances"), "RunInstances"),
        (Cause(event_id="1"), "an event"),
        (Cause(), "a sweep"),
    ],
)
def test_who_or_what_it_was(cause, by):
    assert showing.caused_by(cause) == by


def test_all_of_an_entry(directory):
    shown = lines(FIXED, directory)
    assert shown[0] == f"{ID}  fixed"
    for expected in (
        "resource  aws.internet-gateway igw-1 in payments-prod (200000000001), us-east-1",
        "cause     AttachInternetGateway by arn:aws:iam::200000000001:user/mallory",
        "stages    route    2026-01-01T00:00:00Z  pass",
        "action    detach: changed. Detached igw-1 from vpc-1.",
        '- attachments[]: "vpc-1"',
        "+ attachments: []",
        "notice    queued at T1 about fixed",
        f"undo      c7n-reflex undo {ID}",
    ):
        assert expected in shown


def test_what_is_undone_says_by_which_and_offers_nothing(directory):
    shown = lines(FIXED.with_changes(undone_by="f" * 32), directory)
    assert f"undone    by {'f' * 32}" in shown
    assert not [line for line in shown if line.startswith("undo  ")]


def test_a_stock_action_cannot_be_undone(directory):
    stock = FIXED.with_changes(actions={KEY: CHANGED.with_changes(undo=None)})
    assert "undo      not possible: the action keeps nothing to take back with" in lines(stock, directory)


def test_a_failure_shows_its_error(directory):
    failed = CHANGED.with_changes(outcome=Result.FAILED, error="denied")
    shown = lines(ENTRY.with_changes(outcome=Outcome.FAILED, actions={KEY: failed}), directory)
    assert "error: denied" in shown
    assert "notice    none was queued" in shown


def test_a_proposal_shows_what_would_be_done_and_until_when(directory):
    plan = CHANGED.with_changes(outcome=Result.PLANNED, after=None)
    shown = lines(WAITING.with_changes(planned={KEY: plan.as_dict()}), directory)
    assert "action    detach: planned. Detached igw-1 from vpc-1." in shown
    assert f"approval  until 2999-01-01T00:00:00Z: c7n-reflex approve {ID}" in shown
    assert not [line for line in shown if line.startswith(("undo", "notice"))]


def test_json_of_many_leaves_states_out_and_of_one_has_all(directory):
    many, one = showing.summary(FIXED, directory), showing.full(FIXED, directory)
    assert set(one) - set(many) == {"actions", "before", "event", "planned"}
    assert one["account_name"] == many["account_name"] == "payments-prod"
    assert one["actions"][KEY]["after"] == {"attachments": []}
