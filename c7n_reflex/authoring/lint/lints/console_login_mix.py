"""W105: sign-ins and API calls in one policy."""

from __future__ import annotations

from collections.abc import Iterator

from c7n_reflex.authoring.lint.base import Fleet, Lint, LintedPolicy, Problem
from c7n_reflex.authoring.lint.elements import calls
from c7n_reflex.modes.calls import SIGN_IN_SOURCE


class ConsoleLoginMix(Lint):
    """c7n.mu.CloudWatchEventSource.render_event_pattern."""

    id = "W105"
    name = "console-login-mix"
    title = "Sign-ins and API calls are in policies of their own."
    why = (
        "With one event of signin.amazonaws.com, stock Custodian subscribes to console sign-ins alone, and "
        "the other events never arrive. c7n-reflex subscribes to both; the policy is alive only where it "
        "deploys it."
    )
    avoid = "resource: aws.iam-user\nmode:\n  type: cloudtrail\n  events: [ConsoleLogin, CreateBucket]\n"
    prefer = "resource: aws.iam-user\nmode:\n  type: cloudtrail\n  events: [ConsoleLogin]\n"
    source = "c7n.mu.CloudWatchEventSource.render_event_pattern"

    def check(self, policy: LintedPolicy, fleet: Fleet) -> Iterator[Problem]:  # noqa: ARG002
        """One problem for each call that stock Custodian would miss."""
        written = list(calls(policy))
        if not any(call.source == SIGN_IN_SOURCE for call in written):
            return
        for call in written:
            if call.source != SIGN_IN_SOURCE:
                message = f"beside a sign-in, stock Custodian never gets {call.name}"
                yield Problem(call.key, message, "write a second policy for it")
