"""One policy in one account and region: run, and how it ended told, so that the next has its turn."""

from __future__ import annotations

import copy
import json
import logging
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from botocore.exceptions import ClientError
from c7n.policy import Policy

from c7n_reflex.pipeline.log import PASSED
from c7n_reflex.pipeline.log import log as pipeline_log
from c7n_reflex.sweeps.fetches import Fetches, denied_read
from c7n_reflex.sweeps.results import Result, Status


def built(
    data: dict[str, Any], options: Any, factory: Any, variables: dict[str, Any] | None, **environment: Any
) -> Any:
    """The c7n policy with this session factory, `variables` filled in if there are any, and validated.

    `environment` is what its conditions may ask for. Raises whatever filters and actions raise.
    """
    made = Policy(copy.deepcopy(data), options, factory)
    made.conditions.env_vars.update(environment)
    if variables is not None:
        made.expand_variables(made.get_variables(variables))
    made.validate()
    return made


def run(policy: Any, account: str, fetches: Fetches) -> tuple[Result, Exception | None]:
    """Run the policy as Custodian does, dry runs included; how it ended, and what it raised."""
    cache = fetches.attach(policy)
    fetches.take_denied()
    begun, error, found = time.monotonic(), None, ()
    with _outcomes() as outcomes:
        try:
            found = policy.run() or ()
        except Exception as raised:  # noqa: BLE001 (whatever it is: the others have their turn)
            error = raised
    deployed = not policy.options.dryrun and policy.execution_mode != "pull"
    result = Result(
        account=account,
        region=str(policy.options.region),
        policy=policy.name,
        resource=_qualified(policy.resource_type),
        status=Status.DEPLOYED if deployed else Status.DONE,
        matched=0 if deployed else len(found),
        outcomes=dict(outcomes),
        seconds=round(time.monotonic() - begun, 3),
        fetched=cache.fetched if cache else 0,
        shared=cache.shared if cache else 0,
    )
    return _judged(result, fetches.take_denied(), error), error


def _qualified(resource: Any) -> str:
    name = str(resource[0] if isinstance(resource, list) else resource)
    return name if "." in name else f"aws.{name}"


def _judged(result: Result, denied: tuple[str, ...], error: Exception | None) -> Result:
    """With what was denied, whether Custodian raised that or passed it over."""
    status = result.status
    if error is not None:
        refused = _refused(error)
        status = Status.DENIED if refused else Status.FAILED
        denied = denied or refused
    elif denied:
        status = Status.DENIED
    said = f"{type(error).__name__}: {error}" if error is not None else ""
    return replace(result, status=status, denied=denied, error=said)


def _refused(error: Exception) -> tuple[str, ...]:
    """The read that was denied, if that is what Custodian raised."""
    if not isinstance(error, ClientError):
        return ()
    code = str(error.response.get("Error", {}).get("Code", ""))
    return (f"{error.operation_name} {code}",) if denied_read(error.operation_name, code) else ()


@contextmanager
def _outcomes() -> Iterator[Counter[str]]:
    """How many resources ended in which way, by the pipeline's own lines, also when they are not shown."""
    counter = _Counting(pipeline_log.getEffectiveLevel())
    before = pipeline_log.level, pipeline_log.propagate
    pipeline_log.addHandler(counter)
    pipeline_log.setLevel(min(logging.INFO, counter.shown))
    pipeline_log.propagate = False
    try:
        yield counter.outcomes
    finally:
        pipeline_log.removeHandler(counter)
        pipeline_log.level, pipeline_log.propagate = before
        pipeline_log.setLevel(before[0])  # empties logging's memory of what is enabled


class _Counting(logging.Handler):
    def __init__(self, shown: int) -> None:
        super().__init__()
        self.outcomes: Counter[str] = Counter()
        self.shown = shown  # level from which on the pipeline's lines are shown

    def emit(self, record: logging.LogRecord) -> None:
        """Count a stage's ends, and hand the record on to where it would have gone."""
        try:
            line = json.loads(record.getMessage())
        except ValueError:
            line = {}
        ended = line.get("ended")
        if isinstance(ended, dict):
            self.outcomes.update(value for value in ended.values() if value != PASSED)
        if record.levelno >= self.shown and pipeline_log.parent is not None:
            pipeline_log.parent.handle(record)
