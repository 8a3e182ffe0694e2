"""The mailer's role may do with the ledger's table what the mailer does, and nothing else."""

from __future__ import annotations

import fnmatch
from collections.abc import Callable
from typing import Any

import pytest

from tests.infrastructure.test_templates import load
from tests.mailer.messages import PAYMENTS_TOPIC, action, message


@pytest.fixture
def statement() -> dict[str, Any]:
    [policy] = load("core.yml")["Resources"]["MailerRole"]["Properties"]["Policies"]
    # A conditional one is read as a list.
    statements = [each for each in policy["PolicyDocument"]["Statement"] if isinstance(each, dict)]
    [found] = [each for each in statements if each["Sid"] == "RememberWhatWasSent"]
    return dict(found)


def test_the_calls_are_those_that_are_granted(
    mailer: Callable[..., Any], dynamodb: Any, statement: dict[str, Any]
) -> None:
    calls: list[tuple[str, str]] = []

    def note(params: dict[str, Any], model: Any, **_: Any) -> None:
        calls.append((f"dynamodb:{model.name}", params["Key"]["id"]["S"]))

    dynamodb.meta.events.register("provide-client-params.dynamodb.*", lambda **given: note(**given))
    content = message(action=action(notice_id="e:fixed"))
    with pytest.raises(Exception, match="Topic does not exist"):
        mailer(PAYMENTS_TOPIC, dynamodb=dynamodb)[0].deliver(content, "1")
    mailer(dynamodb=dynamodb)[0].deliver(content, "1")
    assert {name for name, _ in calls} == {statement["Action"]}
    [pattern] = statement["Condition"]["ForAllValues:StringLike"]["dynamodb:LeadingKeys"]
    assert all(fnmatch.fnmatchcase(key, pattern) for _, key in calls)
    assert not fnmatch.fnmatchcase("0123456789abcdef", pattern)  # a remediation's entry
