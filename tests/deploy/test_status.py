"""What a status is made of: metrics in as few calls as may be, what is wrong, and how it is shown."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from c7n_reflex.accounts import Directory
from c7n_reflex.deploy import metrics, showing_status, status
from c7n_reflex.deploy.status import Queue, Running, Status
from c7n_reflex.deploy.units import Survey
from c7n_reflex.deploy.units.model import CODE
from tests.deploy.fake_site import denied, site

NOW = datetime.now(UTC)


def test_metrics_of_many_functions_are_asked_for_in_few_calls() -> None:
    calls: list[tuple[str, dict[str, Any]]] = []

    def answer(**arguments: Any) -> dict[str, Any]:
        asked = arguments["MetricDataQueries"]
        assert len(asked) <= 500
        assert len({each["Id"] for each in asked}) == len(asked)
        first = asked[0]["Id"]
        values = {"Id": first, "Timestamps": [NOW, NOW - timedelta(hours=1)], "Values": [0.0, 3.0]}
        return {"MetricDataResults": [values]}

    there = site(calls, cloudwatch={"get_metric_data": answer})
    found = metrics.of_functions(there, [f"f{number}" for number in range(251)], 24)
    assert len(calls) == 2
    # Zero is a data point, too, but no event.
    ran = metrics.Ran(3, 0, NOW - timedelta(hours=1))
    assert found == {"f0": ran, "f250": ran}


def test_the_last_entry_of_a_log() -> None:
    streams = {"logStreams": [{"lastEventTimestamp": 1_700_000_000_000}]}
    there = site(logs={"describe_log_streams": streams})
    assert metrics.last_log(there, "f") == datetime.fromtimestamp(1_700_000_000, UTC)
    assert metrics.last_log(site(logs={"describe_log_streams": {"logStreams": []}}), "f") is None


def survey(**changes: Any) -> Survey:
    """Of a function that is as it was deployed, but for the changes."""
    same = {"CodeSha256": "s"}
    given: dict[str, Any] = {
        "tags": {CODE: "d s", "custodian-info": "mode=cloudtrail:version=1"},
        "concurrency": {},
        "live": {**same, "Version": "1"},
        "latest": same,
        "rules": [{"Name": "f", "State": "ENABLED"}],
        **changes,
    }
    function = {
        "Configuration": given["latest"],
        "Tags": given["tags"],
        "Concurrency": given["concurrency"],
    }
    answers = {
        "list_functions": {"Functions": [{"FunctionName": "f"}] if given["latest"] else []},
        "get_function": function,
        "get_function_configuration": given["live"],
    }
    return Survey(site(lambda_=answers, events={"list_rules": {"Rules": given["rules"]}}), "f")


CONFIG_TAGS = {CODE: "d s", "custodian-info": "mode=config-rule:version=1"}


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({}, []),
        ({"rules": [{"Name": "f", "State": "DISABLED"}]}, ["disabled"]),
        ({"rules": []}, ["no rule"]),
        ({"rules": [], "tags": CONFIG_TAGS}, []),
        ({"concurrency": {"ReservedConcurrentExecutions": 0}}, ["stopped (concurrency 0)"]),
        ({"concurrency": {"ReservedConcurrentExecutions": 2}}, []),
        ({"live": {}}, ["not deployed to its end"]),
        ({"live": {"CodeSha256": "old", "Version": "1"}}, ["not the newest version"]),
        ({"tags": {CODE: "d another"}}, ["other code"]),
        ({"latest": {}}, ["its function is gone"]),
    ],
)
def test_what_is_wrong(changes: dict[str, Any], wrong: list[str]) -> None:
    assert list(status._wrong(survey(**changes))) == wrong


def test_a_queue_that_is_missing_is_not_known_and_one_that_is_denied_is_an_error() -> None:
    missing = denied("GetQueueUrl")
    missing.response["Error"]["Code"] = "AWS.SimpleQueueService.NonExistentQueue"
    assert status._waiting(site(sqs={"get_queue_url": missing})) is None
    with pytest.raises(type(missing)):
        status._waiting(site(sqs={"get_queue_url": denied("GetQueueUrl")}))


def running(**changes: Any) -> Running:
    return Running(
        **{"policy": "p", "function": "f", "account": "200000000001", "region": "eu-west-1", **changes}
    )


def test_fine_is_what_runs_as_deployed_without_errors_and_waiting_events() -> None:
    def fine(*running: Running, waiting: int | None = None) -> bool:
        return Status(running, (Queue("200000000001", "eu-west-1", waiting),)).fine

    assert fine(running(), running(events=3, errors=0), waiting=0)
    assert not fine(running(), running(errors=1))
    assert not fine(running(wrong=("disabled",)))
    assert not fine(running(), waiting=1)


def test_it_is_grouped_by_policy_and_fits_100_columns(directory: Directory) -> None:
    long = running(
        policy="b", version="12", deployed="2026-11-25T09:04:11.000+0000", wrong=("rolled back from 13",)
    )
    given = Status((long, running(policy="a", events=12_345, errors=0, last=NOW), running(policy="b")), ())
    lines = [text for text, _ in showing_status.lines(given, directory)]
    assert [line for line in lines if not line.startswith(" ")] == ["a", "b"]
    assert max(map(len, lines)) <= 100
    assert "2026-11-25 09:04" in lines[4]
    assert showing_status.summary(given) == "3 functions of 2 policies: 2 fine, 1 not as deployed"
    problems = [text for text, _ in showing_status.lines(given, directory, problems=True)]
    assert len(problems) == 3  # titles, policy, the one function
    assert showing_status.summary(Status((), ())) == "nothing is deployed here"


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [(5, "0 min ago"), (3599, "59 min ago"), (7200, "2 h ago"), (90_000, "1 d ago"), (-20, "0 min ago")],
)
def test_how_long_ago(seconds: int, shown: str) -> None:
    assert showing_status._ago(NOW - timedelta(seconds=seconds), NOW) == shown
