"""E102: `ids` that its event does not have."""

from __future__ import annotations

from collections.abc import Iterator

from c7n_reflex.authoring import apis
from c7n_reflex.authoring.apis import Knowledge, Verdict
from c7n_reflex.authoring.lint.base import Fleet, Lint, LintedPolicy, Problem
from c7n_reflex.authoring.lint.elements import WrittenCall, calls


class IdsPathUnknown(Lint):
    """Only where none of the fields that the expression reads can exist."""

    id = "E102"
    name = "ids-path-unknown"
    title = "`ids` reads fields that the event has."
    why = (
        "The function is started, finds no id, and does nothing: to the one who looks it seems that "
        "nothing was wrong. Most often the path was copied from another call's event."
    )
    avoid = """\
resource: aws.security-group
mode:
  type: cloudtrail
  events:
    - source: ec2.amazonaws.com
      event: CreateTags
      ids: requestParameters.groupId
"""
    prefer = """\
resource: aws.security-group
mode:
  type: cloudtrail
  events:
    - source: ec2.amazonaws.com
      event: CreateTags
      ids: requestParameters.resourcesSet.items[].resourceId
"""
    source = "https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html"

    def check(self, policy: LintedPolicy, fleet: Fleet) -> Iterator[Problem]:  # noqa: ARG002
        """One problem a call."""
        for call in calls(policy):
            verdicts = [] if call.shortcut else _verdicts(call)
            if verdicts and all(each.knowledge is Knowledge.NO for _, each in verdicts):
                path, verdict = verdicts[0]
                message = f"{call.name} events have no {path}"
                remedy = f"did you mean {verdict.nearest}?" if verdict.nearest else ""
                yield Problem((*call.key, "ids"), message, remedy)


def _verdicts(call: WrittenCall) -> list[tuple[str, Verdict]]:
    paths = apis.paths_of(call.ids.removeprefix("detail."))
    return [(path, apis.field_exists(call.source, call.name, path.split("."))) for path in paths]
