"""The settings of a deployment."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from c7n_reflex.modes.deployment import RETENTIONS, Deployment, problems


@pytest.fixture(scope="module")
def cloud() -> None:
    """No AWS is needed here."""


def test_the_policy_counts_before_the_accounts_file_and_that_before_the_default() -> None:
    found = Deployment.of({"retries": 0}, {"retries": 1, "event-age": 60})
    assert (found.retries, found.event_age, found.log_retention) == (0, 60, 90)
    assert Deployment.of(None, {}) == Deployment()


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"retries": 0, "event-age": 21600, "log-retention": 3653, "tracing": "Active"},
        {"snapstart": True, "alarm": False, "concurrency": None},
        {"concurrency": 1000},
    ],
)
def test_what_lambda_takes_is_no_problem(given: dict[str, Any]) -> None:
    assert list(problems(given)) == []


@pytest.mark.parametrize(
    ("given", "key", "said"),
    [
        ({"retrys": 1}, "retrys", "did you mean 'retries'?"),
        ({"zzz": 1}, "zzz", "known keys: "),
        ({"retries": 3}, "retries", "from 0 to 2"),
        ({"retries": True}, "retries", "from 0 to 2"),
        ({"retries": None}, "retries", "from 0 to 2"),
        ({"event-age": 59}, "event-age", "from 60"),
        ({"log-retention": 8}, "log-retention", "one of"),
        ({"log-retention": True}, "log-retention", "one of"),
        ({"tracing": "on"}, "tracing", "Active or PassThrough"),
        ({"architecture": "arm"}, "architecture", "x86_64 or arm64"),
        ({"alarm": "yes"}, "alarm", "true or false"),
        ({"concurrency": 0}, "concurrency", "from 1"),
        ([], "", "is no mapping"),
    ],
)
def test_what_is_not_usable_is_named(given: object, key: str, said: str) -> None:
    ((found, text),) = problems(given)
    assert found == key
    assert said in text


@given(st.dictionaries(st.text(max_size=12) | st.integers(), st.none() | st.integers() | st.lists(st.text())))
def test_anything_written_is_named_or_taken(given: dict[Any, Any]) -> None:
    if not list(problems(given)):
        assert isinstance(Deployment.of(given), Deployment)


def test_retentions_are_those_of_cloudwatch() -> None:
    import botocore.session

    model = botocore.session.Session().get_service_model("logs")
    days = model.shape_for("Days").documentation
    assert all(str(each) in days for each in RETENTIONS)
