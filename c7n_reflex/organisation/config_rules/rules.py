"""What the parts need of a rule, read from moto."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from c7n_reflex.organisation.organisation import Organisation


@dataclass(frozen=True)
class Rule:
    """A rule of one account and region: with a `function` of its own, or `managed` by AWS."""

    account: str
    region: str
    name: str
    arn: str
    id: str
    parameters: str  # JSON text
    function: str  # ARN; empty for a managed one
    managed: str  # identifier, such as INCOMING_SSH_DISABLED; empty for others
    role: str  # ARN, of the configuration recorder


def find(organisation: Organisation, account: str, region: str, name: str) -> Rule | None:
    """The rule of this name, or None."""
    with organisation.lock:
        backend = organisation.backend("config", account, region)
        rule = backend.config_rules.get(name)
        if rule is None:
            return None
        recorder = next(iter(backend.recorders.values()), None)
        own = rule.source.owner == "CUSTOM_LAMBDA"
        linked = "aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig"
        return Rule(
            account,
            region,
            name,
            rule.config_rule_arn,
            rule.config_rule_id,
            parameters=rule.input_parameters or "{}",
            function=rule.source.source_identifier if own else "",
            managed="" if own else rule.source.source_identifier,
            role=recorder.role_arn if recorder else f"arn:aws:iam::{account}:role/{linked}",
        )


def names(organisation: Organisation, account: str, region: str) -> list[str]:
    """Every rule's name."""
    with organisation.lock:
        return list(organisation.backend("config", account, region).config_rules)
