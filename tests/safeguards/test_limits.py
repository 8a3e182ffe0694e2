"""Limits of a policy, the counters of an hour on moto, and the one alarm."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from c7n.exceptions import PolicyValidationError
from moto import mock_aws

from c7n_reflex.safeguards import limits
from c7n_reflex.safeguards.limits import (
    HourlyCounter,
    LimitReached,
    Limits,
    alarm_told,
    first_alarm,
    of_policy,
)

HOUR = "2026-11-24T03"
A, B = "200000000001", "200000000002"
REACHED = LimitReached("account", A, 100, HOUR, "Enough.")


def policy(**given: Any) -> dict[str, Any]:
    return {"name": "open-bucket", "metadata": {"limits": given}}


class TestOfPolicy:
    @pytest.mark.parametrize("data", [{"name": "bare"}, {"metadata": None}, {"metadata": {}}, policy()])
    def test_defaults(self, data: dict[str, Any]) -> None:
        assert of_policy(data) == Limits(25, 200, 100)

    def test_what_it_says(self) -> None:
        assert of_policy(policy(**{"resources-per-event": 3, "policy-per-hour": 7})) == Limits(3, 7, 100)

    @pytest.mark.parametrize(
        ("given", "named", "advice"),
        [
            ({"resource-per-event": 3}, "'resource-per-event'", "'resources-per-event'"),
            (
                {"account-per-hour": 3},
                "'account-per-hour'",
                "policy-per-hour",
            ),  # an account's is not a policy's
            ({"policy-per-hour": 0}, "policy-per-hour is 0", "whole number"),
            ({"policy-per-hour": -1}, "-1", "whole number"),
            ({"policy-per-hour": "7"}, "'7'", "whole number"),
            ({"policy-per-hour": 1.5}, "1.5", "whole number"),
            ({"policy-per-hour": True}, "True", "whole number"),
            ({7: 7}, "unknown key 7", "known keys"),
        ],
    )
    def test_a_mistake_is_named(self, given: dict[Any, Any], named: str, advice: str) -> None:
        with pytest.raises(PolicyValidationError) as raised:
            of_policy({"name": "open-bucket", "metadata": {"limits": given}})
        assert "policy:open-bucket metadata.limits" in str(raised.value)
        assert named in str(raised.value)
        assert advice in str(raised.value)

    @pytest.mark.parametrize("given", [[], "7", 7, None])
    def test_something_else_than_a_mapping(self, given: Any) -> None:
        with pytest.raises(PolicyValidationError, match="mapping"):
            of_policy({"name": "x", "metadata": {"limits": given}})

    def test_the_environment_changes_the_defaults(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("C7N_REFLEX_ACCOUNT_LIMIT", "11")
        monkeypatch.setenv("C7N_REFLEX_POLICY_LIMIT", "22")
        assert of_policy({}) == Limits(25, 22, 11)
        assert of_policy(policy(**{"policy-per-hour": 7})) == Limits(25, 7, 11)

    @pytest.mark.parametrize("wrong", ["none", "0", "-3", "1.5"])
    def test_a_wrong_environment_is_not_ignored(self, wrong: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("C7N_REFLEX_ACCOUNT_LIMIT", wrong)
        with pytest.raises(PolicyValidationError, match="C7N_REFLEX_ACCOUNT_LIMIT"):
            of_policy({})


def test_an_hour_is_that_of_utc() -> None:
    assert limits.hour_of(datetime(2026, 11, 24, 3, 59, 59, tzinfo=UTC)) == HOUR
    assert limits.hour_of(datetime(2026, 11, 24, 5, 30, tzinfo=timezone(timedelta(hours=2)))) == HOUR


def test_an_event_with_too_many_resources() -> None:
    assert limits.of_event("p", 25, Limits(), HOUR) is None
    reached = limits.of_event("p", 26, Limits(), HOUR)
    assert reached is not None
    assert (reached.kind, reached.name, reached.limit) == ("event", "p", 25)
    assert "26" in reached.sentence


@pytest.fixture
def table(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    with mock_aws():
        yield boto3.resource("dynamodb", region_name="us-east-1").create_table(
            TableName="c7n-reflex-ledger",
            BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        )


def counts(table: Any) -> dict[str, int]:
    return {item["id"]: int(item["used"]) for item in table.scan()["Items"]}


class TestCounter:
    def test_both_are_counted_and_expire_two_days_later(self, table: Any) -> None:
        counter = HourlyCounter(table)
        assert counter.take("p", A, 3, Limits(), HOUR) is None
        assert counter.take("p", B, 2, Limits(), HOUR) is None
        assert counts(table) == {
            f"count#policy#p#{HOUR}": 5,
            f"count#account#{A}#{HOUR}": 3,
            f"count#account#{B}#{HOUR}": 2,
        }
        [expires] = {int(item["expires"]) for item in table.scan()["Items"]}
        assert datetime.fromtimestamp(expires, UTC) == datetime(2026, 11, 26, 3, tzinfo=UTC)

    def test_up_to_the_limit_and_no_further(self, table: Any) -> None:
        counter, few = HourlyCounter(table), Limits(policy_per_hour=5)
        assert counter.take("p", A, 4, few, HOUR) is None
        reached = counter.take("p", A, 2, few, HOUR)
        assert reached is not None
        assert (reached.kind, reached.name, reached.limit, reached.hour) == ("policy", "p", 5, HOUR)
        assert "p may change 5" in reached.sentence
        assert counter.take("p", A, 1, few, HOUR) is None

    def test_an_account_has_a_limit_for_all_policies_together(self, table: Any) -> None:
        counter, few = HourlyCounter(table), Limits(account_per_hour=2)
        assert counter.take("p", A, 1, few, HOUR) is None
        assert counter.take("q", A, 1, few, HOUR) is None
        reached = counter.take("r", A, 1, few, HOUR)
        assert reached is not None
        assert (reached.kind, reached.name, reached.limit) == ("account", A, 2)
        assert counter.take("r", B, 1, few, HOUR) is None

    def test_one_that_is_refused_is_not_counted_anywhere(self, table: Any) -> None:
        counter = HourlyCounter(table)
        counter.take("p", A, 2, Limits(), HOUR)
        before = counts(table)
        assert counter.take("p", A, 1, Limits(policy_per_hour=2), HOUR) is not None
        assert counter.take("p", A, 1, Limits(account_per_hour=2), HOUR) is not None
        assert counter.take("p", A, 9, Limits(resources_per_event=8), HOUR) is not None
        assert counts(table) == before

    def test_more_at_once_than_the_limit_of_an_hour(self, table: Any) -> None:
        reached = HourlyCounter(table).take("p", A, 6, Limits(policy_per_hour=5), HOUR)
        assert reached is not None
        assert reached.kind == "policy"

    def test_the_next_hour_begins_at_nothing(self, table: Any) -> None:
        counter, few = HourlyCounter(table), Limits(policy_per_hour=1)
        assert counter.take("p", A, 1, few, HOUR) is None
        assert counter.take("p", A, 1, few, HOUR) is not None
        assert counter.take("p", A, 1, few, "2026-11-24T04") is None

    def test_nothing_to_change_counts_nothing(self, table: Any) -> None:
        assert HourlyCounter(table).take("p", A, 0, Limits(), HOUR) is None
        assert counts(table) == {}

    def test_who_cannot_count_is_told_so(self, table: Any) -> None:
        table.delete()
        with pytest.raises(ClientError, match="ResourceNotFound"):
            HourlyCounter(table).take("p", A, 1, Limits(), HOUR)


class Serial:
    """A table that makes one call at a time, as DynamoDB does for one item and moto in threads does not."""

    def __init__(self, table: Any) -> None:
        self._table = table
        self._lock = threading.Lock()

    def __getattr__(self, name: str) -> Any:
        call = getattr(self._table, name)

        def locked(**arguments: Any) -> Any:
            with self._lock:
                return call(**arguments)

        return locked


def at_the_same_time(number: int, work: Any) -> list[Any]:
    """The results of so many threads that begin together."""
    gate = threading.Barrier(number)

    def begin(index: int) -> Any:
        gate.wait()
        return work(index)

    with ThreadPoolExecutor(number) as pool:
        return list(pool.map(begin, range(number)))


class TestRace:
    def test_functions_together_never_exceed_a_policys_limit(self, table: Any) -> None:
        serial, few = Serial(table), Limits(policy_per_hour=10)

        def one(index: int) -> Any:
            return HourlyCounter(serial).take("p", f"{index:012}", 1, few, HOUR)

        results = at_the_same_time(16, one)
        assert [reached.kind for reached in results if reached] == ["policy"] * 6
        assert counts(table)[f"count#policy#p#{HOUR}"] == 10
        assert sum(used for item, used in counts(table).items() if "#account#" in item) == 10

    def test_functions_together_never_exceed_an_accounts_limit(self, table: Any) -> None:
        serial, few = Serial(table), Limits(account_per_hour=10)

        def one(index: int) -> Any:
            return HourlyCounter(serial).take(f"p{index}", A, 3, few, HOUR)

        results = at_the_same_time(16, one)
        assert len([reached for reached in results if reached is None]) == 3
        assert counts(table)[f"count#account#{A}#{HOUR}"] == 9

    def test_one_alone_raises_the_alarm(self, table: Any) -> None:
        serial = Serial(table)
        assert sum(at_the_same_time(16, lambda _: first_alarm(serial, REACHED, 1000.0))) == 1


class TestAlarm:
    def test_once_for_each_limit_and_hour(self, table: Any) -> None:
        assert first_alarm(table, REACHED, 1000)
        assert not first_alarm(table, REACHED, 1001)
        assert first_alarm(table, LimitReached("policy", A, 100, HOUR, ""), 1001)
        assert first_alarm(table, LimitReached("account", B, 100, HOUR, ""), 1001)
        assert first_alarm(table, LimitReached("account", A, 100, "2026-11-24T04", ""), 1001)

    def test_one_that_was_told_is_not_told_again(self, table: Any) -> None:
        first_alarm(table, REACHED, 1000)
        alarm_told(table, REACHED)
        assert not first_alarm(table, REACHED, 5000)

    def test_one_that_was_not_told_is_told_after_a_minute_by_one(self, table: Any) -> None:
        first_alarm(table, REACHED, 1000)
        assert not first_alarm(table, REACHED, 1059)
        assert first_alarm(table, REACHED, 1060)
        assert not first_alarm(table, REACHED, 1061)

    def test_it_expires_with_the_counters(self, table: Any) -> None:
        first_alarm(table, REACHED)
        [item] = table.scan()["Items"]
        assert datetime.fromtimestamp(int(item["expires"]), UTC) == datetime(2026, 11, 26, 3, tzinfo=UTC)

    def test_who_cannot_write_it_is_told_so(self, table: Any) -> None:
        table.delete()
        with pytest.raises(ClientError, match="ResourceNotFound"):
            first_alarm(table, REACHED)
