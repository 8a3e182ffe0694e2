"""I107: sources and names that stock Custodian combines."""

from __future__ import annotations

from collections.abc import Iterator

from c7n_reflex.authoring import apis
from c7n_reflex.authoring.lint.base import Fleet, Lint, LintedPolicy, Problem
from c7n_reflex.authoring.lint.elements import calls
from c7n_reflex.modes.calls import SIGN_IN_SOURCE

_SHOWN = 3


class CrossProduct(Lint):
    """c7n.mu.CloudWatchEventSource.resolve_cloudtrail_payload."""

    id = "I107"
    name = "cross-product"
    title = "Calls of several sources are subscribed to as pairs only by c7n-reflex."
    why = (
        "Stock Custodian makes one list of sources and one of names, so that the rule also matches names "
        "of one call from the source of another. c7n-reflex subscribes to the pairs that are written."
    )
    avoid = """\
resource: aws.rds
mode:
  type: cloudtrail
  events:
    - CreateDBInstance
    - source: ec2.amazonaws.com
      event: CreateTags
      ids: requestParameters.resourcesSet.items[].resourceId
"""
    prefer = "resource: aws.rds\nmode:\n  type: cloudtrail\n  events: [CreateDBInstance]\n"
    source = "c7n.mu.CloudWatchEventSource.resolve_cloudtrail_payload"

    def check(self, policy: LintedPolicy, fleet: Fleet) -> Iterator[Problem]:  # noqa: ARG002
        """One problem a policy, that says which of the other pairs there really are."""
        # Beside a sign-in there is more to say: W105.
        pairs = {(call.source, call.name) for call in calls(policy) if call.source != SIGN_IN_SOURCE}
        product = {(source, name) for source, _ in pairs for _, name in pairs}
        more = sorted(product - pairs)
        if more:
            exist = [f"{source} {name}" for source, name in more if name in apis.event_names(source)]
            shown = ", ".join(exist[:_SHOWN]) or ", ".join(" ".join(pair) for pair in more[:_SHOWN])
            which = "which exist" if exist else "none of which AWS has today"
            message = (
                f"stock Custodian also subscribes to {shown}{'…' if len(more) > _SHOWN else ''}, {which}"
            )
            remedy = "c7n-reflex subscribes to the written pairs only; for stock, one policy a source"
            yield Problem(("mode", "events"), message, remedy)
