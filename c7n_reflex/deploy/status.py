"""What runs where, and how it fares: read from our tags, whether the policies still exist or not."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from fnmatch import fnmatch
from functools import partial
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from c7n_reflex.deploy import metrics, reading, surveying
from c7n_reflex.deploy.organising import Failure, Place
from c7n_reflex.deploy.units import Site, Survey
from c7n_reflex.deploy.units.alias import Alias
from c7n_reflex.deploy.units.code import Code
from c7n_reflex.deploy.units.model import ROLLED_BACK, started_by
from c7n_reflex.settings import FAILED_EVENTS_QUEUE

_NO_QUEUE = ("AWS.SimpleQueueService.NonExistentQueue", "QueueDoesNotExist")


@dataclass(frozen=True)
class Running:
    """One function. `wrong`: why it does not run as it was deployed; empty is fine."""

    policy: str
    function: str
    account: str  # id
    region: str
    version: str = ""
    deployed: str = ""  # when the version was, as Lambda writes it: 2026-11-25T08:00:00.000+0000
    wrong: tuple[str, ...] = ()
    events: int | None = None  # of the last hours; None is not known
    errors: int | None = None
    last: datetime | None = None

    @property
    def fine(self) -> bool:
        """True if it runs as it was deployed, and did not fail in the last hours."""
        return not self.wrong and not self.errors


@dataclass(frozen=True)
class Queue:
    """The failed events of an account and region: how many wait; None if there is no queue."""

    account: str
    region: str
    waiting: int | None


@dataclass(frozen=True)
class Status:
    """In the order of accounts and regions. `failures`: what could not be read."""

    running: tuple[Running, ...]
    queues: tuple[Queue, ...]
    failures: tuple[Failure, ...] = ()
    policies: frozenset[str] = frozenset()  # all that are deployed there, chosen or not

    @property
    def fine(self) -> bool:
        """True if nothing is stopped or fails and no failed event waits."""
        return all(each.fine for each in self.running) and not any(each.waiting for each in self.queues)


def read(
    places: Sequence[Place],
    policies: Sequence[str] = (),
    hours: int = 24,
    done: Callable[[Place], None] = lambda _: None,
) -> Status:
    """Status of the functions of these policies (names or patterns; empty is all)."""

    def one(place: Place) -> Status:
        deployed = surveying.ours(place.site)
        chosen = {
            function: policy
            for function, policy in deployed.items()
            if not policies or any(fnmatch(policy, each) for each in policies)
        }
        return replace(_of_site(place.site, chosen, hours), policies=frozenset(deployed.values()))

    read_, failures = reading.of_places(places, one, done)
    return Status(
        tuple(each for status in read_ for each in status.running),
        tuple(each for status in read_ for each in status.queues),
        failures + tuple(each for status in read_ for each in status.failures),
        frozenset(policy for status in read_ for policy in status.policies if policy),
    )


def _of_site(site: Site, chosen: dict[str, str], hours: int) -> Status:
    """That metrics or the queue cannot be read does not hide what runs."""
    failures: list[Failure] = []

    def attempt(what: str, call: Callable[[], Any], otherwise: Any) -> Any:
        try:
            return call()
        except (ClientError, BotoCoreError) as error:
            failure = Failure(site.account, site.region, f"{what}: {reading.reason(error)}")
            failures.extend([] if failure in failures else [failure])
            return otherwise

    ran = attempt("metrics", lambda: metrics.of_functions(site, list(chosen), hours), {})
    running = []
    for function, policy in chosen.items():
        counts: metrics.Ran | None = ran.get(function)
        last = counts.last if counts else None
        if last is None:
            last = attempt("logs", partial(metrics.last_log, site, function), None)
        running.append(_running(Survey(site, function), policy, counts, last))
    waiting = attempt("failed events", lambda: _waiting(site), None)
    queue = Queue(site.account, site.region, waiting)
    return Status(tuple(running), (queue,), tuple(failures))


def _running(survey: Survey, policy: str, ran: metrics.Ran | None, last: datetime | None) -> Running:
    place = (policy, survey.name, survey.site.account, survey.site.region)
    return Running(
        *place,
        version=survey.live.get("Version", ""),
        deployed=survey.live.get("LastModified", ""),
        wrong=tuple(_wrong(survey)),
        events=ran.events if ran else None,
        errors=ran.errors if ran else None,
        last=last,
    )


def _wrong(survey: Survey) -> Iterator[str]:
    if not survey.latest:
        yield "its function is gone"
        return
    rule = survey.site.rules.get(survey.name)
    if rule is None and not started_by(survey.tags).startswith("config-"):
        yield "no rule"
    elif rule and rule.get("State") == "DISABLED":
        yield "disabled"
    if (survey.latest.get("Concurrency") or {}).get("ReservedConcurrentExecutions") == 0:
        yield "stopped (concurrency 0)"
    yield from _wrong_code(survey)


def _wrong_code(survey: Survey) -> Iterator[str]:
    if not survey.live:
        yield "not deployed to its end"
        return
    if ROLLED_BACK in survey.tags:
        yield f"rolled back from {survey.tags[ROLLED_BACK]}"
    elif (Alias().found(survey) or {}).get("runs") != "the latest version":
        yield "not the newest version"
    if "other code" in (Code().found(survey) or {}).get("sources", ""):
        yield "other code"


def _waiting(site: Site) -> int | None:
    client = site.client("sqs")
    try:
        url = client.get_queue_url(QueueName=FAILED_EVENTS_QUEUE)["QueueUrl"]
    except ClientError as error:
        if error.response["Error"]["Code"] in _NO_QUEUE:
            return None
        raise
    name = "ApproximateNumberOfMessages"
    return int(client.get_queue_attributes(QueueUrl=url, AttributeNames=[name])["Attributes"][name])
