"""From what a finding says of a resource to a `Named`, or to nothing if it cannot be looked up."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from c7n_reflex.events.findings import reading
from c7n_reflex.events.findings.model import Named
from c7n_reflex.events.findings.types import spelled

_ACCOUNT_PREFIX = "AWS::::Account:"
_KEY_PREFIX = "AWS::IAM::AccessKey:"
_QUEUE_URL = re.compile(r"https://[^/]+/(?P<account>[0-9]{12})/[^/]+")
# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-prefixes
_USER_ID, _ROLE_ID, _TEMPORARY_KEY = "AIDA", "AROA", "ASIA"
_USER_TYPES = ("IAMUser", "User")
_ROLE_TYPES = ("AssumedRole", "Role")


@dataclass(frozen=True)
class Place:
    """Whose a resource is and where, if it does not say so itself."""

    account: str
    region: str


def resource(kind: str, identity: str, place: Place, region: Any = None, **details: str) -> list[Named]:
    """The resource, once; none if the id is empty, a malformed ARN or that of no account."""
    kind, identity = spelled(kind), identity.strip()
    if identity.startswith(_ACCOUNT_PREFIX) or kind == "AwsAccount":
        return _account(identity.removeprefix(_ACCOUNT_PREFIX), place)
    if not identity or (identity.startswith("arn:") and not reading.is_arn(identity)):
        return []
    queue = _QUEUE_URL.fullmatch(identity)
    account = queue["account"] if queue else reading.arn_account(identity) or place.account
    where = reading.first_region(reading.arn_region(identity), region, place.region)
    return [Named(kind, identity, account, where, details)]


def _account(identity: str, place: Place) -> list[Named]:
    if reading.is_arn(identity):  # `arn:aws:iam::<account>:root`
        identity = reading.arn_account(identity)
    known = reading.is_account(identity)
    return [Named("AwsAccount", identity, identity, place.region)] if known else []


@dataclass(frozen=True)
class Principal:
    """Whose access key it is, as GuardDuty and the finding formats say it; empty for what is not said."""

    key_id: str  # bare, or with the prefix `AWS::IAM::AccessKey:`
    kind: str  # IAMUser, AssumedRole, Root, FederatedUser, AWSService ...
    name: str
    unique_id: str = ""  # AIDA... of a user, AROA...:session of a role
    account: str = ""  # of the key, if it is said


def access_key(principal: Principal, place: Place, region: Any = None) -> list[Named]:
    """The IAM user or role behind an access key; none for root, for a service, or of another account.

    `details` of what is returned keeps the key's id, so that the key alone can be disabled.
    """
    if principal.key_id.startswith("arn:"):
        return resource(_kind_of_arn(principal.key_id), principal.key_id, place, region)
    kind = _owner_type(principal)
    elsewhere = principal.account and principal.account != place.account
    if not kind or not principal.name or elsewhere:
        return []
    key_id = principal.key_id.removeprefix(_KEY_PREFIX)
    return resource(kind, principal.name, place, region, **({"access_key_id": key_id} if key_id else {}))


def _kind_of_arn(arn: str) -> str:
    kind = arn.rsplit(":", 1)[-1].split("/", 1)[0]
    return {"user": "AwsIamUser", "role": "AwsIamRole"}.get(kind, "AwsIamAccessKey")


def _owner_type(principal: Principal) -> str:
    if principal.kind in _USER_TYPES:
        return "AwsIamUser"
    if principal.kind in _ROLE_TYPES:
        return "AwsIamRole"
    return "" if principal.kind else _owner_type_by_id(principal)


def _owner_type_by_id(principal: Principal) -> str:
    if principal.unique_id.startswith(_ROLE_ID):
        return "AwsIamRole"
    if principal.unique_id.startswith(_USER_ID):
        return "AwsIamUser"
    temporary = principal.key_id.removeprefix(_KEY_PREFIX).startswith(_TEMPORARY_KEY)
    return "" if temporary or principal.unique_id else "AwsIamUser"


def once(found: Iterable[Named]) -> tuple[Named, ...]:
    """Each of them once, in their order."""
    return tuple(dict.fromkeys(found))
