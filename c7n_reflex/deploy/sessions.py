"""boto3 sessions in the accounts of accounts.yml, cheap enough to have one for every account."""

from __future__ import annotations

import threading
from typing import Any

import boto3
import botocore.session
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from c7n_reflex.accounts import Account
from c7n_reflex.errors import ReflexError

SESSION_NAME = "c7n-reflex-deploy"
_CONFIG = Config(retries={"mode": "standard", "max_attempts": 8})


class Sessions:
    """Clients in any account, by AssumeRole of the account's `role` with the caller's credentials.

    All sessions share one loader, as reading a service's model takes longer than all that is done with it.
    """

    def __init__(self) -> None:
        self._own = botocore.session.Session()
        self._loader = self._own.get_component("data_loader")
        self._sts: Any = None
        self._lock = threading.Lock()
        self._by_role: dict[str, boto3.Session] = {}

    def client(self, service: str, account: Account, region: str) -> Any:
        """A client in `account`. Raises ReflexError if its role cannot be assumed."""
        session = self._session(account)
        with self._lock:  # sessions are not thread-safe, clients are
            return session.client(service, region_name=region, config=_CONFIG)  # type: ignore[call-overload]

    def _session(self, account: Account) -> boto3.Session:
        with self._lock:
            found = self._by_role.get(account.role)
        if found is None:
            found = self._assume(account)
            with self._lock:
                self._by_role[account.role] = found
        return found

    def _assume(self, account: Account) -> boto3.Session:
        sts, session = self._own_sts(account), None
        for role in (*account.through, account.role):  # each is assumed by the one before
            if session is not None:
                sts = session.client("sts", region_name=account.entrance, config=_CONFIG)
            session = self._assumed(sts, role, account.external_id)
        assert session is not None
        return session

    def _assumed(self, sts: Any, role: str, external_id: str) -> boto3.Session:
        external = {"ExternalId": external_id} if external_id else {}
        try:
            given = sts.assume_role(RoleArn=role, RoleSessionName=SESSION_NAME, **external)
        except (BotoCoreError, ClientError) as error:
            raise ReflexError(
                f"cannot assume {role}: {error}",
                remedy="check your AWS credentials, and `role` in accounts.yml",
            ) from None
        credentials = given["Credentials"]
        session = botocore.session.Session()
        session.register_component("data_loader", self._loader)
        session.set_credentials(
            credentials["AccessKeyId"], credentials["SecretAccessKey"], credentials["SessionToken"]
        )
        return boto3.Session(botocore_session=session)

    def _own_sts(self, account: Account) -> Any:
        with self._lock:
            if self._sts is None:
                session = boto3.Session(botocore_session=self._own)
                self._sts = session.client("sts", region_name=account.entrance, config=_CONFIG)
            return self._sts
