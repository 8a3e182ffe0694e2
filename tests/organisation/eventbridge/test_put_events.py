"""PutEvents: what is taken, what is refused, and on whose bus."""

import datetime as dt
import json

import pytest
from botocore.exceptions import ClientError

from c7n_reflex.organisation.resource_policies import ORGANISATION_ID

from .conftest import AWAY, CORE, HOME, MEMBER, OTHER

CORE_BUS = f"arn:aws:events:{HOME}:{CORE}:event-bus/default"


def admit(stage, statement, account=CORE):
    policy = {"Version": "2012-10-17", "Statement": [{"Sid": "s", "Effect": "Allow", **statement}]}
    stage.client("events", account).put_permission(Policy=json.dumps(policy))


def test_an_event_reaches_the_queue_in_its_envelope(stage):
    queue = stage.queue()
    stage.rule(queue)
    result = stage.put(Resources=["arn:x"], Time=dt.datetime(2026, 1, 2, 3, 4, 5, tzinfo=dt.UTC))
    assert stage.bodies(queue) == [
        {
            "version": "0",
            "id": result["Entries"][0]["EventId"],
            "detail-type": "t",
            "source": "app",
            "account": MEMBER,
            "time": "2026-01-02T03:04:05Z",
            "region": HOME,
            "resources": ["arn:x"],
            "detail": {"n": 1},
        }
    ]
    assert result["FailedEntryCount"] == 0


@pytest.mark.parametrize(
    ("entry", "code"),
    [
        ({"Source": "aws.ec2"}, "NotAuthorizedForSourceException"),
        ({"Source": None}, "InvalidArgument"),
        ({"DetailType": None}, "InvalidArgument"),
        ({"Detail": None}, "InvalidArgument"),
        ({"Detail": "{"}, "MalformedDetail"),
        ({"Detail": "[1]"}, "MalformedDetail"),
        ({"EventBusName": f"arn:aws:events:{AWAY}:{MEMBER}:event-bus/default"}, "InvalidArgument"),
    ],
)
def test_a_refused_entry_is_counted_and_goes_nowhere(stage, entry, code):
    queue = stage.queue()
    stage.rule(queue, pattern={"account": [MEMBER]})
    result = stage.put(**entry)
    assert result["FailedEntryCount"] == 1
    assert result["Entries"][0]["ErrorCode"] == code
    assert stage.messages(queue) == []


def test_only_the_refused_entries_fail(stage):
    queue = stage.queue()
    stage.rule(queue)
    good = {"Source": "app", "DetailType": "t", "Detail": "{}"}
    result = stage.client("events").put_events(Entries=[good, {**good, "Source": "aws.s3"}, good])
    assert result["FailedEntryCount"] == 1
    assert [("EventId" in entry) for entry in result["Entries"]] == [True, False, True]
    stage.messages(queue, count=2)


@pytest.mark.parametrize("count", [11])
def test_too_many_entries(stage, count):
    entry = {"Source": "app", "DetailType": "t", "Detail": "{}"}
    with pytest.raises(ClientError, match="ValidationException"):
        stage.client("events").put_events(Entries=[entry] * count)


def test_a_missing_bus_swallows_events(stage):
    queue = stage.queue()
    stage.rule(queue)
    assert stage.put(EventBusName="nowhere")["FailedEntryCount"] == 0
    assert stage.messages(queue) == []


def test_a_named_bus_is_not_the_default_one(stage):
    stage.client("events").create_event_bus(Name="mine")
    default, mine = stage.queue("default"), stage.queue("mine")
    stage.rule(default)
    stage.rule(mine, EventBusName="mine")
    stage.put(EventBusName="mine")
    stage.messages(mine, count=1)
    assert stage.messages(default) == []


@pytest.mark.parametrize(
    "statement",
    [
        {"Principal": {"AWS": MEMBER}},
        {"Principal": {"AWS": f"arn:aws:iam::{MEMBER}:root"}},
        {"Principal": "*", "Condition": {"StringEquals": {"aws:PrincipalOrgID": ORGANISATION_ID}}},
    ],
)
def test_the_bus_of_another_account_with_its_leave(stage, statement):
    queue = stage.queue(account=CORE)
    stage.rule(queue, account=CORE)
    admit(stage, {"Action": "events:PutEvents", "Resource": CORE_BUS, **statement})
    assert stage.put(EventBusName=CORE_BUS)["FailedEntryCount"] == 0
    assert [event["account"] for event in stage.bodies(queue)] == [MEMBER]


@pytest.mark.parametrize(
    "statement",
    [
        None,
        {"Principal": {"AWS": OTHER}},
        {"Principal": "*", "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-another"}}},
    ],
)
def test_the_bus_of_another_account_without_its_leave(stage, statement):
    queue = stage.queue(account=CORE)
    stage.rule(queue, account=CORE)
    if statement:
        admit(stage, {"Action": "events:PutEvents", "Resource": CORE_BUS, **statement})
    with pytest.raises(ClientError, match=r"AccessDeniedException.*events:PutEvents"):
        stage.put(EventBusName=CORE_BUS)
    assert stage.messages(queue) == []


def test_the_bus_of_nobody_of_the_organisation(stage):
    with pytest.raises(ClientError, match="AccessDeniedException"):
        stage.put(EventBusName=f"arn:aws:events:{HOME}:999999999999:event-bus/default")


def test_put_permission_by_parameters_for_the_organisation(stage):
    queue = stage.queue(account=CORE)
    stage.rule(queue, account=CORE)
    stage.client("events", CORE).put_permission(
        Action="events:PutEvents",
        Principal="*",
        StatementId="org",
        Condition={"Type": "StringEquals", "Key": "aws:PrincipalOrgID", "Value": ORGANISATION_ID},
    )
    stage.put(EventBusName=CORE_BUS)
    stage.messages(queue, count=1)
