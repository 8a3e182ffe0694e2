"""Names that every room agrees on, and how the engine learns which account is core-compliance.

The names are conventions and not options: `infrastructure/` creates what is named here. The only thing to
configure is the core-compliance account and its home region: read from `C7N_REFLEX_CORE_ACCOUNT` and
`C7N_REFLEX_HOME_REGION`, which deployed functions carry and the command line sets from `accounts.yml`.
"""

from __future__ import annotations

import os
from dataclasses import dataclass

CORE_ACCOUNT_VARIABLE = "C7N_REFLEX_CORE_ACCOUNT"
HOME_REGION_VARIABLE = "C7N_REFLEX_HOME_REGION"

CORE_TAG = "core-compliance"  # of the account in accounts.yml
LAMBDA_ROLE = "c7n-reflex-lambda"  # execution role of every policy function, in every account
MEMBER_ROLE = "c7n-reflex-member"  # assumed by core-compliance, in every account
LEDGER_ROLE = "c7n-reflex-ledger"  # in core-compliance: may write the ledger, assumed from every account
SWEEP_ROLE = "c7n-reflex-sweep"  # session name of sweeps
LEDGER_TABLE = "c7n-reflex-ledger"
NOTICE_QUEUE = "c7n-reflex-notices"
NOTICE_DEAD_LETTERS = "c7n-reflex-notices-dead-letter"
OWNER_TOPIC = "c7n-reflex-notices"  # in each account, home region
FAILED_EVENTS_QUEUE = "c7n-reflex-failed-events"  # in each account and region
MAILER_FUNCTION = "c7n-reflex-mailer"
MAILER_ROLE = "c7n-reflex-mailer"
FORWARD_RULE = "c7n-reflex-forward"
FORWARD_ROLE = "c7n-reflex-forward"


@dataclass(frozen=True)
class Settings:
    """Where core-compliance is."""

    core_account: str
    home_region: str
    partition: str = "aws"

    @property
    def ledger_table_arn(self) -> str:
        """DynamoDB table that records every action."""
        return self._arn("dynamodb", f"table/{LEDGER_TABLE}")

    @property
    def ledger_role_arn(self) -> str:
        """Role that may write to the ledger."""
        return f"arn:{self.partition}:iam::{self.core_account}:role/{LEDGER_ROLE}"

    @property
    def notice_queue_arn(self) -> str:
        """Queue from which the mailer takes notices."""
        return self._arn("sqs", NOTICE_QUEUE)

    def _arn(self, service: str, resource: str) -> str:
        return f"arn:{self.partition}:{service}:{self.home_region}:{self.core_account}:{resource}"

    def as_environment(self) -> dict[str, str]:
        """The variables that carry these settings into a function or a child process."""
        return {CORE_ACCOUNT_VARIABLE: self.core_account, HOME_REGION_VARIABLE: self.home_region}


def from_environment() -> Settings | None:
    """The settings, or None where no core-compliance account is configured."""
    core = os.environ.get(CORE_ACCOUNT_VARIABLE)
    region = os.environ.get(HOME_REGION_VARIABLE, "us-east-1")
    return Settings(core, region) if core else None
