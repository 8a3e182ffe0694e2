"""The accounts as AWS Organizations has them: their unit, their tags, and whom AWS writes to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from c7n_reflex.errors import InputError, ReflexError

ACTIVE = "ACTIVE"
_PARALLEL = 4  # Organizations and Account Management allow few calls a second
_DENIED = ("AccessDenied", "AccessDeniedException")
_REMEDY = "run it as the management account or as a delegated administrator of AWS Organizations"


@dataclass(frozen=True)
class Contact:
    """An alternate contact of an account."""

    name: str
    email: str


@dataclass(frozen=True)
class Member:
    """An account of the organisation; `path` is that of its organizational unit, "/" for the root's."""

    id: str
    name: str
    email: str
    state: str  # PENDING_ACTIVATION, ACTIVE, SUSPENDED, PENDING_CLOSURE, CLOSED
    arn: str
    path: str = ""
    tags: tuple[tuple[str, str], ...] = ()  # sorted
    contacts: dict[str, Contact] = field(default_factory=dict, compare=False)  # by SECURITY, OPERATIONS

    @property
    def active(self) -> bool:
        """True for an account in which something can be done."""
        return self.state == ACTIVE

    @property
    def partition(self) -> str:
        """`aws`, `aws-cn`, `aws-us-gov` ..."""
        return self.arn.split(":")[1]

    @property
    def is_management(self) -> bool:
        """True for the organisation's management account (its id is the owner of every account's ARN)."""
        return self.arn.split(":")[4] == self.id


def _member(data: dict[str, Any], path: str = "") -> Member:
    state = data.get("State") or data.get("Status") or ""  # AWS replaces the second by the first
    return Member(data["Id"], data["Name"], data.get("Email", ""), state, data["Arn"], path)


def members(client: Any) -> dict[str, Member]:
    """All accounts by id (ListAccounts), whatever their state. Raises ReflexError."""
    try:
        pages = client.get_paginator("list_accounts").paginate()
        return {each["Id"]: _member(each) for page in pages for each in page["Accounts"]}
    except (ClientError, BotoCoreError) as error:
        raise ReflexError(f"cannot list the organisation's accounts: {error}", remedy=_REMEDY) from None


def described(client: Any, contacts: Any, units: Sequence[str] = ("/",)) -> tuple[list[Member], list[str]]:
    """Accounts below the units (paths like /Workloads/Production) with path, tags and contacts, sorted by id;
    and remarks on what could not be read. `client` is of Organizations, `contacts` of Account Management.

    Raises InputError for a unit that is not there, ReflexError if Organizations refuses.
    """
    try:
        found = {each.id: each for unit in units for each in _below(client, *_unit(client, unit))}
        with ThreadPoolExecutor(_PARALLEL) as pool:
            tagged = list(pool.map(lambda each: _tagged(client, each), found.values()))
            reached = list(pool.map(lambda each: _with_contacts(contacts, each), tagged))
    except (ClientError, BotoCoreError) as error:
        raise ReflexError(f"cannot read the organisation: {error}", remedy=_REMEDY) from None
    remarks = sorted({remark for _, remark in reached if remark})
    return sorted((each for each, _ in reached), key=lambda each: each.id), remarks


def _unit(client: Any, path: str) -> tuple[str, str]:
    """Id and path of an organizational unit."""
    parent = client.list_roots()["Roots"][0]["Id"]
    for name in [part for part in path.split("/") if part]:
        children = {each["Name"]: each["Id"] for each in _units(client, parent)}
        if name not in children:
            known = ", ".join(sorted(children)) or "none"
            raise InputError(f"no organizational unit {path!r}", remedy=f"beside {name!r} there are: {known}")
        parent = children[name]
    return parent, "/" + path.strip("/")


def _units(client: Any, parent: str) -> Iterator[dict[str, Any]]:
    pages = client.get_paginator("list_organizational_units_for_parent").paginate(ParentId=parent)
    return (each for page in pages for each in page["OrganizationalUnits"])


def _below(client: Any, parent: str, path: str) -> Iterator[Member]:
    pages = client.get_paginator("list_accounts_for_parent").paginate(ParentId=parent)
    yield from (_member(each, path) for page in pages for each in page["Accounts"])
    for unit in _units(client, parent):
        yield from _below(client, unit["Id"], f"{path.rstrip('/')}/{unit['Name']}")


def _tagged(client: Any, member: Member) -> Member:
    pages = client.get_paginator("list_tags_for_resource").paginate(ResourceId=member.id)
    return replace(member, tags=tuple(sorted((t["Key"], t["Value"]) for page in pages for t in page["Tags"])))


def _with_contacts(client: Any, member: Member) -> tuple[Member, str]:
    """The member with its contacts, and a remark if they may not be read."""
    if not member.active:
        return member, ""
    # The management account may not name itself (GetAlternateContact, AccountId).
    named = {} if member.is_management else {"AccountId": member.id}
    found = {}
    for kind in ("SECURITY", "OPERATIONS"):
        try:
            data = client.get_alternate_contact(AlternateContactType=kind, **named)["AlternateContact"]
            found[kind] = Contact(data["Name"], data["EmailAddress"])
        except ClientError as error:
            code = error.response["Error"]["Code"]
            if code in _DENIED:
                return member, "alternate contacts may not be read (account:GetAlternateContact)"
            if code != "ResourceNotFoundException":
                raise
    return replace(member, contacts=found), ""
