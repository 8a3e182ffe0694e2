"""Each fault of moto's Lambda about versions, lists and settings as it is, and mended."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from c7n_reflex.organisation.organisation import Organisation
from tests.organisation.functions.conftest import Stage, archive

FIRST = "def handler(event, context): return 1"
SECOND = "def handler(event, context): return 2"
F = {"FunctionName": "f"}


@pytest.fixture
def stock(inprocess: Callable[..., Organisation]) -> Stage:
    return Stage(inprocess())


@pytest.fixture
def mended(inprocess: Callable[..., Organisation]) -> Stage:
    return Stage(inprocess("moto_mends.awslambda"))


def _published_after_nothing(stage: Stage) -> str:
    stage.create("f", FIRST, Publish=True)
    stage.functions.update_function_configuration(**F, Timeout=3)  # moto's and AWS's default
    return str(stage.functions.publish_version(**F)["Version"])


def test_stock_publishes_what_did_not_change(stock: Stage) -> None:
    assert _published_after_nothing(stock) == "2"


def test_mended_publishes_changes_only(mended: Stage) -> None:
    functions = mended.functions
    assert _published_after_nothing(mended) == "1"
    assert functions.update_function_code(**F, ZipFile=archive(index=SECOND), Publish=True)["Version"] == "2"
    functions.update_function_configuration(**F, Environment={"Variables": {"A": "1"}})
    assert functions.publish_version(**F)["Version"] == "3"
    functions.update_function_configuration(**F, SnapStart={"ApplyOn": "PublishedVersions"})
    assert functions.publish_version(**F)["Version"] == "4"
    versions = functions.list_versions_by_function(**F)["Versions"]
    assert len({version["CodeSha256"] for version in versions}) == 2
    assert ["Environment" in version for version in versions] == [True, False, False, True, True]


def test_mended_dry_run_changes_nothing(mended: Stage) -> None:
    before = mended.create("f", FIRST, Publish=True)["CodeSha256"]
    mended.functions.update_function_code(**F, ZipFile=archive(index=SECOND), Publish=True, DryRun=True)
    assert mended.functions.get_function_configuration(**F)["CodeSha256"] == before
    assert len(mended.functions.list_versions_by_function(**F)["Versions"]) == 2


def _aliased(stage: Stage) -> None:
    stage.create("f", FIRST, Publish=True)
    stage.functions.create_alias(**F, Name="live", FunctionVersion="1")


def test_stock_deletes_a_version_that_an_alias_points_to(stock: Stage) -> None:
    _aliased(stock)
    stock.functions.delete_function(**F, Qualifier="1")


def test_mended_keeps_the_version_of_an_alias(mended: Stage) -> None:
    _aliased(mended)
    with pytest.raises(ClientError, match="ResourceConflictException"):
        mended.functions.delete_function(**F, Qualifier="1")
    mended.functions.delete_alias(**F, Name="live")
    mended.functions.delete_function(**F, Qualifier="1")
    assert len(mended.functions.list_versions_by_function(**F)["Versions"]) == 1


def test_mended_gives_no_number_twice(mended: Stage) -> None:
    mended.create("f", FIRST, Publish=True)
    functions = mended.functions
    functions.update_function_code(**F, ZipFile=archive(index=SECOND), Publish=True)
    functions.delete_function(**F, Qualifier="1")
    functions.update_function_code(**F, ZipFile=archive(index=FIRST))
    assert functions.publish_version(**F)["Version"] == "3"


def _pages(stage: Stage) -> list[int]:
    for name in "abc":
        stage.create(name, FIRST)
    pages = stage.functions.get_paginator("list_functions").paginate(PaginationConfig={"PageSize": 2})
    return [len(page["Functions"]) for page in pages]


def test_stock_lists_functions_at_once(stock: Stage) -> None:
    assert _pages(stock) == [3]


def test_mended_lists_pages(mended: Stage) -> None:
    assert _pages(mended) == [2, 1]
    answer = mended.functions.list_versions_by_function(FunctionName="a", MaxItems=1)
    assert len(answer["Versions"]) == 1
    assert "NextMarker" not in answer


def _revisions(stage: Stage) -> int:
    _aliased(stage)
    stage.functions.update_alias(**F, Name="live", FunctionVersion="$LATEST")
    other = stage.functions.create_alias(**F, Name="other", FunctionVersion="1")["RevisionId"]
    first = stage.functions.get_alias(**F, Name="live")["RevisionId"]
    stage.functions.update_alias(**F, Name="live", FunctionVersion="1")
    return len({first, other, stage.functions.get_alias(**F, Name="live")["RevisionId"]})


def test_stock_keeps_the_revision_of_an_alias(stock: Stage) -> None:
    assert _revisions(stock) == 2
    assert len(stock.functions.list_aliases(**F, FunctionVersion="$LATEST")["Aliases"]) == 2


def test_mended_has_a_new_revision(mended: Stage) -> None:
    assert _revisions(mended) == 3
    assert mended.functions.list_aliases(**F, FunctionVersion="$LATEST")["Aliases"] == []
    assert len(mended.functions.list_aliases(**F, FunctionVersion="1")["Aliases"]) == 2


SETTINGS: dict[str, Any] = {
    "SnapStart": {"ApplyOn": "PublishedVersions"},
    "LoggingConfig": {"LogFormat": "JSON"},
}


def _shown(stage: Stage, qualifier: str) -> dict[str, Any]:
    return dict(stage.functions.get_function_configuration(**F, Qualifier=qualifier))


def test_stock_forgets_settings(stock: Stage) -> None:
    stock.create("f", FIRST, Publish=True, **SETTINGS)
    stock.functions.put_function_concurrency(**F, ReservedConcurrentExecutions=0)
    assert _shown(stock, "1")["SnapStart"] == {"ApplyOn": "None", "OptimizationStatus": "Off"}
    assert "LoggingConfig" not in _shown(stock, "1")
    assert "Concurrency" not in stock.functions.get_function(**F)


def test_mended_keeps_settings(mended: Stage) -> None:
    mended.create("f", FIRST, Publish=True, **SETTINGS)
    mended.functions.put_function_concurrency(**F, ReservedConcurrentExecutions=0)
    snap_start = [_shown(mended, name)["SnapStart"]["OptimizationStatus"] for name in ("$LATEST", "1")]
    assert snap_start == ["Off", "On"]
    assert _shown(mended, "1")["LoggingConfig"] == {"LogFormat": "JSON", "LogGroup": "/aws/lambda/f"}
    assert mended.functions.get_function(**F)["Concurrency"] == {"ReservedConcurrentExecutions": 0}
    mended.functions.update_function_configuration(**F, SnapStart={"ApplyOn": "None"})
    assert _shown(mended, "$LATEST")["SnapStart"] == {"ApplyOn": "None", "OptimizationStatus": "Off"}


def _same_archive(stage: Stage) -> bool:
    for name in "ab":
        stage.create(name, FIRST)
    with stage.organisation.lock:
        backend = stage.organisation.backend("lambda", "200000000001", "eu-west-1")
        first, second = (backend.get_function(name).code_bytes for name in "ab")
        assert first == second
        return first is second


def test_stock_keeps_an_archive_for_each_function(stock: Stage) -> None:
    assert not _same_archive(stock)


def test_mended_shares_equal_archives(mended: Stage) -> None:
    assert _same_archive(mended)
