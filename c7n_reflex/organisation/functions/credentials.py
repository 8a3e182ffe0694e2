"""Credentials of execution roles, by STS AssumeRole as the Lambda service."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from c7n_reflex.organisation.calls import ApiError
from c7n_reflex.organisation.functions.target import Configuration
from c7n_reflex.organisation.resource_policies.guard import on_behalf_of

if TYPE_CHECKING:
    from c7n_reflex.organisation.organisation import Organisation

SERVICE = "lambda.amazonaws.com"
_MARGIN_SECONDS = 300.0


@dataclass(frozen=True)
class Credentials:
    """Temporary credentials; `end` is in epoch seconds."""

    access_key: str
    secret_key: str = field(repr=False)
    token: str = field(repr=False)
    end: float

    def last(self, seconds: float) -> bool:
        """True if they are good for so long, and some minutes more."""
        return self.end > time.time() + seconds + _MARGIN_SECONDS


class RoleCredentials:
    """One session per function and role, renewed before it ends."""

    def __init__(self, organisation: Organisation) -> None:
        self._organisation = organisation
        self._known: dict[tuple[str, str, str], Credentials] = {}
        self._lock = threading.Lock()

    def of(self, configuration: Configuration) -> Credentials:
        """Credentials that outlast an invocation. Raises ApiError if the role does not trust Lambda."""
        key = (configuration.role, configuration.region, configuration.name)
        with self._lock:
            known = self._known.get(key)
        if known is None or not known.last(configuration.timeout):
            known = self._assume(configuration)
            with self._lock:
                self._known[key] = known
        return known

    def _assume(self, configuration: Configuration) -> Credentials:
        client = self._organisation.client(
            "sts", configuration.account, configuration.region, principal=SERVICE
        )
        arn = f"arn:aws:lambda:{configuration.region}:{configuration.account}:function:{configuration.name}"
        session = configuration.name.ljust(2, "-")  # STS wants two characters
        try:
            with on_behalf_of(arn):
                given = client.assume_role(RoleArn=configuration.role, RoleSessionName=session)
        except ClientError as error:
            message = "The role defined for the function cannot be assumed by Lambda."
            raise ApiError("AccessDeniedException", message, status=403) from error
        keys = given["Credentials"]
        end = keys["Expiration"].timestamp()
        return Credentials(keys["AccessKeyId"], keys["SecretAccessKey"], keys["SessionToken"], end)
