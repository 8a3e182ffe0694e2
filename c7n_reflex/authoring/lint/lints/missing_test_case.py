"""W520: nothing shows that the policy acts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import ClassVar

from c7n_reflex.authoring.lint.base import Fleet, Lint, LintedPolicy, Problem
from c7n_reflex.authoring.lint.casefiles import cases_of

_POLICY = "resource: aws.ec2\nfilters:\n  - State.Name: running\nactions: [stop]\n"
_QUIET = """\
policy: example
tests:
  - name: a stopped instance is left alone
    resources: [{InstanceId: i-1, State: {Name: stopped}}]
    expect: {outcome: no-match}
"""


class MissingTestCase(Lint):
    """Only where the project has a folder `tests/policies`."""

    id = "W520"
    name = "missing-test-case"
    title = "A case in `tests/policies/` shows that the policy acts."
    why = "A policy that never matches looks like one that has nothing to do."
    avoid = _POLICY
    prefer = _POLICY
    avoid_files: ClassVar[Mapping[str, str]] = {"tests/policies/example.yml": _QUIET}
    prefer_files: ClassVar[Mapping[str, str]] = {
        "tests/policies/example.yml": _QUIET
        + """\
  - name: a running instance is stopped
    resources: [{InstanceId: i-1, State: {Name: running}}]
    expect: {outcome: observed}
"""
    }
    source = "c7n_reflex.authoring.cases"

    def check(self, policy: LintedPolicy, fleet: Fleet) -> Iterator[Problem]:
        """At the policy's name."""
        cases = cases_of(policy, fleet)
        if cases and not cases.acting:
            yield Problem(("name",), "no case shows that it acts", f"add one to {cases.file}")
