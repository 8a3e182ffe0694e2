"""Each fault of moto's Lambda as it is, and mended."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest
from moto.awslambda.models import LambdaFunction
from moto.sqs.models import Queue

from c7n_reflex.organisation.moto_mends import awslambda
from c7n_reflex.organisation.organisation import Organisation
from tests.organisation.functions.conftest import archive

ACCOUNT = "200000000001"
REGION = "eu-west-1"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/runner"
DEAD = f"arn:aws:sqs:{REGION}:{ACCOUNT}:dead"


class Lambda:
    """One account's backends, under the lock."""

    def __init__(self, organisation: Organisation) -> None:
        self.backend = organisation.backend("lambda", ACCOUNT, REGION)
        self.sqs = organisation.backend("sqs", ACCOUNT, REGION)
        organisation.backend("iam", ACCOUNT, REGION).create_role("runner", "{}", "/", None, "", [], "3600")

    def create(self, **settings: Any) -> LambdaFunction:
        import base64

        code = base64.b64encode(archive(index="def handler(e, c): pass")).decode()
        spec = {"FunctionName": "f", "Role": ROLE, "Runtime": "python3.11", "Handler": "index.handler"}
        return self.backend.create_function({**spec, "Code": {"ZipFile": code}, **settings})


class Heard(list[tuple[str, Any]]):
    """A listener that notes what it hears."""

    def message_arrived(self, queue: Any) -> None:
        self.append(("message", queue.name))

    def mapping_changed(self, mapping: Any) -> None:
        self.append(("mapping", mapping.function_name))

    def invoked(self, function_arn: str, event: Any) -> None:
        self.append(("invoked", (function_arn, event)))


@pytest.fixture
def stock(inprocess: Callable[..., Organisation]) -> Lambda:
    return Lambda(inprocess())


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def mended(inprocess: Callable[..., Organisation], heard: Heard) -> Lambda:
    organisation = inprocess("moto_mends.awslambda")
    awslambda.connect(organisation, heard)
    return Lambda(organisation)


