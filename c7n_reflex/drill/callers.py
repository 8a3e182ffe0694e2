"""Who makes a scenario's calls, as boto3 clients whose calls can be told apart in the trail."""

from __future__ import annotations

import json
import threading
from typing import TYPE_CHECKING, Any

from c7n_reflex.drill.model import Caller

if TYPE_CHECKING:
    from boto3.session import Session

    from c7n_reflex.organisation.client import OrganisationClient


class Callers:
    """Sessions by account and caller. An IAM user is made when first asked for, with a key."""

    def __init__(self, organisation: OrganisationClient) -> None:
        self.organisation = organisation
        self._sessions: dict[tuple[str, Caller], Session] = {}
        self._lock = threading.Lock()

    def prepare(self, account: str, region: str, caller: Caller) -> Session:
        """The caller's session; asked for beforehand, so that its creation is no part of the attack."""
        with self._lock:
            key = account, caller
            if key not in self._sessions:
                self._sessions[key] = self._session(account, region, caller)
            return self._sessions[key]

    def client(self, service: str, account: str, region: str, caller: Caller, mark: str) -> Any:
        """A boto3 client whose user agent ends in `mark`."""
        from botocore.config import Config

        make: Any = self.prepare(account, region, caller).client
        with self._lock:  # making a client is not thread-safe
            return make(service, region_name=region, config=Config(user_agent_extra=mark))

    def _session(self, account: str, region: str, caller: Caller) -> Session:
        owner = self.organisation.session(account, region)
        if caller.kind == "account":
            return owner
        if caller.kind == "role":
            return self._role_session(owner.client("iam"), region, caller.name)
        return self._user_session(owner.client("iam"), region, caller.name)

    def _user_session(self, iam: Any, region: str, name: str) -> Session:
        from c7n_reflex.organisation.sessions import session

        try:
            # With the tag of users that may have keys: the drill's own preparations are no attack.
            iam.create_user(UserName=name, Tags=[{"Key": "access-keys", "Value": "allowed"}])
        except iam.exceptions.EntityAlreadyExistsException:  # an earlier drill's; a user has two keys at most
            for old in iam.list_access_keys(UserName=name)["AccessKeyMetadata"]:
                iam.delete_access_key(UserName=name, AccessKeyId=old["AccessKeyId"])
        key = iam.create_access_key(UserName=name)["AccessKey"]
        credentials = {
            "aws_access_key_id": key["AccessKeyId"],
            "aws_secret_access_key": key["SecretAccessKey"],
        }
        return session(self.organisation.endpoint, region, credentials)

    def _role_session(self, iam: Any, region: str, name: str) -> Session:
        """As an administrator gets it of a role that trusts others: by letting itself in for a moment."""
        role = iam.get_role(RoleName=name)["Role"]
        trust = role["AssumeRolePolicyDocument"]
        root = {"AWS": f"arn:aws:iam::{self.organisation.directory.core.id}:root"}
        ours = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": root}
        opened = {**trust, "Statement": [*trust.get("Statement", []), ours]}
        iam.update_assume_role_policy(RoleName=name, PolicyDocument=json.dumps(opened))
        try:
            return self.organisation.role_session(role["Arn"], region, name)
        finally:
            iam.update_assume_role_policy(RoleName=name, PolicyDocument=json.dumps(trust))
