"""Everything that is wrong with an account file, in the file's order: not only the first."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterator
from typing import Any

from c7n_reflex.accountfile import checks, entries
from c7n_reflex.errors import InputError
from c7n_reflex.policyfiles.sources import Key, PolicyFile
from c7n_reflex.settings import CORE_TAG

_KNOWN = ("vars", "accounts")  # c7n_org.cli.CONFIG_SCHEMA
_OTHER_CLOUDS = ("subscriptions", "projects", "tenancies")
_FOR_ALL = ("notices", "deployment")
_REGION = re.compile(r"[a-z]{2,4}(-[a-z]+)+-[0-9]+")  # endpoints.json's regionRegex, of all partitions
_ROLE_ARN = re.compile(r"arn:aws[a-z-]*:iam::[0-9]{12}:role/.+")


def problems(source: PolicyFile) -> Iterator[InputError]:
    """What is wrong, each with its line and key. A file without any can be loaded."""
    document = source.data
    accounts = document.get("accounts") if isinstance(document, dict) else None
    yield from _top(document, source)
    if not isinstance(accounts, list) or not accounts:
        remedy = "give a list under `accounts:`"
        yield InputError("has no accounts", remedy=remedy, place=source.place(()))
        return
    for index, entry in enumerate(accounts):
        yield from _of_entry(entry, source, ("accounts", index))
    mappings = [(index, entry) for index, entry in enumerate(accounts) if isinstance(entry, dict)]
    yield from _repeated(mappings, source)
    yield from _core(mappings, source)


def _raised(check: Callable[..., None], *arguments: Any) -> Iterator[InputError]:
    try:
        check(*arguments)
    except InputError as error:
        yield error


def _top(document: Any, source: PolicyFile) -> Iterator[InputError]:
    if not isinstance(document, dict):
        return
    for key in document:
        if key not in _KNOWN:
            yield InputError(
                "c7n-org refuses this key", remedy=_instead(str(key)), place=source.place((key,))
            )
    variables = document.get("vars", {})
    if not isinstance(variables, dict):
        yield InputError("is not a mapping", remedy="see docs/accounts.md", place=source.place(("vars",)))
        return
    yield from _raised(checks.check_notices, variables.get("notices"), source, ("vars", "notices"))
    yield from _raised(checks.check_deployment, variables.get("deployment"), source, ("vars", "deployment"))


def _instead(key: str) -> str:
    if key in _FOR_ALL:
        return f"what is for all accounts is written under `vars:`, as `vars.{key}`"
    if key in _OTHER_CLOUDS:
        return "accounts of other clouds need a file of their own: remediations are for AWS"
    near = difflib.get_close_matches(key, _KNOWN, 1)
    return f"did you mean {near[0]!r}?" if near else f"known keys: {', '.join(_KNOWN)}"


def _of_entry(entry: Any, source: PolicyFile, key: Key) -> Iterator[InputError]:
    wrong = [*_of_c7n_org(entry, source, key)]
    yield from wrong
    if not isinstance(entry, dict):
        return
    yield from _raised(checks.check_owner, entry.get("owner"), source, (*key, "owner"))
    yield from _raised(checks.check_notices, entry.get("notices"), source, (*key, "notices"))
    variables = entry.get("vars")
    if isinstance(variables, dict):
        at = (*key, "vars", "deployment")
        yield from _raised(checks.check_deployment, variables.get("deployment"), source, at)
    if not wrong:
        yield from _roles(entry, source, (*key, "role"))
        yield from _regions(entry, source, (*key, "regions"))


def _of_c7n_org(entry: Any, source: PolicyFile, key: Key) -> Iterator[InputError]:
    """What c7n-org's own schema says, with `name`, `role` and `regions` required."""
    from c7n_org.cli import CONFIG_SCHEMA
    from jsonschema import Draft7Validator

    account = CONFIG_SCHEMA["definitions"]["account"]
    schema = {key: value for key, value in account.items() if key != "anyOf"}
    needed = {**schema, "required": ["account_id", "name", "role", "regions"]}
    seen = set()
    for problem in Draft7Validator(needed).iter_errors(entry):
        missing = problem.message.split("'")[1] if problem.validator == "required" else ""
        if (where := (missing, *problem.path)) in seen:  # too short, and not 12 digits
            continue
        seen.add(where)
        remedy = _why_needed(missing, entry)
        yield InputError(problem.message, remedy=remedy, place=source.place((*key, *problem.path)))


def _why_needed(missing: str, entry: Any) -> str:
    if missing == "role" and "profile" in entry:
        return "a profile is only on one machine: name the role that it assumes, as `role`"
    if missing == "regions":
        return "c7n-org alone would take us-east-1 and us-west-2: name the regions, or write [all]"
    return ""


def _roles(entry: dict[str, Any], source: PolicyFile, key: Key) -> Iterator[InputError]:
    role = entry["role"]
    if not role:
        yield InputError("has no role", remedy="name the account's role", place=source.place(key))
    for index, each in enumerate(role if isinstance(role, list) else ()):
        if not _ROLE_ARN.fullmatch(each):
            remedy = "c7n-org takes them as they are: write arn:aws:iam::ACCOUNT:role/NAME"
            message = f"{each!r} in a list of roles is not a role's ARN"
            yield InputError(message, remedy=remedy, place=source.place((*key, index)))


def _regions(entry: dict[str, Any], source: PolicyFile, key: Key) -> Iterator[InputError]:
    for region in entries.regions_of(entry):
        if region != entries.ALL_REGIONS and not _REGION.fullmatch(region):
            remedy = "write it like eu-west-1, or `all` for those that are enabled"
            yield InputError(f"{region!r} is not a region", remedy=remedy, place=source.place(key))
    if not entry["regions"] and CORE_TAG not in (entry.get("tags") or ()):
        yield InputError(
            "has no region",
            remedy="c7n-org alone would take us-east-1 and us-west-2: name the regions, or write [all]",
            place=source.place(key),
        )


def _repeated(mappings: list[tuple[int, dict[str, Any]]], source: PolicyFile) -> Iterator[InputError]:
    for noun, key in (("id", "account_id"), ("name", "name")):
        seen = set()
        for index, entry in mappings:
            value = entry.get(key)
            if isinstance(value, str) and value in seen:
                place = source.place(("accounts", index, key))
                yield InputError(f"{noun} {value!r} is used twice", place=place)
            seen.add(str(value))


def _core(mappings: list[tuple[int, dict[str, Any]]], source: PolicyFile) -> Iterator[InputError]:
    tagged = [(index, entry) for index, entry in mappings if CORE_TAG in (entry.get("tags") or ())]
    if len(tagged) != 1:
        yield InputError(
            f"{len(tagged)} accounts are tagged {CORE_TAG!r}",
            remedy="tag exactly one account, the security account",
            place=source.place(("accounts[].tags",)),
        )
        return
    index, entry = tagged[0]
    regions, place = entry.get("regions"), source.place(("accounts", index, "regions"))
    if regions == []:
        yield InputError(
            "core-compliance has no region", remedy="the first one is the home region", place=place
        )
    elif isinstance(regions, list) and regions[0] == entries.ALL_REGIONS:
        yield InputError(
            "the home region is not named",
            remedy="the first region of core-compliance is the home region: write [us-east-1, all]",
            place=place,
        )
