"""One line of JSON for each stage of each reaction, and one metric for each end.

The metric is in CloudWatch's embedded format: the logs service makes it from the line, and nothing has to be
called. https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format.html
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Protocol

from c7n_reflex.pipeline.outcome import Outcome, Stage
from c7n_reflex.pipeline.reaction import Reaction

# Not below `custodian`: c7n-org hides what those say on the console (c7n_org.cli.LogFilter).
log = logging.getLogger("c7n_reflex.pipeline")
NAMESPACE = "c7n-reflex"
PASSED = "pass"
_LONGEST = 500  # characters of a detail


class Listener(Protocol):
    """Hears what would otherwise be logged: `explain` and `test` show it in their own way."""

    def passed(self, reaction: Reaction, stage: Stage, before: Reaction) -> None:
        """A stage is over; `before` is the reaction as it came to it."""

    def ended(self, reaction: Reaction, outcome: Outcome, detail: str) -> None:
        """The reaction is over."""

    def unknown(self, reaction: Reaction, needs: tuple[str, ...]) -> None:
        """The reaction goes no further, as only AWS could tell how."""


_listener: ContextVar[Listener | None] = ContextVar("listener", default=None)


@contextmanager
def heard_by(listener: Listener) -> Iterator[None]:
    """Within the block the listener hears, and nothing is logged."""
    token = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(token)


def stage_line(reaction: Reaction, stage: Stage, seconds: float, before: Reaction) -> None:
    """Say how the stage went: who ended there and how many go on."""
    listener = _listener.get()
    if listener is not None:
        listener.passed(reaction, stage, before)
        return
    ended = {case.identity: case for case in reaction.cases if case.outcome is not None}
    known = {case.identity for case in before.cases if case.outcome is not None}
    here = [case for identity, case in ended.items() if identity not in known]
    outcome = (
        str(here[0].outcome) if len({case.outcome for case in here}) == 1 and not reaction.going_on else ""
    )
    detail = next((case.detail for case in here if case.detail), "")
    _line(
        reaction,
        stage,
        outcome or PASSED,
        detail,
        ms=round(seconds * 1000),
        ended={case.identity: str(case.outcome) for case in here},
        going_on=[case.identity for case in reaction.going_on]
        or list(reaction.ids if not reaction.cases else ()),
    )


def end_line(reaction: Reaction, outcome: Outcome, detail: str = "", stage: Stage | None = None) -> None:
    """Say how the whole ended, with the metric."""
    listener = _listener.get()
    if listener is not None:
        listener.ended(reaction, outcome, detail)
        return
    metric = {
        "Namespace": NAMESPACE,
        "Dimensions": [["policy", "outcome"], ["outcome"]],
        "Metrics": [{"Name": "ended", "Unit": "Count"}],
    }
    entries = {case.identity: case.entry.id for case in reaction.cases if case.entry is not None}
    _line(
        reaction,
        stage or outcome.stage,
        str(outcome),
        detail,
        level=logging.ERROR if outcome.parks else logging.INFO,
        end=True,
        sentence=outcome.sentence,
        entries=entries,
        ended=1,
        _aws={"Timestamp": int(time.time() * 1000), "CloudWatchMetrics": [metric]},
    )


def unknown(reaction: Reaction, needs: tuple[str, ...]) -> None:
    """Say what would have to be known; only offline is anything unknown."""
    listener = _listener.get()
    if listener is not None:
        listener.unknown(reaction, needs)


def _line(
    reaction: Reaction, stage: Stage, outcome: str, detail: str, *, level: int = logging.INFO, **more: Any
) -> None:
    fields = {
        "policy": reaction.policy,
        "version": reaction.version,
        "event": reaction.event_id,
        "account": reaction.target.account,
        "region": reaction.target.region,
        "stage": str(stage),
        "outcome": outcome,
        "detail": detail[:_LONGEST],
        **more,
    }
    log.log(
        level, "%s", json.dumps({key: value for key, value in fields.items() if value or key == "outcome"})
    )
