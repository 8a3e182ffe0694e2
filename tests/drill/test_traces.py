"""What is read of the ledger and of the queues of failed events, and what is expected of it."""

from __future__ import annotations

import json

import boto3
import pytest
from moto import mock_aws

from c7n_reflex.drill import traces
from c7n_reflex.drill.model import Expectation, OutcomeCheck
from c7n_reflex.drill.outcome import Recorded
from c7n_reflex.drill.traces import Parked
from c7n_reflex.settings import FAILED_EVENTS_QUEUE
from tests.drill.examples import GROUP, account, performance
from tests.ledger.examples import ENTRY

FIXED = OutcomeCheck("${group}", "fixed")


def test_entries_belong_to_the_performance_whose_resource_they_are_about() -> None:
    mine = ENTRY.with_changes(resource=GROUP)
    others = [
        mine.with_changes(resource="sg-other"),
        mine.with_changes(account="200000000009"),
        mine.with_changes(region="eu-west-1"),
    ]
    (recorded,) = traces.of_performance([*others, mine], performance())
    assert (recorded.id, recorded.resource, recorded.outcome) == (mine.id, GROUP, str(mine.outcome))


@pytest.mark.parametrize(
    ("expected", "outcomes", "passed"),
    [
        ([FIXED], ["fixed"], True),
        ([FIXED], ["failed"], False),
        ([FIXED], ["fixed", "fixed"], False),
        ([FIXED], [], False),
        ([], ["fixed"], False),
        ([], [], True),
        ([FIXED, OutcomeCheck("${group}", "undone")], ["undone", "fixed"], True),
        ([OutcomeCheck("${nothing}", "fixed")], ["fixed"], False),
    ],
)
def test_the_ledger_has_just_the_expected_entries(
    expected: list[OutcomeCheck], outcomes: list[str], passed: bool
) -> None:
    played = performance(expect=Expectation(outcomes=tuple(expected)))
    recorded = [Recorded("1", "p", GROUP, outcome) for outcome in outcomes]
    (check,) = traces.outcome_checks(played, recorded)
    assert (check.kind, check.passed) == ("outcomes", passed)


def test_a_scenario_that_says_nothing_of_the_ledger_is_not_checked() -> None:
    assert traces.outcome_checks(performance(), [Recorded("1", "p", GROUP, "failed")]) == []


def test_parked_events_are_read_whole_and_stay() -> None:
    class Fake:
        def session(self, _: str, region: str) -> boto3.Session:
            return boto3.Session("a", "b", region_name=region)

    fake = Fake()
    with mock_aws():
        for region in account().regions:
            client = boto3.client("sqs", region, aws_access_key_id="a", aws_secret_access_key="b")
            url = client.create_queue(QueueName=FAILED_EVENTS_QUEUE)["QueueUrl"]
            for number in range(12 if region == "us-east-1" else 1):
                client.send_message(QueueUrl=url, MessageBody=json.dumps({"id": f"{region}-{number}"}))
        first = traces.parked(fake, [account()])  # type: ignore[arg-type]
        again = traces.parked(fake, [account()])  # type: ignore[arg-type]
    assert len({each.event_id for each in first}) == 13
    assert {each.region for each in first} == {"us-east-1", "eu-west-1"}
    assert sorted(first, key=str) == sorted(again, key=str)


@pytest.mark.parametrize("text", ["no JSON", "[]", "{}", '{"id": null}'])
def test_what_is_no_event_has_no_id(text: str) -> None:
    assert Parked("1", "r", text).event_id == ""
