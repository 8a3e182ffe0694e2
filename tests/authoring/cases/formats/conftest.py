"""One result of each verdict."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from c7n_reflex.authoring.cases.binding import Bound
from c7n_reflex.authoring.cases.model import CaseResult
from c7n_reflex.authoring.cases.running import run

CASES = """\
policy: stop-swept
tests:
  - {name: passes, resources: [RUNNING], expect: {outcome: acted}}
  - name: "fails: 100%, <b>"
    resources: [{InstanceId: i-1, State: {Name: stopped}}]
    expect: {outcome: acted, matched: [i-1]}
  - {name: unknown, expect: {outcome: acted}}
  - {name: skipped, skip: "waits,\\nfor: 12", expect: {outcome: acted}}
"""


@pytest.fixture
def results(bound: Callable[[str], list[Bound]]) -> list[CaseResult]:
    """Of the cases above."""
    return [run(each.case, each.policy) for each in bound(CASES)]
