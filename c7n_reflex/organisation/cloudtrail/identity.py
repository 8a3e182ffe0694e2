"""`userIdentity`: who called. https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html"""

from __future__ import annotations

import datetime as dt
import threading
from typing import Any

from c7n_reflex.organisation.calls import Principal

_MOST_SESSIONS = 50_000


def timestamp(time: dt.datetime) -> str:
    """Seconds precision, UTC: "2024-08-01T13:52:02Z"."""
    return time.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class Identities:
    """Writes `userIdentity`; a session's creation is when it was first seen."""

    def __init__(self) -> None:
        self._created: dict[str, str] = {}
        self._lock = threading.Lock()

    def user_identity(self, principal: Principal, time: dt.datetime) -> dict[str, Any]:
        """The element for a principal that calls at `time`."""
        if principal.type == "AWSService":
            return {"type": "AWSService", "invokedBy": principal.service}
        if principal.type == "Anonymous":
            return {"type": "AWSAccount", "principalId": "", "accountId": "anonymous"}
        identity: dict[str, Any] = {
            "type": principal.type,
            "principalId": principal.id,
            "arn": principal.arn,
            "accountId": principal.account,
            "accessKeyId": principal.access_key,
        }
        if principal.type == "IAMUser":
            identity["userName"] = principal.user_name
        if principal.type == "AssumedRole":
            identity["sessionContext"] = self._session(principal, time)
        return identity

    def _session(self, principal: Principal, time: dt.datetime) -> dict[str, Any]:
        return {
            "sessionIssuer": {
                "type": "Role",
                "principalId": principal.issuer_id,
                "arn": principal.issuer_arn,
                "accountId": principal.account,
                "userName": principal.issuer_arn.rsplit("/", 1)[-1],
            },
            "webIdFederationData": {},
            "attributes": {
                "creationDate": self._creation(principal.access_key, time),
                "mfaAuthenticated": "false",
            },
        }

    def _creation(self, access_key: str, time: dt.datetime) -> str:
        with self._lock:
            if len(self._created) >= _MOST_SESSIONS:
                self._created.pop(next(iter(self._created)))
            return self._created.setdefault(access_key, timestamp(time))
