"""The switch as the engine reads it: cached, and closed where it cannot be read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError, ConnectTimeoutError, NoCredentialsError
from moto import mock_aws

from c7n_reflex.safeguards import lever
from c7n_reflex.safeguards.enforcement import Enforcement
from c7n_reflex.safeguards.switch import Switch, ssm_client

OFF, OBSERVE, ENFORCE = Enforcement.OFF, Enforcement.OBSERVE, Enforcement.ENFORCE
DENIED = ClientError({"Error": {"Code": "AccessDeniedException", "Message": "no"}}, "GetParameter")
THROTTLED = ClientError({"Error": {"Code": "ThrottlingException", "Message": "slow"}}, "GetParameter")
NO_NETWORK = ConnectTimeoutError(endpoint_url="https://ssm.us-east-1.amazonaws.com")


class Parameter:
    """Stands in for SSM, which cannot be told to fail; counts how often it is read."""

    def __init__(self, answer: Any) -> None:
        self.answer = answer
        self.reads = 0

    def get_parameter(self, Name: str) -> dict[str, Any]:  # noqa: N803 - boto3's
        assert Name == "/c7n-reflex/switch"
        self.reads += 1
        if isinstance(self.answer, Exception):
            raise self.answer
        return {"Parameter": {"Name": Name, "Value": self.answer}}


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.mark.parametrize(
    ("value", "position"), [("off", OFF), ("observe", OBSERVE), ("enforce", ENFORCE), (" Off\n", OFF)]
)
def test_the_position_is_what_the_parameter_says(value: str, position: Enforcement, clock: Clock) -> None:
    assert Switch(Parameter(value), clock).value().position is position


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (DENIED, "AccessDenied"),
        (THROTTLED, "Throttling"),
        (NO_NETWORK, "timeout"),
        (NoCredentialsError(), "credentials"),
        (OSError("socket"), "socket"),
        ("enfroce", "'enfroce'"),
        ("approve", "'approve'"),  # a policy's, not the switch's
        ("", "''"),
    ],
)
def test_what_cannot_be_read_only_observes(answer: Any, reason: str, clock: Clock) -> None:
    reading = Switch(Parameter(answer), clock).value()
    assert reading.position is OBSERVE
    assert reason in reading.reason


def test_a_position_is_believed_for_a_minute_and_no_longer(clock: Clock) -> None:
    parameter = Parameter("enforce")
    switch = Switch(parameter, clock)
    switch.value()
    parameter.answer = "off"
    clock.now += 59.9
    assert (switch.value().position, parameter.reads) == (ENFORCE, 1)
    clock.now += 0.1
    assert (switch.value().position, parameter.reads) == (OFF, 2)


def test_a_failure_is_believed_for_five_seconds(clock: Clock) -> None:
    parameter = Parameter(DENIED)
    switch = Switch(parameter, clock)
    switch.value()
    parameter.answer = "enforce"
    clock.now += 4.9
    assert (switch.value().position, parameter.reads) == (OBSERVE, 1)
    clock.now += 0.1
    assert (switch.value().position, parameter.reads) == (ENFORCE, 2)


def test_off_stays_off_while_it_cannot_be_read(clock: Clock) -> None:
    parameter = Parameter("off")
    switch = Switch(parameter, clock)
    switch.value()
    parameter.answer = DENIED
    for _ in range(3):  # the second failure must not forget what the first one knew
        clock.now += 60
        reading = switch.value()
        assert reading.position is OFF
        assert "AccessDenied" in reading.reason
    parameter.answer = "observe"
    clock.now += 60
    assert switch.value().position is OBSERVE


def test_enforce_is_not_believed_longer_because_of_a_failure(clock: Clock) -> None:
    parameter = Parameter("enforce")
    switch = Switch(parameter, clock)
    switch.value()
    parameter.answer = THROTTLED
    clock.now += 60
    assert switch.value().position is OBSERVE


def test_an_off_that_was_taken_back_is_forgotten(clock: Clock) -> None:
    parameter = Parameter("off")
    switch = Switch(parameter, clock)
    for answer in ("off", "enforce", DENIED):
        parameter.answer = answer
        clock.now += 60
        reading = switch.value()
    assert reading.position is OBSERVE


@pytest.fixture
def ssm(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    with mock_aws():
        yield ssm_client(boto3.Session(), "us-east-1")


class TestInMoto:
    def test_a_missing_parameter_only_observes(self, ssm: Any) -> None:
        reading = Switch(ssm).value()
        assert reading.position is OBSERVE
        assert "ParameterNotFound" in reading.reason

    def test_what_a_person_sets_is_read(self, ssm: Any) -> None:
        lever.turn(ssm, OFF, "arn:aws:iam::1:user/ann")
        assert Switch(ssm).value().position is OFF

    def test_the_client_gives_up_within_seconds(self, ssm: Any) -> None:
        config = ssm.meta.config
        assert (config.connect_timeout + config.read_timeout) * config.retries["total_max_attempts"] <= 10


class TestLever:
    def test_who_set_it_and_why(self, ssm: Any) -> None:
        lever.turn(ssm, ENFORCE, "arn:aws:iam::1:user/ann")
        lever.turn(ssm, OFF, "arn:aws:iam::1:user/bob", "INC-1: wrong: buckets\nagain")
        setting = lever.last_setting(ssm)
        assert setting is not None
        assert (setting.position, setting.version, setting.valid) == ("off", 2, True)
        assert (setting.set_by, setting.reason) == ("arn:aws:iam::1:user/bob", "INC-1: wrong: buckets\nagain")

    def test_an_earlier_reason_does_not_stay(self, ssm: Any) -> None:
        lever.turn(ssm, OFF, "arn:1", "an incident")
        lever.turn(ssm, ENFORCE, "arn:2")
        setting = lever.last_setting(ssm)
        assert setting is not None
        assert (setting.set_by, setting.reason) == ("arn:2", "")

    def test_one_that_was_set_in_the_console(self, ssm: Any) -> None:
        ssm.put_parameter(Name="/c7n-reflex/switch", Value="of", Type="String", Description="by mistake now")
        setting = lever.last_setting(ssm)
        assert setting is not None
        assert (setting.valid, setting.reason) == (False, "by mistake now")

    def test_none(self, ssm: Any) -> None:
        assert lever.last_setting(ssm) is None

    def test_it_is_found_among_many_versions(self, ssm: Any) -> None:
        for _ in range(60):  # more than a page of the history
            lever.turn(ssm, ENFORCE, "arn:1")
        lever.turn(ssm, OFF, "arn:2")
        setting = lever.last_setting(ssm)
        assert setting is not None
        assert (setting.position, setting.version) == ("off", 61)

    def test_it_is_created_only_where_it_is_missing(self, ssm: Any) -> None:
        assert lever.ensure(ssm)
        assert Switch(ssm).value().position is ENFORCE
        lever.turn(ssm, OFF, "arn:1")
        assert not lever.ensure(ssm)
        assert Switch(ssm).value().position is OFF
