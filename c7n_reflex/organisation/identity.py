"""Who calls: access keys and the principals behind them.

A 12-digit access key id is the root of that account (how the core account starts); every other key comes
from IAM CreateAccessKey or an STS AssumeRole of this organisation.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from c7n_reflex.organisation.calls import ApiError, Call, Principal, Result

if TYPE_CHECKING:
    from c7n_reflex.organisation.organisation import Organisation

_ACCOUNT = re.compile(r"^\d{12}$")


def root(account: str, access_key: str = "") -> Principal:
    """The account's root user."""
    return Principal("Root", account, f"arn:aws:iam::{account}:root", id=account, access_key=access_key)


def service(name: str, account: str) -> Principal:
    """An AWS service ("events.amazonaws.com") at work in an account."""
    return Principal("AWSService", account, name, id=name, service=name)


class Identities:
    """Principals by access key id."""

    def __init__(self, organisation: Organisation) -> None:
        self._organisation = organisation
        self._sessions: dict[str, Principal] = {}
        operations = organisation.operations
        for assume in ("AssumeRole", "AssumeRoleWithSAML", "AssumeRoleWithWebIdentity"):
            operations.after("sts", assume, self._remember_session)
        operations.override("sts", "GetCallerIdentity", self._caller_identity)

    def principal(self, access_key: str) -> Principal:
        """The principal of a key; ApiError InvalidClientTokenId for a key that nobody was given."""
        if _ACCOUNT.match(access_key) and any(
            a.id == access_key for a in self._organisation.directory.accounts
        ):
            return root(access_key, access_key)
        found = self._sessions.get(access_key) or self._iam_user(access_key)
        if found is None:
            raise ApiError(
                "InvalidClientTokenId", "The security token included in the request is invalid.", status=403
            )
        return found

    def _remember_session(self, call: Call, result: Result) -> None:
        credentials, user = result.parsed["Credentials"], result.parsed["AssumedRoleUser"]
        role_arn = call.params["RoleArn"]
        account = role_arn.split(":")[4]
        self._sessions[credentials["AccessKeyId"]] = Principal(
            "AssumedRole",
            account,
            user["Arn"],
            id=user["AssumedRoleId"],
            access_key=credentials["AccessKeyId"],
            user_name=role_arn.rsplit("/", 1)[-1],
            issuer_arn=role_arn,
            issuer_id=user["AssumedRoleId"].split(":")[0],
        )

    def _iam_user(self, access_key: str) -> Principal | None:
        for account in self._organisation.directory.accounts:
            with self._organisation.lock:
                backend = self._organisation.backend("iam", account.id, "us-east-1")
                key = backend.access_keys.get(access_key)
                user = key and key.user_name and backend.users.get(key.user_name)
                if user:
                    return Principal(
                        "IAMUser",
                        account.id,
                        user.arn,
                        id=user.id,
                        access_key=access_key,
                        user_name=user.name,
                    )
        return None

    def _caller_identity(self, call: Call) -> dict[str, Any]:
        principal = call.principal
        return {"UserId": principal.id, "Account": principal.account, "Arn": principal.arn}
