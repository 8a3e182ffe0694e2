"""Archiving where a native service keeps the finding: by who may, if it was resolved and is wanted."""

from __future__ import annotations

from typing import Any

import pytest

from c7n_reflex.events.findings import of_event
from c7n_reflex.pipeline.hub import Place, Sessions, write_back
from tests.organisation.native_findings import test_accessanalyzer as analyzer
from tests.organisation.native_findings import test_guardduty as guardduty
from tests.organisation.native_findings.conftest import CORE, HOME, MEMBER, Cloud, cloud

__all__ = ["cloud"]


class Account:
    """What a session is used for, of the account that it is in."""

    def __init__(self, cloud: Cloud, account: str) -> None:
        self.cloud, self.account = cloud, account

    def client(self, service: str, region_name: str) -> Any:
        return self.cloud.client(service, self.account, region_name)


def archive(
    cloud: Cloud, emitted: tuple[str, str, dict[str, Any]], status: str, *, wanted: bool = True
) -> None:
    """As a policy in core-compliance with a member role does for the event that arrived there."""
    account, region, event = emitted
    (finding,) = of_event(event)
    sessions = Sessions(lambda _: Account(cloud, CORE), lambda _: Account(cloud, MEMBER))
    write_back(sessions, Place(account, region), finding, status, "note", archive=wanted)


@pytest.mark.parametrize(
    ("status", "wanted", "expected"),
    [("RESOLVED", True, True), ("RESOLVED", False, False), ("NOTIFIED", True, False)],
)
def test_guardduty(cloud: Cloud, status: str, wanted: bool, expected: bool) -> None:
    cloud.report(guardduty.event())
    archive(cloud, cloud.emitted[0], status, wanted=wanted)
    assert guardduty.archived(cloud) is expected


def test_only_the_administrator_archives_what_came_to_it(cloud: Cloud) -> None:
    administrator = cloud.client("guardduty", CORE)
    administrator.create_detector(Enable=True)
    administrator.enable_organization_admin_account(AdminAccountId=CORE)
    cloud.report(guardduty.event())
    (to_core,) = [emitted for emitted in cloud.emitted if emitted[0] == CORE]
    archive(cloud, to_core, "RESOLVED")
    assert guardduty.archived(cloud)


@pytest.mark.parametrize(("status", "expected"), [("RESOLVED", "ARCHIVED"), ("NOTIFIED", "ACTIVE")])
def test_access_analyzer(cloud: Cloud, status: str, expected: str) -> None:
    cloud.report(analyzer.event())
    archive(cloud, cloud.emitted[0], status)
    found = cloud.client("accessanalyzer").get_finding(analyzerArn=analyzer.ANALYZER, id="f-1")["finding"]
    assert (found["status"], HOME) == (expected, cloud.emitted[0][1])
