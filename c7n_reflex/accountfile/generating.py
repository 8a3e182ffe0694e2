"""Entries of accounts.yml for accounts of AWS Organizations: the same text for the same organisation."""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import yaml

from c7n_reflex.accountfile.organization import Member
from c7n_reflex.accountfile.schema import OWNER
from c7n_reflex.errors import InputError
from c7n_reflex.settings import CORE_TAG

DEFAULT_ROLE = "OrganizationAccountAccessRole"  # what AWS creates in each account but the management account
SOLUTION_TAG = "solution"
_PLAIN = re.compile(r"[A-Za-z_/][A-Za-z0-9_/.-]*(@[A-Za-z0-9_.-]+)?")
_WORDS = {"true", "false", "yes", "no", "on", "off", "null", "y", "n"}  # what YAML takes for something else
_HEAD = "# From AWS Organizations, by `c7n-reflex accounts generate`. See docs/accounts.md.\n"


@dataclass(frozen=True)
class Wishes:
    """How entries are written."""

    role: str = DEFAULT_ROLE  # a name, or an ARN with {Id}, as in `c7n-org orgaccounts`
    name: str = "{name}"  # with {name}, {account_id}, {email}
    regions: tuple[str, ...] = ("us-east-1",)
    owner_tag: str = "owner"
    email_tag: str = "owner-email"
    list_tag: str = "owner-list"
    core: str = ""  # account id


def whole(members: Sequence[Member], wishes: Wishes, ignored: Iterable[str] = ()) -> str:
    """A file of all active members. Raises InputError if core is not one of them."""
    skipped = set(ignored)
    active = [member for member in members if member.active and member.id not in skipped]
    if wishes.core not in [member.id for member in active]:
        known = ", ".join(f"{member.id} ({member.name})" for member in active[:8])
        message = f"{wishes.core or 'no account'} is core-compliance: not an active account here"
        raise InputError(message, remedy=f"name the security account with --core ID: {known}")
    core = next(member for member in active if member.id == wishes.core)
    ordered = [core, *(member for member in active if member is not core)]
    names = names_of(active, wishes)
    blocks = [entry(member, names[member.id], wishes) for member in ordered]
    out = [
        f"# left out: {each.id} {_line(each.name)} ({each.state})\n" for each in members if not each.active
    ]
    return _HEAD + "accounts:\n" + "\n".join(blocks) + ("\n" + "".join(out) if out else "")


def names_of(members: Sequence[Member], wishes: Wishes, taken: Iterable[str] = ()) -> dict[str, str]:
    """Each member's name in the file by id; a name that more than one would have gets the id behind it."""
    try:
        plain = {
            each.id: wishes.name.format(name=each.name, account_id=each.id, email=each.email)
            for each in members
        }
    except (KeyError, IndexError, ValueError) as error:
        remedy = "known: {name}, {account_id}, {email}"
        raise InputError(f"--name {wishes.name!r} is not a template: {error}", remedy=remedy) from None
    times = Counter([*plain.values(), *taken])
    return {id_: name if times[name] == 1 else f"{name}-{id_}" for id_, name in plain.items()}


def entry(member: Member, name: str, wishes: Wishes, indent: str = "  ") -> str:
    """One account's lines; the dash is `indent` from the left."""
    tags = [CORE_TAG if member.id == wishes.core else SOLUTION_TAG, *_paths(member.path)]
    tags += [f"{key}:{value}" for key, value in member.tags]
    lines = [
        f'account_id: "{member.id}"',
        f"name: {_text(name)}",
        f"email: {_text(member.email)}",
        *(["# AWS creates no such role in the management account"] if _roleless(member, wishes) else ()),
        f"role: {_text(_role(member, wishes.role))}",
        f"regions: [{', '.join(map(_text, wishes.regions))}]",
        f"tags: [{', '.join(_text(tag) for tag in dict.fromkeys(tags))}]",
        *_owner(member, wishes),
    ]
    return f"{indent}- {lines[0]}\n" + "".join(f"{indent}  {line}\n" for line in lines[1:])


def _roleless(member: Member, wishes: Wishes) -> bool:
    return member.is_management and wishes.role == DEFAULT_ROLE


def _role(member: Member, role: str) -> str:
    if not role.startswith("arn:"):
        return f"arn:{member.partition}:iam::{member.id}:role/{role}"
    try:
        return role.format(Id=member.id, id=member.id, name=member.name, Name=member.name)
    except (KeyError, IndexError, ValueError) as error:
        raise InputError(
            f"--role {role!r} is not a template: {error}", remedy="known: {Id}, {Name}"
        ) from None


def _paths(path: str) -> list[str]:
    """As `c7n-org orgaccounts` tags them: path:/A and path:/A/B."""
    parts = [part for part in path.split("/") if part]
    return ["path:/" + "/".join(parts[: index + 1]) for index in range(len(parts))] or ["path:/"]


def _owner(member: Member, wishes: Wishes) -> list[str]:
    """From tags, else from the account's alternate contacts: security, then operations."""
    tags, contacts = dict(member.tags), [member.contacts.get(kind) for kind in ("SECURITY", "OPERATIONS")]
    contact = next((each for each in contacts if each and _is_email(each.email)), None)
    email = tags.get(wishes.email_tag, "")
    name = tags.get(wishes.owner_tag, "")
    if not _is_email(email):
        if not contact:
            return ["# owner: not known, and nobody is told: no tag, no alternate contact"]
        name, email = name or contact.name, contact.email
    subscribed = tags.get(wishes.list_tag, "") or (contact.email if contact else "")
    lines = ["owner:", f"  name: {_text(name or email)}", f"  email: {_text(email)}"]
    if not _is_email(subscribed):
        return [*lines, "  # distribution_list: nobody is subscribed"]
    return [*lines, f"  distribution_list: {_text(subscribed)}"]


def _is_email(text: str) -> bool:
    return bool(re.match(OWNER["properties"]["email"]["pattern"], text))


def _text(value: str) -> str:
    """As YAML: bare where that is the same, else in quotes."""
    plain = _PLAIN.fullmatch(value) or re.fullmatch(r"arn:[A-Za-z0-9_:/+=.@-]+[A-Za-z0-9]", value)
    bare = plain and not value.endswith(":") and value.lower() not in _WORDS
    return value if bare else yaml.dump(value, default_style='"', width=sys.maxsize).rstrip("\n")


def _line(text: str) -> str:
    return " ".join(text.split())
