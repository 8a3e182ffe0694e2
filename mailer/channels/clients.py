"""boto3 clients that threads share, in the region and with the role that a destination needs."""

from __future__ import annotations

import threading
import time
from datetime import datetime
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from mailer.aws import CONFIG
from mailer.errors import DeliveryError, PermanentError

_EARLY_SECONDS = 300  # credentials are renewed this long before they expire
_SESSION_NAME = "CustodianNotification"  # c7n-mailer's


class Clients:
    """Clients by service, region and role, made once; a role is assumed once and again before it expires."""

    def __init__(self, config: dict[str, Any], session: Any) -> None:
        """`config` is c7n-mailer's: `cross_accounts` {account: role's ARN} and `ses_role`."""
        self._roles: dict[str, str] = config.get("cross_accounts") or {}
        self._session = session
        self._lock = threading.Lock()
        self._kept: dict[tuple[str, str, str], tuple[float, Any]] = {}  # value: (good until, client)

    def of_account(self, service: str, region: str, account: str) -> Any:
        """A client for something in `account`: with the role of cross_accounts, else the mailer's own.

        Raises DeliveryError if the role cannot be assumed.
        """
        return self.of_role(service, region, self._roles.get(account, ""))

    def of_role(self, service: str, region: str, role: str = "") -> Any:
        """A client with a role, or the mailer's own. Raises DeliveryError if it cannot be assumed."""
        key = (service, region, role)
        with self._lock:  # sessions are not thread-safe, clients are
            until, client = self._kept.get(key, (0.0, None))
            if client is None or until < time.time():
                until, credentials = self._credentials(role) if role else (float("inf"), {})
                client = self._session.client(service, region_name=region, config=CONFIG, **credentials)
                self._kept[key] = (until, client)
            return client

    def _credentials(self, role: str) -> tuple[float, dict[str, str]]:
        """Until when they are good (epoch seconds), and as arguments of a client."""
        try:
            sts = self._session.client("sts", config=CONFIG)
            given = sts.assume_role(RoleArn=role, RoleSessionName=_SESSION_NAME)["Credentials"]
        except (BotoCoreError, ClientError) as error:
            raise DeliveryError(f"cannot assume {role}: {code(error)}") from None
        expires: datetime | None = given.get("Expiration")
        until = expires.timestamp() - _EARLY_SECONDS if expires else time.time() + 3600 - _EARLY_SECONDS
        return until, {
            "aws_access_key_id": given["AccessKeyId"],
            "aws_secret_access_key": given["SecretAccessKey"],
            "aws_session_token": given["SessionToken"],
        }


def code(error: Exception) -> str:
    """AWS's code of an error (`Throttling`), else the error's class."""
    if isinstance(error, ClientError):
        return str(error.response.get("Error", {}).get("Code") or "an error")
    return type(error).__name__


def refusal(who: str, error: Exception, permanent: frozenset[str]) -> DeliveryError:
    """What a call's failure means; permanent for these codes. AWS's own words follow the code, cut.

    They name the resource and the reason, not what was sent.
    """
    said = str(error.response.get("Error", {}).get("Message") or "") if isinstance(error, ClientError) else ""
    reason = f"{who}: {code(error)}" + (f": {' '.join(said.split())[:120]}" if said else "")
    return PermanentError(reason) if code(error) in permanent else DeliveryError(reason)
