"""What an interruption leaves is completed; versions come and go."""

from __future__ import annotations

import pytest
from botocore.exceptions import ClientError

from c7n_reflex.deploy import applying
from c7n_reflex.deploy.units import UNITS
from c7n_reflex.deploy.units.model import OURS, OURS_VALUE, ROLLED_BACK
from c7n_reflex.errors import ReflexError
from tests.deploy.units.conftest import bench as bench
from tests.deploy.units.support import FUNCTION, Bench

NAMED = {"FunctionName": FUNCTION}
PUT_AFTER_CREATION = ["concurrency", "alias", "invoke", "permission", "rule", "target"]


@pytest.mark.parametrize("at", PUT_AFTER_CREATION)
def test_what_failed_in_the_middle_is_ours_and_is_completed(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, at: str
) -> None:
    unit = next(each for each in UNITS if each.name == at)

    def denied(*_: object) -> None:
        raise ClientError({"Error": {"Code": "AccessDenied", "Message": "no"}}, "Put")

    with monkeypatch.context() as patch:
        patch.setattr(type(unit), "put", denied)
        with pytest.raises(ClientError):
            bench.deploy()
    assert bench.client("lambda").get_function(**NAMED)["Tags"][OURS] == OURS_VALUE
    assert bench.deploy().kind == "update"
    assert bench.plan().kind == "unchanged"


def test_an_alias_runs_the_newest_code_and_five_versions_are_kept(bench: Bench) -> None:
    for memory in range(512, 512 + 64 * 7, 64):
        bench.deploy(mode={"memory": memory})
    functions = bench.client("lambda")
    versions = [each["Version"] for each in functions.list_versions_by_function(**NAMED)["Versions"]]
    assert sorted(versions) == ["$LATEST", "3", "4", "5", "6", "7"]
    assert functions.get_alias(**NAMED, Name="live")["FunctionVersion"] == "7"
    assert functions.get_function_configuration(**NAMED, Qualifier="live")["MemorySize"] == 512 + 64 * 6


def test_what_changes_no_code_publishes_no_version(bench: Bench) -> None:
    bench.deploy()
    bench.client("events").remove_targets(Rule=FUNCTION, Ids=[FUNCTION])
    bench.calls.clear()
    bench.deploy()
    assert {name for name in bench.calls if not name.startswith(("Get", "List", "Describe"))} == {
        "PutTargets"
    }


def test_a_rollback_is_kept_until_new_code_comes(bench: Bench) -> None:
    bench.deploy()
    bench.deploy(mode={"memory": 1024})
    functions = bench.client("lambda")
    functions.update_alias(**NAMED, Name="live", FunctionVersion="1")
    functions.tag_resource(Resource=bench.site().function_arn(FUNCTION), Tags={ROLLED_BACK: "2"})
    entry = bench.plan(mode={"memory": 1024})
    assert (entry.kind, entry.disabled) == ("unchanged", ("rolled back from version 2 to 1",))
    bench.deploy(mode={"memory": 2048})
    assert functions.get_alias(**NAMED, Name="live")["FunctionVersion"] == "3"
    assert ROLLED_BACK not in functions.get_function(**NAMED)["Tags"]


def test_a_target_that_eventbridge_does_not_take_is_a_failure(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """PutTargets answers it; it does not raise."""
    entry = bench.plan()
    assert entry.wanted is not None
    events = entry.wanted.site.client("events")
    failed = {"TargetId": FUNCTION, "ErrorCode": "ConcurrentModification", "ErrorMessage": "again"}
    monkeypatch.setattr(events, "put_targets", lambda **_: {"FailedEntryCount": 1, "FailedEntries": [failed]})
    with pytest.raises(ReflexError, match="ConcurrentModification again"):
        applying.apply(entry)
