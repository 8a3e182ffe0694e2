"""W521: nothing shows that the policy ever leaves something alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import ClassVar

from c7n_reflex.authoring.lint.base import Fleet, Lint, LintedPolicy, Problem
from c7n_reflex.authoring.lint.casefiles import cases_of

_POLICY = "resource: aws.ec2\nfilters:\n  - State.Name: running\nactions: [stop]\n"
_ACTING = """\
policy: example
tests:
  - name: a running instance is stopped
    resources: [{InstanceId: i-1, State: {Name: running}}]
    expect: {outcome: observed}
"""


class MissingNegativeTestCase(Lint):
    """Only where the project has a folder `tests/policies`."""

    id = "W521"
    name = "missing-negative-test-case"
    title = "A case in `tests/policies/` shows what the policy leaves alone."
    why = (
        "Without a near miss nobody sees it when a change of the filters makes the policy act on everything."
    )
    avoid = _POLICY
    prefer = _POLICY
    avoid_files: ClassVar[Mapping[str, str]] = {"tests/policies/example.yml": _ACTING}
    prefer_files: ClassVar[Mapping[str, str]] = {
        "tests/policies/example.yml": _ACTING
        + """\
  - name: a stopped instance is left alone
    resources: [{InstanceId: i-1, State: {Name: stopped}}]
    expect: {outcome: no-match}
"""
    }
    source = "https://docs.panther.com/detections/testing"

    def check(self, policy: LintedPolicy, fleet: Fleet) -> Iterator[Problem]:
        """At the policy's name."""
        cases = cases_of(policy, fleet)
        if cases and not cases.quiet:
            yield Problem(("name",), "no case shows what it leaves alone", f"add one to {cases.file}")
