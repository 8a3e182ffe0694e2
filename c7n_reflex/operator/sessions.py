"""Credentials of a person: their own, core-compliance's operator role, and the undo role of an account."""

from __future__ import annotations

import re
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from c7n_reflex.accounts import Directory
from c7n_reflex.deploy.sessions import Sessions
from c7n_reflex.errors import ReflexError
from c7n_reflex.ledger import TableLedger
from c7n_reflex.ledger.opening import core_of

_NOT_IN_A_SESSION_NAME = re.compile(r"[^\w+=,.@-]", re.ASCII)
# An approved function is run synchronously and may take its 15 minutes; asking twice would run it twice.
_LAMBDA = Config(read_timeout=910, retries={"mode": "standard", "max_attempts": 1})


class Operator:
    """A person of core-compliance. Everything raises ReflexError where AWS does not let them in."""

    def __init__(self, directory: Directory) -> None:
        self.directory = directory
        self._settings = directory.settings
        self._own: Any = None
        self._operator: Any = None

    @property
    def caller(self) -> str:
        """ARN of the person, as their own credentials say; what the ledger keeps."""
        return str(self._identity()["Arn"])

    def ledger(self) -> TableLedger:
        """Core-compliance's ledger, read and written as the operator's role."""
        return core_of(self._session(), self._settings).ledger

    def undo_session(self, account: str, region: str) -> Any:
        """A boto3 session of the undo role in the account."""
        sts = self._session().client("sts", region_name=self._settings.home_region)
        return self._assumed(sts, self._settings.undo_role_arn(account), region)

    def lambda_client(self, account: str, region: str) -> Any:
        """A client that may invoke policies' functions there."""
        inside = account == self._settings.core_account
        session = self._session() if inside else self.undo_session(account, region)
        return session.client("lambda", region_name=region, config=_LAMBDA)

    def _session(self) -> Any:
        if self._operator is None:
            self._operator = self._enter()
        return self._operator

    def _enter(self) -> Any:
        """The operator's role: straight from within core-compliance, or by the role in accounts.yml."""
        region, role = self._settings.home_region, self._settings.operator_role_arn
        if self._identity()["Account"] == self._settings.core_account and not self._is_root():
            try:
                return self._assumed(self._own_sts(), role, region)
            except ReflexError:
                pass  # the way around may be open to them
        through = Sessions().client("sts", self.directory.core, region)
        return self._assumed(through, role, region)

    def _is_root(self) -> bool:
        return self.caller.endswith(":root")  # AWS lets an account's root assume no role

    def _assumed(self, sts: Any, role: str, region: str) -> Any:
        try:
            given = sts.assume_role(RoleArn=role, RoleSessionName=session_name(self.caller))["Credentials"]
        except (BotoCoreError, ClientError) as error:
            raise ReflexError(
                f"cannot assume {role}: {error}",
                remedy="run `c7n-reflex infrastructure apply` if there is no such role yet, and let your "
                "principal of core-compliance assume c7n-reflex-operator",
            ) from None
        return boto3.Session(
            given["AccessKeyId"], given["SecretAccessKey"], given["SessionToken"], region_name=region
        )

    def _identity(self) -> dict[str, Any]:
        if self._own is None:
            try:
                self._own = self._own_sts().get_caller_identity()
            except (BotoCoreError, ClientError) as error:
                raise ReflexError(
                    f"AWS does not know you: {error}", remedy="check your AWS credentials"
                ) from None
        return dict(self._own)

    def _own_sts(self) -> Any:
        return boto3.client("sts", region_name=self._settings.home_region)


def session_name(arn: str) -> str:
    """What CloudTrail shows of the person in the roles that we assume for them: 2 to 64 characters (STS)."""
    last = arn.rsplit("/", 1)[-1].rsplit(":", 1)[-1]
    return _NOT_IN_A_SESSION_NAME.sub("-", last)[:64].ljust(2, "-")
