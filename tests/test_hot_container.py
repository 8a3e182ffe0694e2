"""Warm functions: what one event leaves behind must not reach the next, in both topologies alike.

A thousand events of ten accounts, interleaved, go through one function in core-compliance that reaches into
the accounts (member-role), and through a function in each account; outcomes and calls are the same.
"""

from __future__ import annotations

import json
import logging
import os
import re
import zlib
from base64 import b64decode
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from boto3.dynamodb.conditions import AttributeBase, ConditionBase

from c7n_reflex.settings import LEDGER_TABLE
from tests.modes import support
from tests.modes.support import HUB
from tests.proofs import mixture
from tests.proofs.hot import HotFunction, cloud, outcome_of
from tests.proofs.mixture import ACCOUNTS, REGIONS, Told
from tests.proofs.watching import Call, Watch, elsewhere, refusal

EVENTS = int(os.environ.get("C7N_REFLEX_HOT_EVENTS", "200"))  # 1000 take a minute and a half
EXPECTED = {"finding": "fixed", "own": "own-call"}  # of kinds that are not called as they end
# The switch is read once a minute by each function; roles differ by design.
_NOT_COMPARED = ("AssumeRole", "GetParameter")
_OF_CORE = ("dynamodb", "ssm", "sts", "s3")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00)?|\b\d{10}(\.\d+)?\b")


@dataclass(frozen=True)
class Trace:
    """What became of one event."""

    raised: str
    lines: list[Any]  # log lines of the stages, without what differs by design
    calls: list[str]


class _Lines(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self.lines: list[dict[str, Any]] = []

    def emit(self, record: logging.LogRecord) -> None:
        text = record.getMessage()
        if text.startswith("{"):
            self.lines.append(json.loads(text))


@pytest.fixture
def lines() -> Any:
    """The pipeline's log lines."""
    handler, log = _Lines(), logging.getLogger("c7n_reflex.pipeline")
    level = log.level
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    yield handler.lines
    log.removeHandler(handler)
    log.setLevel(level)


def test_both_topologies_do_the_same(lines: list[dict[str, Any]], tmp_path: Path) -> None:
    watch = Watch()
    with cloud(watch, *ACCOUNTS):
        for account in ACCOUNTS:
            for region in REGIONS:
                support.session(account, region)
        events = mixture.told(EVENTS)
        failing = {each.group for each in events if each.kind == "failed"}
        watch.answers.append(lambda account, operation, given: _answer(operation, given, failing))
        traces = {}
        for member in (True, False):
            assert len(list(mixture.restore(events))) > len(events) // 20
            _empty_ledger()
            traces[member] = _run(events, _functions(tmp_path, member=member), watch, lines)
    for told, one, other in zip(events, traces[True], traces[False], strict=True):
        assert one.raised == other.raised, told
        assert one.lines == other.lines, told
        assert one.calls == other.calls, told
    for told, trace in zip(events, traces[True], strict=True):
        assert [line["outcome"] for line in trace.lines if line.get("end")] == [
            EXPECTED.get(told.kind, told.kind)
        ], told


def _functions(folder: Path, *, member: bool) -> dict[tuple[str, str], HotFunction]:
    """By mode and account of the event: one for all accounts, or one for each."""
    found = {}
    for mode in ("cloudtrail", "hub-finding"):
        policy = mixture.policy(mode, member=member)
        core = HotFunction(policy, HUB, folder)
        for account in ACCOUNTS:
            found[mode, account] = core if member else HotFunction(policy, account, folder)
    return found


def _answer(operation: str, parameters: Any, failing: set[str]) -> Any:
    if operation == "RevokeSecurityGroupIngress" and parameters["GroupId"] in failing:
        raise refusal(operation, "UnauthorizedOperation")
    return elsewhere(operation)


def _run(
    events: list[Told],
    functions: dict[tuple[str, str], HotFunction],
    watch: Watch,
    lines: list[dict[str, Any]],
) -> list[Trace]:
    traces = []
    for number, told in enumerate(events):
        function = functions[told.mode, told.account]
        lines.clear()
        before = function.remembered
        with watch.noted() as calls:
            raised = outcome_of(function, told.event, f"request-{number}")
        _assert_in_its_account(calls, told, function)
        _assert_nothing_stays(before, function.remembered)
        traces.append(
            Trace(
                raised, [_line(line) for line in lines], [_call(call) for call in calls if _is_compared(call)]
            )
        )
    return traces


def _assert_in_its_account(calls: list[Call], told: Told, function: HotFunction) -> None:
    for call in calls:
        if call.assumed:
            assert call.assumed.split(":")[4] in (told.account, HUB), (call, told)
        elif call.service in _OF_CORE:
            assert call.account == HUB, (call, told)
        elif call.operation in ("SendMessage", "BatchUpdateFindings"):
            assert call.account == function.account, (call, told)
        else:
            assert call.account == told.account, (call, told)
            assert call.region in (told.region, "aws-global"), (call, told)


def _assert_nothing_stays(before: dict[str, Any], after: dict[str, Any]) -> None:
    assert {**after, "cores": None} == {**before, "cores": None}
    assert after["sessions"] == []
    assert len(after["cores"]) <= 1


def _is_compared(call: Call) -> bool:
    return call.operation not in _NOT_COMPARED


def _call(call: Call) -> str:
    """The call, without what differs from run to run or by design."""
    account, parameters = call.account, dict(call.parameters)
    if call.operation == "SendMessage":
        account = parameters["QueueUrl"].split("/")[3]
        message = json.loads(zlib.decompress(b64decode(parameters["MessageBody"])))
        message["policy"]["mode"].pop("member-role", None)
        message.pop("execution_id", None)
        parameters["MessageBody"] = message
    if call.operation == "BatchUpdateFindings":
        account = "the function's own"
    return _plain([account, call.region, call.service, call.operation, parameters])


def _plain(value: Any) -> str:
    text = json.dumps(value, sort_keys=True, default=_shown)
    return _TIME.sub("<time>", _VERSION.sub("<version>", _ARN.sub("<function>", text)))


_VERSION = re.compile(r'(?<=version": ")[0-9a-f]{16}|(?<=version\\": \\")[0-9a-f]{16}|\b[0-9a-f]{16}\b')
_ARN = re.compile(r"arn:aws:lambda:[a-z0-9-]+:\d{12}:function:custodian-x")


def _shown(value: Any) -> Any:
    if isinstance(value, ConditionBase):
        return [type(value).__name__, *value.get_expression()["values"]]
    if isinstance(value, AttributeBase):
        return value.name
    if isinstance(value, set | frozenset):
        return f"{len(value)} of {type(value).__name__}"  # ids of requests: moto's are random
    return str(value)


def _line(line: dict[str, Any]) -> dict[str, Any]:
    kept = ("stage", "outcome", "event", "account", "region", "ended", "going_on", "entries", "end", "detail")
    return {key: value for key, value in line.items() if key in kept}


def _empty_ledger() -> None:
    dynamodb = support.session(HUB).client("dynamodb")
    dynamodb.delete_table(TableName=LEDGER_TABLE)
    support.core_parts(support.session(HUB))
