"""A worker that dies at any call: what it was at is finished once, recorded once, told once.

C7N_REFLEX_KILLS=100 kills before and after each call that a remediation makes, and at random ones up to that
number; without it a seeded few are killed.
"""

from __future__ import annotations

import os
import random
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import pytest

from c7n_reflex.organisation.client import OrganisationClient
from tests.proofs import faults
from tests.proofs.deployment import deployed
from tests.proofs.faults import BUCKET, CORE, GROUP, INSTANCE, MEMBER, Kind, Planted

pytestmark = pytest.mark.organisation

KINDS = (GROUP, BUCKET, INSTANCE)
FEW = 15
WANTED = int(os.environ.get("C7N_REFLEX_KILLS", str(FEW)))
LEAST = {GROUP: 14, BUCKET: 20, INSTANCE: 18}  # calls of a remediation, at least: where a few are killed
TOGETHER = 2  # resources of each kind that are made wrong at once
ATTEMPTS = 3


@dataclass
class Killing:
    """Kills workers round by round, and remembers what was made wrong meanwhile."""

    organisation: OrganisationClient
    planted: list[Planted] = field(default_factory=list)
    struck: list[dict[str, Any]] = field(default_factory=list)
    calls: dict[Kind, int] = field(default_factory=dict)  # how many a remediation makes, once that is known

    def round(self, orders: list[tuple[Kind, int, str]], together: int) -> set[Kind]:
        """Make so many of each kind wrong while these kills are ordered; the kinds whose did not strike."""
        fresh = [self._plant(kind) for kind in KINDS for _ in range(together)]
        self.organisation.wait_idle(120)
        for kind, number, when in orders:
            body = {"function": kind.function, "after_calls": number, "when": when}
            self.organisation.post("functions/kill", body)
        with ThreadPoolExecutor(len(fresh)) as pool:
            list(pool.map(lambda each: each.wrong(), fresh))
        self.organisation.wait_idle(120)
        kills = self.organisation.get("functions/kills")
        self.organisation.delete("functions/kills")
        self.struck += [kill for kill in kills if kill["fired"]]
        missed = {kill["function"] for kill in kills if not kill["fired"]}
        return {kind for kind in KINDS if kind.function in missed}

    def _plant(self, kind: Kind) -> Planted:
        self.planted.append(faults.plant(self.organisation, kind, len(self.planted)))
        return self.planted[-1]

    def at_every_call(self) -> None:
        """Before and after each call, of all kinds at once, until a remediation makes no more."""
        number = 0
        while len(self.calls) < len(KINDS):
            number += 1
            for when in ("before", "after"):
                orders = [(kind, number, when) for kind in KINDS if kind not in self.calls]
                for kind in self.round(orders, 1):
                    self.calls.setdefault(kind, number - 1)

    def at_random(self, wanted: int) -> None:
        """Until so many have struck in all; several in one function, so that a retry may be killed, too."""
        chosen = random.Random(20261124)
        while len(self.struck) < wanted:
            kinds = [chosen.choice(KINDS) for _ in range(4)]
            last = {**LEAST, **self.calls}
            when = ("before", "after")
            orders = [(kind, chosen.randint(1, last[kind]), chosen.choice(when)) for kind in kinds]
            self.round(orders, TOGETHER)


@pytest.fixture(scope="module")
def organisation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OrganisationClient]:
    """Two policies by member-role and one in the account."""
    with deployed(tmp_path_factory.mktemp("out"), *(kind.file for kind in KINDS)) as found:
        yield found


def test_whatever_is_killed_everything_is_done_once(organisation: OrganisationClient) -> None:
    killing = Killing(organisation)
    if WANTED > FEW:
        killing.at_every_call()
    killing.at_random(WANTED)
    attempts = Counter(kill["request_id"] for kill in killing.struck)
    lost = sum(count >= ATTEMPTS for count in attempts.values())
    calls = {kind.policy: number for kind, number in killing.calls.items()}
    print(f"{len(killing.struck)} kills, {len(killing.planted)} remediations of {calls} calls, {lost} parked")  # noqa: T201
    assert _give_parked_again(organisation) == lost
    assert _wrongs(organisation, killing.planted) == []


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.policy)
def test_what_no_attempt_survived_is_parked_and_done_once_when_it_comes_again(
    organisation: OrganisationClient, kind: Kind
) -> None:
    killing = Killing(organisation)
    _lose(killing, kind)
    assert _give_parked_again(organisation) == 1
    assert _wrongs(organisation, killing.planted) == []


def _lose(killing: Killing, kind: Kind) -> None:
    """Kill all attempts at one event, right after the change."""
    planted = faults.plant(killing.organisation, kind, 10_000)
    killing.planted.append(planted)
    for number in (3, 5, 7):
        body = {"function": kind.function, "after_calls": number, "when": "after"}
        killing.organisation.post("functions/kill", body)
    killing.organisation.wait_idle(120)
    planted.wrong()
    killing.organisation.wait_idle(120)
    killing.organisation.delete("functions/kills")


def _give_parked_again(organisation: OrganisationClient) -> int:
    """Every parked event, of whichever function; how many they were."""
    queues = {account: faults.parked(organisation, account, take=True) for account in (MEMBER, CORE)}
    bodies = [(account, body) for account, waiting in queues.items() for body in waiting]
    for account, body in bodies:
        kind = GROUP if account == MEMBER else BUCKET if "PutBucketPolicy" in body else INSTANCE
        faults.give_again(organisation, kind, body)
    return len(bodies)


def _wrongs(organisation: OrganisationClient, planted: list[Planted]) -> list[str]:
    """What is not as it should be: each undone, by one call, with one entry and one mail."""
    evidence = faults.Evidence(organisation)
    states = {f"{each.kind.policy} {each.name}": evidence.of(each) for each in planted}
    return [f"{name}: {state}" for name, state in states.items() if state != faults.DONE]
