"""Notices to eleven accounts, while topics throttle or are missing and the mailer is killed over and over.

Each notice is heard once by each of its subscribers, or is in the dead letters with its reason. The one thing
that nobody can rule out is counted: killed between SNS's answer and its note of it, the mailer tells again.

C7N_REFLEX_NOTICES=10000 sends so many, in waves of 500; one kill for every 100.
"""

from __future__ import annotations

import json
import os
import random
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import pytest

from c7n_reflex.organisation.client import OrganisationClient
from c7n_reflex.settings import MAILER_FUNCTION, OWNER_TOPIC
from mailer.worker import THREADS
from tests.proofs.notices import census, storm
from tests.proofs.notices.stage import SHORT_LEASE, Stage, deployed
from tests.proofs.notices.storm import Fate, Queued

pytestmark = pytest.mark.organisation

FEW = 110
WANTED = int(os.environ.get("C7N_REFLEX_NOTICES", str(FEW)))
WAVE, KILLED = 500, 50  # notices in a wave, and for each kill
UNDER_WAY = (
    0.5  # seconds that a call takes at most, of a mailer that is dead; another one needs as many to start
)
AT_ONCE = 3  # functions
LAST_CALL = 80  # of those that a full batch makes: claims, publications and notes


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    """All accounts, the mailer, and subscribers."""
    with deployed() as found:
        yield found


@dataclass
class Storm:
    """Throttles and kills wave by wave, and what has struck."""

    stage: Stage
    chosen: random.Random = field(default_factory=lambda: random.Random(20261125))
    kills: list[dict[str, Any]] = field(default_factory=list)
    throttled: int = 0

    def all(self, notices: Sequence[Queued], *, killing: bool) -> None:
        """Every notice, in waves."""
        for start in range(0, len(notices), WAVE):
            wave = notices[start : start + WAVE]
            self._wave(wave, max(3, len(wave) // KILLED) if killing else 0)

    def _wave(self, notices: Sequence[Queued], kills: int) -> None:
        """Queue them while topics throttle and workers die, and wait until all is quiet."""
        organisation = self.stage.organisation
        self._throttle(organisation)
        for number in range(kills):
            order = {"function": MAILER_FUNCTION, "after_calls": self.chosen.randint(1, LAST_CALL)}
            organisation.post("functions/kill", {**order, "when": ("after", "before")[number % 2]})
        storm.send(self.stage, notices)
        self.stage.quiet()
        storm.send_again(self.stage, notices)
        self.stage.quiet()
        self.kills += [each for each in organisation.get("functions/kills") if each["fired"]]
        self.throttled += sum(each["fired"] for each in organisation.get("faults"))
        organisation.delete("functions/kills")
        organisation.delete("faults")

    def _throttle(self, organisation: OrganisationClient) -> None:
        fault = {"service": "sns", "operation": "Publish", "code": "ThrottledException", "status": 429}
        for account in self.chosen.sample(self.stage.accounts, 3):
            topic = {"TopicArn": f":{account}:{OWNER_TOPIC}"}
            organisation.post("faults", {**fault, "times": 2, "parameters": topic})

    def unfinished(self) -> list[tuple[float, float]]:
        """When the invocations began and ended in which the mailer was killed, epoch seconds."""
        killed = {each["request_id"] for each in self.kills}
        runs = self.stage.organisation.get("invocations", function=MAILER_FUNCTION)
        return [(each["started"], each["ended"]) for each in runs if each["request_id"] in killed]


def test_each_notice_is_heard_once_or_parked_with_its_reason(stage: Stage) -> None:
    stage.deploy(SHORT_LEASE)
    notices = storm.made(WANTED, stage.accounts)
    calm, killed = notices[::2], notices[1::2]
    begun, found = time.time(), Storm(stage)
    found.all(calm, killing=False)
    found.all(killed, killing=True)
    seconds = time.time() - begun
    counted = census.taken(stage, begun)
    _report(notices, counted, found, seconds)
    assert found.throttled
    assert found.kills
    assert counted.wrongs(notices, stage.core) == []
    for kind in census.KINDS:
        assert counted.again(calm, kind) == set()
    # A FIFO topic knows what it took. A standard topic cannot be asked: what each thread of a killed mailer
    # was at is told again, and nothing else.
    assert counted.again(killed, census.FIFO) == set()
    repeated = Counter(_span(each.time, found.unfinished()) for each in counted.repeated(census.MAIL))
    assert set(repeated) <= set(found.unfinished())
    assert all(count <= THREADS for count in repeated.values())


def test_what_sqs_delivers_to_several_at_once_is_told_once(stage: Stage) -> None:
    stage.deploy()
    notices = [Queued(f"storm-{900_000 + n}", stage.accounts[n % 11], Fate.PLAIN) for n in range(40)]
    functions, begun = stage.client("lambda", stage.core), time.time()
    payload = json.dumps(storm.event(stage, notices))

    def invoke(_: int) -> list[str]:
        answer = functions.invoke(FunctionName=MAILER_FUNCTION, Payload=payload)
        assert "FunctionError" not in answer
        return [each["itemIdentifier"] for each in json.load(answer["Payload"])["batchItemFailures"]]

    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(invoke, range(AT_ONCE)))
    stage.quiet()
    counted = census.taken(stage, begun)
    assert counted.wrongs(notices, stage.core) == []
    assert counted.again(notices, census.MAIL) == set()
    assert invoke(0) == []  # those that found another one at work had left the message to be asked about
    assert census.taken(stage, begun).messages == counted.messages


def _span(moment: float, spans: Sequence[tuple[float, float]]) -> tuple[float, float] | None:
    """The invocation to which the moment belongs: what was under way when it was killed ends after it."""
    return next(((began, ended) for began, ended in spans if began <= moment <= ended + UNDER_WAY), None)


def _report(notices: Sequence[Queued], counted: census.Census, found: Storm, seconds: float) -> None:
    """For who runs it by hand."""
    heard = Counter(each.place.kind for each in counted.messages)
    struck = Counter(f"{each['when']} {each['operation']}" for each in found.kills)
    again, repeated = counted.again(notices, census.MAIL), counted.repeated(census.MAIL)
    print(f"{len(notices)} notices in {seconds:.0f} s; messages {dict(heard)}")  # noqa: T201
    print(f"{len(found.kills)} kills {dict(struck)}, {found.throttled} throttled calls")  # noqa: T201
    print(f"{len(again)} notices, {len(repeated)} messages again")  # noqa: T201
