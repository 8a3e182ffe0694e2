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
POLICY_LIMIT_VARIABLE = "C7N_REFLEX_POLICY_LIMIT"  # changes in an hour by a policy that does not say itself
ACCOUNT_LIMIT_VARIABLE = "C7N_REFLEX_ACCOUNT_LIMIT"  # changes in an hour in an account

CORE_TAG = "core-compliance"  # of the account in accounts.yml
LAMBDA_ROLE = "c7n-reflex-lambda"  # execution role of every policy function, in every account
MEMBER_ROLE = "c7n-reflex-member"  # assumed by core-compliance, in every account
LEDGER_ROLE = "c7n-reflex-ledger"  # in core-compliance: may write the ledger, assumed from every account
OPERATOR_ROLE = "c7n-reflex-operator"  # in core-compliance: what history, undo and approve run as
UNDO_ROLE = "c7n-reflex-undo"  # in every account: takes a change back, assumed by the operator's role
SWEEP_ROLE = "c7n-reflex-sweep"  # session name of sweeps
LEDGER_TABLE = "c7n-reflex-ledger"
LEDGER_BUCKET = "c7n-reflex-ledger"  # and the account and region, as names of buckets are global
SWITCH_PARAMETER = "/c7n-reflex/switch"  # SSM parameter of core-compliance, home region
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
    def ledger_bucket(self) -> str:
        """Bucket of the states that are too large for the table."""
        return f"{LEDGER_BUCKET}-{self.core_account}-{self.home_region}"

    @property
    def ledger_role_arn(self) -> str:
        """Role that may write to the ledger."""
        return f"arn:{self.partition}:iam::{self.core_account}:role/{LEDGER_ROLE}"

    @property
    def operator_role_arn(self) -> str:
        """Role that a person of core-compliance reads the ledger and takes changes back with."""
        return f"arn:{self.partition}:iam::{self.core_account}:role/{OPERATOR_ROLE}"

    def undo_role_arn(self, account: str) -> str:
        """Role that takes a change back in this account."""
        return f"arn:{self.partition}:iam::{account}:role/{UNDO_ROLE}"

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
