"""Many accounts and regions: one that fails neither stops nor hides another; interruptions stop the rest."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from c7n_reflex.accounts import Account
from c7n_reflex.deploy import applying, organising, planning
from c7n_reflex.deploy.organising import Outcome, Place, Stop
from c7n_reflex.deploy.planning import Entry
from c7n_reflex.deploy.units import Site
from c7n_reflex.errors import ReflexError
from tests.deploy.accounts_for_tests import account, directory
from tests.deploy.entries import FIRST, SECOND, entry

DENIED = ClientError({"Error": {"Code": "AccessDenied", "Message": "no"}}, "CreateFunction")
ENTRIES = [
    entry(account=account, policy=policy, kind=kind)
    for account in (FIRST, SECOND)
    for policy, kind in (("a", "create"), ("b", "update"))
]


def places(*accounts: Account) -> list[Place]:
    """Both regions of each."""
    return [
        Place(each, Site(each.id, region, "aws", lambda _: None), ())
        for each in accounts
        for region in each.regions
    ]


@pytest.fixture
def applied(monkeypatch: pytest.MonkeyPatch) -> list[Entry]:
    """Entries that were applied."""
    done: list[Entry] = []
    monkeypatch.setattr(applying, "apply", done.append)
    return done


def results(outcomes: list[Outcome]) -> list[tuple[str, str, str]]:
    """(account, policy, result) of each."""
    return [(each.entry.account, each.entry.policy, each.result) for each in outcomes]


def test_all_are_applied_and_told_once(applied: list[Entry]) -> None:
    told: list[Outcome] = []
    outcomes = organising.deploy(ENTRIES, done=told.append)
    assert results(outcomes) == [
        (FIRST, "a", "created"),
        (FIRST, "b", "updated"),
        (SECOND, "a", "created"),
        (SECOND, "b", "updated"),
    ]
    assert len(told) == len(applied) == 4
    assert organising.deploy([]) == []


@pytest.mark.parametrize(
    ("error", "said"),
    [(DENIED, "AccessDenied"), (ReflexError("not ready"), "not ready"), (KeyError("Arn"), "KeyError: 'Arn'")],
)
def test_one_that_fails_neither_stops_nor_hides_another(
    monkeypatch: pytest.MonkeyPatch, error: Exception, said: str
) -> None:
    def apply(each: Entry) -> None:
        if (each.account, each.policy) == (FIRST, "a"):
            raise error

    monkeypatch.setattr(applying, "apply", apply)
    outcomes = organising.deploy(ENTRIES)
    assert [each.result for each in outcomes] == ["failed", "updated", "created", "updated"]
    assert said in outcomes[0].reason


def test_an_interruption_ends_what_has_begun_and_begins_nothing_more(applied: list[Entry]) -> None:
    stop = Stop()
    outcomes = organising.deploy(ENTRIES[:2], stop=stop, done=lambda _: stop.asked.set())
    assert results(outcomes) == [(FIRST, "a", "created"), (FIRST, "b", "stopped")]
    assert [each.policy for each in applied] == ["a"]


def test_accounts_and_regions_are_at_work_at_the_same_time(monkeypatch: pytest.MonkeyPatch) -> None:
    both = threading.Barrier(2, timeout=20)
    monkeypatch.setattr(applying, "apply", lambda _: both.wait() and None)
    outcomes = organising.deploy([entry(), entry(account=SECOND)])
    assert [each.result for each in outcomes] == ["created", "created"]


@pytest.mark.parametrize("error", [DENIED, ReflexError("cannot assume"), KeyError("x")])
def test_what_cannot_be_read_is_a_failure_of_its_own(
    monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def of_site(site: Site, *_: Any, **__: Any) -> Any:
        if (site.account, site.region) == (FIRST, "us-east-1"):
            raise error
        yield entry("unchanged", site.account, site.region)

    monkeypatch.setattr(planning, "of_site", of_site)
    told: list[Place] = []
    plan = organising.plan(places(account(2), account(3)), done=told.append)
    assert [(each.account, each.region) for each in plan.failures] == [(FIRST, "us-east-1")]
    assert [(each.account, each.region) for each in plan.entries] == [
        (FIRST, "eu-west-1"),
        (SECOND, "us-east-1"),
        (SECOND, "eu-west-1"),
    ]
    assert len(told) == 4
    assert plan.changes == ()


def test_regions_and_names_are_chosen() -> None:
    known = directory(2)
    found = organising.places(known, [], known.accounts, None, regions=["eu-west-1"])  # type: ignore[arg-type]
    assert [(each.site.account, each.site.region) for each in found] == [
        (each.id, "eu-west-1") for each in known.accounts
    ]
    assert isinstance(known.file, Path)
