"""Each unit is put, compared, put back and removed by itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from c7n_reflex.deploy import applying, surveying
from c7n_reflex.deploy.units.model import ALARM, LOG_GROUP
from tests.deploy.units.support import FUNCTION, REGION, Bench
from tests.modes.support import HUB

WITH_ALARM = {"metadata": {"deployment": {"alarm": True}}}
NAMED = {"FunctionName": FUNCTION}
LIVE = {**NAMED, "Qualifier": "live"}


def _edit_memory(bench: Bench) -> None:
    bench.client("lambda").update_function_configuration(**NAMED, MemorySize=128)


def _edit_variables(bench: Bench) -> None:
    bench.client("lambda").update_function_configuration(**NAMED, Environment={"Variables": {"X": "1"}})


def _edit_code(bench: Bench) -> None:
    from tests.deploy.units.support import archive_of

    bench.client("lambda").update_function_code(**NAMED, ZipFile=archive_of("other", (), "").bytes)


def _reserve(bench: Bench) -> None:
    bench.client("lambda").put_function_concurrency(**NAMED, ReservedConcurrentExecutions=3)


def _move_alias(bench: Bench) -> None:
    bench.client("lambda").update_alias(**NAMED, Name="live", FunctionVersion="$LATEST")
    bench.client("lambda").update_alias(**NAMED, Name="live", FunctionVersion="1")


def _fewer_retries(bench: Bench) -> None:
    bench.client("lambda").put_function_event_invoke_config(**LIVE, MaximumRetryAttempts=0)


def _let_a_stranger_in(bench: Bench) -> None:
    bench.client("lambda").add_permission(
        **LIVE, StatementId="x", Action="lambda:InvokeFunction", Principal="999999999999"
    )


def _let_nobody_in(bench: Bench) -> None:
    bench.client("lambda").remove_permission(**LIVE, StatementId=FUNCTION)


def _edit_pattern(bench: Bench) -> None:
    bench.client("events").put_rule(Name=FUNCTION, EventPattern='{"source": ["x"]}')


def _add_target(bench: Bench) -> None:
    target = {"Id": "other", "Arn": f"arn:aws:sqs:{REGION}:{HUB}:other"}
    bench.client("events").put_targets(Rule=FUNCTION, Targets=[target])


def _remove_targets(bench: Bench) -> None:
    bench.client("events").remove_targets(Rule=FUNCTION, Ids=[FUNCTION])


def _keep_for_ever(bench: Bench) -> None:
    bench.client("logs").delete_retention_policy(logGroupName=LOG_GROUP + FUNCTION)


def _delete_log(bench: Bench) -> None:
    bench.client("logs").delete_log_group(logGroupName=LOG_GROUP + FUNCTION)


def _delete_alarm(bench: Bench) -> None:
    bench.client("cloudwatch").delete_alarms(AlarmNames=[ALARM + FUNCTION])


BY_HAND: list[tuple[str, Callable[[Bench], None]]] = [
    ("configuration", _edit_memory),
    ("configuration", _edit_variables),
    ("code", _edit_code),
    ("concurrency", _reserve),
    ("invoke", _fewer_retries),
    ("permission", _let_a_stranger_in),
    ("permission", _let_nobody_in),
    ("rule", _edit_pattern),
    ("target", _add_target),
    ("target", _remove_targets),
    ("log-group", _keep_for_ever),
    ("log-group", _delete_log),
    ("alarm", _delete_alarm),
]


def test_what_was_put_is_found_as_it_is_wanted(bench: Bench) -> None:
    assert bench.deploy(**WITH_ALARM).kind == "create"
    wanted = bench.wanted(**WITH_ALARM)
    assert dict(surveying.found(bench.site(), FUNCTION).units) == dict(wanted.units)
    assert bench.plan(**WITH_ALARM).kind == "unchanged"


def test_what_is_changed_by_hand_is_seen_there_alone_and_put_back(bench: Bench) -> None:
    bench.deploy(**WITH_ALARM)
    for unit, edit in BY_HAND:
        edit(bench)
        entry = bench.plan(**WITH_ALARM)
        assert {each.unit: each.by_hand for each in entry.differences} == {unit: True}, edit.__name__
        assert entry.kind == "drifted"
        applying.apply(entry)
        assert bench.plan(**WITH_ALARM).kind == "unchanged", edit.__name__


def test_an_alias_that_was_moved_by_hand_is_put_back(bench: Bench) -> None:
    bench.deploy()
    bench.deploy(mode={"memory": 1024})
    _move_alias(bench)
    assert bench.units(mode={"memory": 1024}) == {"alias": True}
    bench.deploy(mode={"memory": 1024})
    assert bench.client("lambda").get_alias(**NAMED, Name="live")["FunctionVersion"] == "2"


@pytest.mark.parametrize(
    ("changes", "units"),
    [
        ({"mode": {"memory": 1024}}, {"configuration", "code"}),
        ({"filters": [{"tag:a": "b"}]}, {"code"}),
        ({"metadata": {"deployment": {"retries": 0}}}, {"invoke", "code"}),
        ({"metadata": {"deployment": {"event-age": 60}}}, {"invoke", "target", "code"}),
        ({"metadata": {"deployment": {"log-retention": 7}}}, {"log-group", "code"}),
        ({"metadata": {"deployment": {"tracing": "Active"}}}, {"configuration", "code"}),
        ({"metadata": {"deployment": {"concurrency": 5}}}, {"concurrency", "code"}),
        (WITH_ALARM, {"alarm", "code"}),
    ],
)
def test_what_is_written_changes_its_unit_and_is_no_drift(
    bench: Bench, changes: dict[str, Any], units: set[str]
) -> None:
    bench.deploy()
    assert bench.units(**changes) == dict.fromkeys(units, False)
    bench.deploy(**changes)
    assert bench.plan(**changes).kind == "unchanged"
    bench.deploy()
    assert bench.plan().kind == "unchanged"


def test_removed_is_all_that_belongs_to_it_and_nothing_else(bench: Bench) -> None:
    bench.deploy(**WITH_ALARM)
    bench.client("events").put_rule(Name="custodian-other", EventPattern='{"source": ["x"]}')
    bench.client("logs").create_log_group(logGroupName=LOG_GROUP + "custodian-open-too")
    applying.remove(bench.site(), surveying.found(bench.site(), FUNCTION))
    site = bench.site()
    assert (site.functions, set(site.rules), site.alarms) == ({}, {"custodian-other"}, {})
    assert set(site.log_groups) == {LOG_GROUP + "custodian-open-too"}
    assert not any(surveying.found(site, FUNCTION).units.values())


def test_removed_again_or_half_is_no_error(bench: Bench) -> None:
    bench.deploy()
    found = surveying.found(bench.site(), FUNCTION)
    bench.client("lambda").delete_function(**NAMED)
    applying.remove(bench.site(), found, keep_logs=True)
    assert not bench.site().rules
    assert set(bench.site().log_groups) == {LOG_GROUP + FUNCTION}
    applying.remove(bench.site(), found)
    assert not bench.site().log_groups
