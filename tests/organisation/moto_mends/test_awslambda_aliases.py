"""moto gives an alias its function's policy and invoke configuration; mended, each has its own."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from c7n_reflex.organisation.organisation import Organisation
from tests.organisation.functions.conftest import Stage

CODE = "def handler(event, context): return 1"
F: dict[str, Any] = {"FunctionName": "f"}
LIVE: dict[str, Any] = {**F, "Qualifier": "live"}
STATEMENT = {"StatementId": "s", "Action": "lambda:InvokeFunction", "Principal": "events.amazonaws.com"}


def _aliased(organisation: Organisation) -> Any:
    stage = Stage(organisation)
    stage.create("f", CODE, Publish=True)
    stage.functions.create_alias(**F, Name="live", FunctionVersion="1")
    return stage.functions


@pytest.fixture
def stock(inprocess: Callable[..., Organisation]) -> Any:
    return _aliased(inprocess())


@pytest.fixture
def mended(inprocess: Callable[..., Organisation]) -> Any:
    return _aliased(inprocess("moto_mends.awslambda"))


def _refusal(call: Callable[..., Any], **parameters: Any) -> str:
    with pytest.raises(ClientError) as caught:
        call(**parameters)
    return str(caught.value.response["Error"]["Code"])


def test_stock_shows_the_function_what_the_alias_was_given(stock: Any) -> None:
    stock.put_function_event_invoke_config(**LIVE, MaximumRetryAttempts=0)
    assert stock.get_function_event_invoke_config(**F)["MaximumRetryAttempts"] == 0


def test_stock_has_one_policy_for_both(stock: Any) -> None:
    stock.add_permission(**LIVE, **STATEMENT)
    assert "function:f:live" in stock.get_policy(**F)["Policy"]


def test_mended_policy_of_the_alias(mended: Any) -> None:
    assert _refusal(mended.get_policy, **LIVE) == "ResourceNotFoundException"
    mended.add_permission(**LIVE, **STATEMENT)
    (statement,) = json.loads(mended.get_policy(**LIVE)["Policy"])["Statement"]
    assert statement["Resource"].endswith(":function:f:live")
    assert _refusal(mended.add_permission, **LIVE, **STATEMENT) == "ResourceConflictException"
    assert _refusal(mended.get_policy, **F) == "ResourceNotFoundException"
    mended.add_permission(**F, **STATEMENT)
    mended.remove_permission(**LIVE, StatementId="s")
    assert _refusal(mended.get_policy, **LIVE) == "ResourceNotFoundException"
    assert len(json.loads(mended.get_policy(**F)["Policy"])["Statement"]) == 1


def test_mended_refuses_what_the_function_does_not_have(mended: Any) -> None:
    absent = {**F, "Qualifier": "absent"}
    assert _refusal(mended.get_policy, **absent) == "ResourceNotFoundException"
    assert _refusal(mended.add_permission, **absent, **STATEMENT) == "ResourceNotFoundException"
    assert _refusal(mended.remove_permission, **LIVE, StatementId="s") == "ResourceNotFoundException"
    assert _refusal(mended.get_function_event_invoke_config, **LIVE) == "ResourceNotFoundException"


def test_mended_invoke_configuration_of_the_alias(mended: Any) -> None:
    mended.put_function_event_invoke_config(**LIVE, MaximumRetryAttempts=0, MaximumEventAgeInSeconds=60)
    mended.update_function_event_invoke_config(**LIVE, MaximumRetryAttempts=1)
    found = mended.get_function_event_invoke_config(**LIVE)
    assert found["FunctionArn"].endswith(":function:f:live")
    assert (found["MaximumRetryAttempts"], found["MaximumEventAgeInSeconds"]) == (1, 60)
    assert _refusal(mended.get_function_event_invoke_config, **F) == "ResourceNotFoundException"
    mended.put_function_event_invoke_config(**F, MaximumRetryAttempts=2)
    listed = mended.list_function_event_invoke_configs(**F)["FunctionEventInvokeConfigs"]
    assert [each["MaximumRetryAttempts"] for each in listed] == [2, 1]
    mended.delete_function_event_invoke_config(**LIVE)
    assert _refusal(mended.get_function_event_invoke_config, **LIVE) == "ResourceNotFoundException"
    assert mended.get_function_event_invoke_config(**F)["MaximumRetryAttempts"] == 2


def test_mended_forgets_what_a_deleted_alias_had(mended: Any) -> None:
    mended.add_permission(**LIVE, **STATEMENT)
    mended.put_function_event_invoke_config(**LIVE, MaximumRetryAttempts=0)
    mended.delete_alias(**F, Name="live")
    mended.create_alias(**F, Name="live", FunctionVersion="1")
    assert _refusal(mended.get_policy, **LIVE) == "ResourceNotFoundException"
    assert _refusal(mended.get_function_event_invoke_config, **LIVE) == "ResourceNotFoundException"
