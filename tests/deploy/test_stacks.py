"""One stack, against a CloudFormation whose answers are given."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from botocore.exceptions import ClientError

from c7n_reflex.deploy import stacks
from c7n_reflex.errors import ReflexError

STACK = stacks.Stack("s", "Resources: {}", {"B": "2", "A": "1"})


class CloudFormation:
    """Answers DescribeStacks with one status after the other (the last for ever) and notes other calls."""

    def __init__(self, *statuses: str | None, update: str = "", events: tuple[Any, ...] = ()) -> None:
        self.statuses = list(statuses)
        self.update = update
        self.events = events
        self.calls: list[tuple[str, dict[str, Any]]] = []

    def describe_stacks(self, **_: Any) -> dict[str, Any]:
        status = self.statuses.pop(0) if len(self.statuses) > 1 else self.statuses[0]
        if status is None:
            raise _error("Stack with id s does not exist")
        return {"Stacks": [{"StackStatus": status}]}

    def update_stack(self, **given: Any) -> None:
        self.calls.append(("update", given))
        if self.update:
            raise _error(self.update)

    def create_stack(self, **given: Any) -> None:
        self.calls.append(("create", given))

    def delete_stack(self, **given: Any) -> None:
        self.calls.append(("delete", given))

    def describe_stack_events(self, **_: Any) -> dict[str, Any]:
        token = self.calls[-1][1]["ClientRequestToken"]
        return {"StackEvents": [{"ClientRequestToken": token, **event} for event in self.events]}

    @property
    def names(self) -> list[str]:
        return [name for name, _ in self.calls]


def _error(message: str) -> ClientError:
    return ClientError({"Error": {"Code": "ValidationError", "Message": message}}, "DescribeStacks")


def event(second: int, logical: str, status: str, reason: str) -> dict[str, Any]:
    return {
        "Timestamp": dt.datetime(2026, 1, 1, 0, 0, second, tzinfo=dt.UTC),
        "LogicalResourceId": logical,
        "ResourceType": "AWS::SQS::Queue",
        "ResourceStatus": status,
        "ResourceStatusReason": reason,
    }


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stacks.time, "sleep", lambda _: None)


def test_a_missing_stack_is_created() -> None:
    client = CloudFormation(None, "CREATE_IN_PROGRESS", "CREATE_COMPLETE")
    assert stacks.apply(client, STACK) == "created"
    [(name, given)] = client.calls
    assert name == "create"
    assert [each["ParameterKey"] for each in given["Parameters"]] == ["A", "B"]


def test_an_existing_stack_is_updated() -> None:
    client = CloudFormation("CREATE_COMPLETE", "UPDATE_IN_PROGRESS", "UPDATE_COMPLETE")
    assert stacks.apply(client, STACK) == "updated"


def test_nothing_to_update_is_no_error() -> None:
    client = CloudFormation("CREATE_COMPLETE", update="No updates are to be performed.")
    assert stacks.apply(client, STACK) == "unchanged"


def test_another_refusal_of_an_update_is_an_error() -> None:
    with pytest.raises(ClientError, match="Template format"):
        stacks.apply(CloudFormation("CREATE_COMPLETE", update="Template format error"), STACK)


@pytest.mark.parametrize("status", ["ROLLBACK_COMPLETE", "REVIEW_IN_PROGRESS", "CREATE_FAILED"])
def test_what_a_failed_creation_left_is_deleted_first(status: str) -> None:
    client = CloudFormation(status, "DELETE_IN_PROGRESS", None, "CREATE_COMPLETE")
    assert stacks.apply(client, STACK) == "created"
    assert client.names == ["delete", "create"]


def test_a_stack_that_somebody_is_updating_is_waited_for() -> None:
    client = CloudFormation("UPDATE_IN_PROGRESS", "UPDATE_IN_PROGRESS", "UPDATE_COMPLETE")
    assert stacks.apply(client, STACK) == "updated"
    assert client.names == ["update"]


def test_the_first_failure_is_the_reason() -> None:
    events = (
        event(3, "Other", "CREATE_FAILED", "Resource creation cancelled"),
        event(2, "Queue", "CREATE_FAILED", "name is taken"),
        event(1, "Role", "CREATE_COMPLETE", ""),
    )
    client = CloudFormation(None, "ROLLBACK_COMPLETE", events=events)
    with pytest.raises(ReflexError, match=r"^Queue \(AWS::SQS::Queue\): name is taken$"):
        stacks.apply(client, STACK)


def test_a_rolled_back_update_is_a_failure_even_without_events() -> None:
    client = CloudFormation("CREATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE")
    with pytest.raises(ReflexError, match="UPDATE_ROLLBACK_COMPLETE"):
        stacks.apply(client, STACK)


def test_a_stack_that_never_ends_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter(range(0, 100_000, 600))
    monkeypatch.setattr(stacks.time, "monotonic", lambda: next(clock))
    with pytest.raises(ReflexError, match="still CREATE_IN_PROGRESS"):
        stacks.apply(CloudFormation(None, "CREATE_IN_PROGRESS"), STACK)
