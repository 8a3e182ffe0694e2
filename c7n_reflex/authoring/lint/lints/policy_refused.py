"""E005: what Custodian finds only when it builds the policy."""

from __future__ import annotations

from c7n_reflex.authoring.lint.base import Lint


class PolicyRefused(Lint):
    """Told by the engine, unless a lint with `explains_refusal` says it better."""

    id = "E005"
    name = "policy-refused"
    title = "A policy passes the validation of its mode, filters and actions."
    why = "Custodian refuses to run or deploy the policy."
    avoid = """\
resource: aws.ec2
filters:
  - type: value
    key: InstanceId
    op: regex
    value: "("
"""
    prefer = """\
resource: aws.ec2
filters:
  - type: value
    key: InstanceId
    op: regex
    value: "i-0.*"
"""
    source = "c7n.policy.Policy.validate"
