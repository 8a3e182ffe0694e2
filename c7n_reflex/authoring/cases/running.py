"""Runs a case: takes its event through the pipeline, offline, and compares."""

from __future__ import annotations

import time
import traceback
from dataclasses import replace
from pathlib import Path
from typing import Any

from c7n_reflex.authoring.cases.comparing import differences
from c7n_reflex.authoring.cases.model import Case, CaseResult, CaseVerdict
from c7n_reflex.authoring.fleet import FleetPolicy
from c7n_reflex.authoring.trace import Trace
from c7n_reflex.errors import InputError

JSON = Any


def run(case: Case, policy: FleetPolicy) -> CaseResult:
    """What comes of the case with this policy, which may be a mutant of the one that it names.

    InputError if c7n refuses the policy.
    """
    if case.skip:
        return CaseResult(case, CaseVerdict.SKIP, policy=policy)
    started = time.perf_counter()
    result = _result(case, policy)
    return replace(result, seconds=time.perf_counter() - started, policy=policy)


def _result(case: Case, policy: FleetPolicy) -> CaseResult:
    try:
        trace = _trace(case, policy)
    except InputError:
        raise
    # Whatever a policy's filters and actions raise is what came of this case; the others still run.
    except Exception as error:  # noqa: BLE001
        return CaseResult(case, CaseVerdict.FAIL, error=_said(error))
    if trace.outcome is None and not case.expect.wants_unknown:
        return CaseResult(case, CaseVerdict.UNKNOWN, trace)
    found = differences(case, trace)
    return CaseResult(case, CaseVerdict.FAIL if found else CaseVerdict.PASS, trace, found)


def _said(error: Exception) -> str:
    """What was raised, and where: often all that is missing is a key of a resource."""
    *_, last = traceback.extract_tb(error.__traceback__)
    return f"{type(error).__name__}: {error} ({Path(last.filename).name}:{last.lineno} {last.name})"


def _trace(case: Case, policy: FleetPolicy) -> Trace:
    from c7n_reflex.authoring.tracing import trace

    # Filters write on resources, and a case is run more than once.
    world = replace(case.world, resources=copied(case.world.resources))
    return trace(policy, copied(case.event), world)


def copied(value: JSON) -> JSON:
    """A deep copy of what YAML and JSON have, several times as quick as `copy.deepcopy`."""
    if isinstance(value, dict):
        return {key: copied(each) for key, each in value.items()}
    if isinstance(value, list):
        return [copied(each) for each in value]
    return tuple(copied(each) for each in value) if isinstance(value, tuple) else value
