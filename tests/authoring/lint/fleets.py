"""Fleets of policies from text, for the tests of lints that look at all policies together."""

from __future__ import annotations

from pathlib import Path

import yaml
from c7n.resources import load_resources

import c7n_reflex.plugin  # noqa: F401  # our modes and actions
from c7n_reflex.authoring.lint.base import Fleet, LintedPolicy
from c7n_reflex.authoring.lint.examples import complete, write
from c7n_reflex.policyfiles import PolicyFile


def fleet(text, root=Path()):
    """The policies of a text in the form of lints' snippets; they are not checked."""
    data = yaml.safe_load(complete(text))
    file = PolicyFile(root / "policies" / "example.yml", data, {})
    policies = tuple(LintedPolicy(file, n, each) for n, each in enumerate(data["policies"]))
    load_resources({each.resource for each in policies})
    return Fleet(policies, root)


def policy(text):
    """The one policy of a text."""
    (only,) = fleet(text).policies
    return only


def on_calls(
    name, *events, filters="", actions="[]", resource="aws.ec2", role="", mode="cloudtrail", pattern=""
):
    """One item of `policies`: it reacts to calls of EC2 ("s3:PutBucketAcl" for others), as the role."""
    pairs = [event.split(":") if ":" in event else ("ec2", event) for event in events]
    listed = ", ".join(
        f"{{source: {source}.amazonaws.com, event: {event}, ids: x}}" for source, event in pairs
    )
    return f"""\
  - name: {name}
    resource: {resource}
    mode:
      type: {mode}
      {f"role: arn:aws:iam::{{account_id}}:role/{role}" if role else ""}
      {f"events: [{listed}]" if events else ""}
      {f"pattern: {pattern}" if pattern else ""}
    filters: [{filters}]
    actions: {actions}
"""


def on_findings(name, actions="[]", resource="aws.ec2", findings="{}"):
    """One item of `policies`: it reacts to findings."""
    return f"""\
  - name: {name}
    resource: {resource}
    mode: {{type: hub-finding, pattern: {{detail: {{findings: {findings}}}}}}}
    actions: {actions}
"""


def together(*policies):
    """The fleet of these items."""
    return fleet("policies:\n" + "".join(policies))


def told(lint, fleet_):
    """(policy, key, message) of all problems, as the engine would collect them."""
    ofall = [(problem.policy, problem) for problem in lint.check_fleet(fleet_)]
    ofall += [(each, problem) for each in fleet_.policies for problem in lint.check(each, fleet_)]
    return [(each.name, problem.key, problem.message) for each, problem in ofall]


def told_of_snippet(lint, kind, root):
    """What the lint says of its own `avoid` or `prefer`."""
    file = write(getattr(lint, kind), dict(getattr(lint, f"{kind}_files")), root)
    return told(lint, fleet(file.read_text(encoding="utf-8"), root))
