"""The ledger in DynamoDB."""

from __future__ import annotations

import time

import boto3
import pytest
from moto import mock_aws

from c7n_reflex.ledger import Cause, Outcome, Record, TableLedger, record_id

RECORD = Record(
    id=record_id("event", "policy"),
    policy="policy",
    action="detach",
    resource_type="aws.internet-gateway",
    resource="igw-1",
    account="200000000001",
    region="us-east-1",
    started="2026-01-01T00:00:00Z",
    cause=Cause(event_id="event", principal="arn:aws:iam::200000000001:user/mallory"),
    change="Detached igw-1 from vpc-1.",
    before={"attachments": ["vpc-1"], "share": 0.5, "UserData": "secret", "deep": [{"UserData": "secret"}]},
    undo={"vpcs": ["vpc-1"]},
)


@pytest.fixture
def table():
    with mock_aws():
        dynamodb = boto3.resource("dynamodb", "us-east-1", aws_access_key_id="x", aws_secret_access_key="x")
        yield dynamodb.create_table(
            TableName="c7n-reflex-ledger",
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )


@pytest.fixture
def ledger(table):
    return TableLedger(table)


def test_a_record_comes_back_as_it_was_but_for_secrets(ledger):
    ledger.begin(RECORD)
    expected = {"attachments": ["vpc-1"], "share": 0.5, "deep": [{}]}
    assert ledger.get(RECORD.id) == RECORD.with_changes(before=expected)


def test_no_secret_is_stored(ledger, table):
    ledger.begin(RECORD)
    assert "secret" not in str(table.scan()["Items"])


def test_items_expire_after_400_days(ledger, table):
    ledger.begin(RECORD)
    expires = int(table.get_item(Key={"id": RECORD.id})["Item"]["expires"])
    assert abs(expires - time.time() - 400 * 86400) < 600


def test_a_second_beginning_keeps_the_first_state_before(ledger):
    ledger.begin(RECORD)
    second = ledger.begin(RECORD.with_changes(before={"attachments": []}, undo={}, started="later"))
    assert second.before["attachments"] == ["vpc-1"]
    assert second.undo == {"vpcs": ["vpc-1"]}
    assert second.started == RECORD.started


def test_finishing_writes_the_outcome_and_the_state_after(ledger):
    ledger.finish(ledger.begin(RECORD), Outcome.CHANGED, after={"attachments": []})
    stored = ledger.get(RECORD.id)
    assert (stored.outcome, stored.after) == (Outcome.CHANGED, {"attachments": []})
    assert stored.finished
    assert stored.undo == {"vpcs": ["vpc-1"]}


def test_changed_does_not_fall_back_to_unchanged(ledger):
    changed = ledger.finish(ledger.begin(RECORD), Outcome.CHANGED)
    assert ledger.finish(changed, Outcome.UNCHANGED).outcome is Outcome.CHANGED
    assert ledger.get(RECORD.id).outcome is Outcome.CHANGED


def test_a_failure_keeps_its_error(ledger):
    ledger.finish(ledger.begin(RECORD), Outcome.FAILED, error="denied")
    assert ledger.get(RECORD.id).error == "denied"


def test_telling_the_owner_and_undoing_are_recorded(ledger):
    changed = ledger.finish(ledger.begin(RECORD), Outcome.CHANGED, after={"attachments": []})
    told = ledger.notified(changed)
    assert ledger.get(RECORD.id).notified == told.notified != ""
    ledger.undone(told)
    assert ledger.get(RECORD.id).outcome is Outcome.UNDONE


def test_an_unknown_id_is_none(ledger):
    assert ledger.get("0" * 32) is None


def test_lists_by_field_oldest_first(ledger):
    ledger.begin(RECORD.with_changes(id="b", started="2026-01-02T00:00:00Z"))
    ledger.begin(RECORD.with_changes(id="a", started="2026-01-03T00:00:00Z"))
    ledger.begin(RECORD.with_changes(id="c", account="200000000002"))
    assert [record.id for record in ledger.list(account="200000000001")] == ["b", "a"]
    assert [record.id for record in ledger.list()] == ["c", "b", "a"]
    assert ledger.list(account="200000000001", policy="other") == []


def test_other_errors_are_not_swallowed(ledger, table):
    table.delete()
    with pytest.raises(Exception, match="ResourceNotFound"):
        ledger.begin(RECORD)