def test_stock_invokes_with_docker(stock: Lambda, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []
    monkeypatch.setattr(
        LambdaFunction, "_invoke_lambda", lambda _, event: asked.append(event) or ("", False, "")
    )
    stock.create().invoke('{"a": 1}', {}, {})
    assert asked == [{"a": 1}]


def test_mended_tells_the_listener(mended: Lambda, heard: Heard) -> None:
    function = mended.create()
    function.invoke('{"a": 1}', {}, {})
    assert heard == [("invoked", (function.function_arn, {"a": 1}))]


def _mapped_queue(account: Lambda) -> Queue:
    queue = account.sqs.create_queue("work", region=REGION)
    account.create()
    account.backend.create_event_source_mapping({"EventSourceArn": queue.queue_arn, "FunctionName": "f"})
    return queue


def test_stock_invokes_mapped_functions_while_a_message_is_sent(
    stock: Lambda, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Any] = []
    monkeypatch.setattr(
        LambdaFunction, "_invoke_lambda", lambda _, event: asked.append(event) or ("", False, "")
    )
    _mapped_queue(stock)
    stock.sqs.send_message("work", "a")
    assert len(asked) == 1


def test_mended_keeps_the_message_and_tells_of_it(mended: Lambda, heard: Heard) -> None:
    queue = _mapped_queue(mended)
    mended.sqs.send_message("work", "a")
    assert heard == [("mapping", "f"), ("message", "work")]
    assert [message.body for message in queue.messages] == ["a"]


def test_mended_tells_of_updates(mended: Lambda, heard: Heard) -> None:
    _mapped_queue(mended)
    (mapping,) = mended.backend.list_event_source_mappings(None, None)
    mended.backend.update_event_source_mapping(mapping.uuid, {"Enabled": False})
    mended.backend.update_event_source_mapping("absent", {"Enabled": False})
    assert heard == [("mapping", "f")] * 2


def test_stock_forgets_the_dead_letter_queue(stock: Lambda) -> None:
    function = stock.create(DeadLetterConfig={"TargetArn": DEAD})
    function.update_configuration({"TracingConfig": {"Mode": "Active"}, "KMSKeyArn": "k"})
    shown = function.get_configuration()
    assert "DeadLetterConfig" not in shown
    assert shown["TracingConfig"] == {"Mode": "PassThrough"}
    assert shown["KMSKeyArn"] is None


def test_mended_keeps_the_dead_letter_queue(mended: Lambda) -> None:
    function = mended.create(DeadLetterConfig={"TargetArn": DEAD})
    assert function.get_configuration()["DeadLetterConfig"] == {"TargetArn": DEAD}
    updates = {"DeadLetterConfig": {}, "TracingConfig": {"Mode": "Active"}, "KMSKeyArn": "k"}
    function.update_configuration({**updates, "EphemeralStorage": {"Size": 1024}, "Timeout": 9})
    shown = function.get_configuration()
    assert "DeadLetterConfig" not in shown
    assert (shown["TracingConfig"], shown["KMSKeyArn"], shown["Timeout"]) == ({"Mode": "Active"}, "k", 9)
    assert shown["EphemeralStorage"] == {"Size": 1024}


def test_stock_copies_the_log_backend_with_a_function(stock: Lambda) -> None:
    function = stock.create()
    assert copy.deepcopy(function).logs_backend is not function.logs_backend


def test_mended_copies_only_the_function(mended: Lambda) -> None:
    function = mended.create()
    copied = copy.deepcopy(function)
    copied.version = "7"
    assert copied.logs_backend is function.logs_backend
    assert function.version == "$LATEST"


def test_stock_keeps_the_first_invoke_configuration(stock: Lambda) -> None:
    stock.create()
    for attempts in (0, 1):
        stock.backend.put_function_event_invoke_config("f", {"MaximumRetryAttempts": attempts})
    assert stock.backend.get_function_event_invoke_config("f")["MaximumRetryAttempts"] == 0


def test_mended_replaces_and_updates_invoke_configurations(mended: Lambda) -> None:
    mended.create()
    mended.backend.put_function_event_invoke_config("f", {"MaximumRetryAttempts": 0})
    mended.backend.put_function_event_invoke_config("f", {"MaximumRetryAttempts": 1})
    mended.backend.update_function_event_invoke_config("f", {"MaximumEventAgeInSeconds": 60})
    found = mended.backend.get_function_event_invoke_config("f")
    assert (found["MaximumRetryAttempts"], found["MaximumEventAgeInSeconds"]) == (1, 60)


PERMISSION = '{"StatementId": "one", "Action": "lambda:InvokeFunction", "Principal": "events.amazonaws.com"}'


def test_stock_adds_a_statement_twice(stock: Lambda) -> None:
    function = stock.create()
    for _ in range(2):
        stock.backend.add_permission("f", None, PERMISSION)
    assert len(function.policy.statements) == 2


def test_mended_refuses_a_statement_id_that_is_taken(mended: Lambda) -> None:
    function = mended.create()
    mended.backend.add_permission("f", None, PERMISSION)
    with pytest.raises(Exception, match="already exists") as caught:
        mended.backend.add_permission("f", None, PERMISSION)
    assert (caught.value.error_type, caught.value.code) == ("ResourceConflictException", 409)  # type: ignore[attr-defined]
    mended.backend.add_permission("f", None, PERMISSION.replace("one", "two"))
    assert [s["Sid"] for s in function.policy.statements] == ["one", "two"]


def test_moto_is_as_before_when_the_last_organisation_is_closed(
    inprocess: Callable[..., Organisation],
) -> None:
    before = (LambdaFunction.invoke, Queue.add_message)
    first, second = (inprocess("moto_mends.awslambda") for _ in range(2))
    first.close()
    assert (LambdaFunction.invoke, Queue.add_message) != before
    second.close()
    assert (LambdaFunction.invoke, Queue.add_message) == before
    assert not hasattr(Queue, "lambda_event_source_mappings")
