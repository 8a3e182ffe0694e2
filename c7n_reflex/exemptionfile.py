"""exemptions.yml, read and checked: which resources policies leave alone, until when, and who answers for it.

What is wrong is an InputError with file, line and key; where several things are, one error lists them.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from c7n_reflex.accounts import Directory
from c7n_reflex.errors import InputError, Place
from c7n_reflex.policyfiles import sources
from c7n_reflex.policyfiles.sources import Key, PolicyFile
from c7n_reflex.safeguards.exemptions import ANY, Exemption

__all__ = ["DEFAULT_FILE", "Entry", "load"]

DEFAULT_FILE = Path("exemptions.yml")
_REQUIRED = ("policy", "account", "until", "owner", "reason")
_OPTIONAL = ("region", "resource", "tags", "ticket")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_REGION = re.compile(r"\*|[a-z]{2}(-[a-z]+)+-\d")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_WRITTEN_UNTIL = re.compile(r"\s*(?:-\s+)?until:\s*(\d[^\s#]*)")
_SHOWN = 10


@dataclass(frozen=True)
class Entry:
    """An exemption, and where it is written."""

    exemption: Exemption
    place: Place


def load(file: Path, directory: Directory, policies: Collection[str]) -> tuple[Entry, ...]:
    """The file's exemptions, with ids for the names of accounts, in its order; expired ones, too.

    `policies` are the names of all policies that there are. Raises InputError.
    """
    source = _read(file)
    problems = list(_problems(source, directory, policies))
    if len(problems) > 1:
        listed = "\n".join(str(problem) for problem in problems[:_SHOWN])
        more = f"\nand {len(problems) - _SHOWN} more" if len(problems) > _SHOWN else ""
        raise InputError(f"{len(problems)} mistakes in the exemptions\n{listed}{more}")
    if problems:
        raise problems[0]
    items = source.data["exemptions"] or ()
    return tuple(
        Entry(_exemption(item, directory), source.place(("exemptions", index)))
        for index, item in enumerate(items)
    )


def _read(file: Path) -> PolicyFile:
    try:
        return sources.read(file)
    except ValueError as error:  # YAML's own dates: 2026-02-30
        lines = file.read_text(encoding="utf-8").splitlines()
        numbers = [number for number, line in enumerate(lines, 1) if _wrong_day(line)]
        raise InputError(
            f"is not a day: {error}",
            remedy="write a day of the calendar, 2026-12-31",
            place=Place(file, numbers[0] if numbers else None, "until" if numbers else None),
        ) from None


def _wrong_day(line: str) -> bool:
    written = _WRITTEN_UNTIL.match(line)
    return bool(written) and _day(written[1] if written else "") is None


def _exemption(item: dict[str, Any], directory: Directory) -> Exemption:
    account = item["account"]
    return Exemption(
        policy=item["policy"],
        account=account if account == ANY else directory[account].id,
        region=item.get("region", ANY),
        until=_day(item["until"]) or date.min,
        owner=item["owner"],
        reason=" ".join(item["reason"].split()),
        resource=item.get("resource", ""),
        tags=dict(item.get("tags", {})),
        ticket=item.get("ticket", ""),
    )


def _problems(file: PolicyFile, directory: Directory, policies: Collection[str]) -> Iterator[InputError]:
    data = file.data
    if not isinstance(data, dict) or not isinstance(data.get("exemptions", ""), list | None):
        yield _wrong(
            file, (), "has no list of exemptions", "begin with `exemptions:`, `exemptions: []` for none"
        )
        return
    for extra in set(data) - {"exemptions"}:
        yield _wrong(file, (extra,), f"unknown key {extra!r}", "the only key is `exemptions`")
    for index, item in enumerate(data["exemptions"] or ()):
        key: Key = ("exemptions", index)
        if not isinstance(item, dict):
            yield _wrong(
                file, key, "an exemption is a mapping", f"its keys: {', '.join(_REQUIRED + _OPTIONAL)}"
            )
            continue
        found = [*_keys(file, key, item), *_texts(file, key, item)]
        yield from found or [*_values(file, key, item), *_names(file, key, item, directory, policies)]


def _wrong(file: PolicyFile, key: Key, message: str, remedy: str) -> InputError:
    return InputError(message, remedy=remedy, place=file.place(key))


def _near(name: object, known: Iterable[str], otherwise: str) -> str:
    near = difflib.get_close_matches(str(name), list(known), 1)
    return f"did you mean {near[0]!r}?" if near else otherwise


def _keys(file: PolicyFile, key: Key, item: dict[str, Any]) -> Iterator[InputError]:
    known = _REQUIRED + _OPTIONAL
    for name in item:
        if name not in known:
            remedy = _near(name, known, f"known keys: {', '.join(known)}")
            yield _wrong(file, (*key, name), f"unknown key {name!r}", remedy)
    for name in _REQUIRED:
        if name not in item:
            yield _wrong(file, key, f"the exemption has no `{name}`", _remedy(name))
    if ("resource" in item) == ("tags" in item):
        has = "both `resource` and `tags`" if "tags" in item else "neither `resource` nor `tags`"
        yield _wrong(file, key, f"the exemption has {has}", "give exactly one of them")


def _remedy(name: str) -> str:
    return {
        "policy": "write the name of a policy, or a glob: bucket-*",
        "account": 'write an id in quotes or a name of accounts.yml, or "*"',
        "until": "write the last day on which it holds: until: 2026-12-31",
        "owner": "write the e-mail address of who answers for it",
        "reason": "write why the resource has to be as it is",
        "region": 'write the name of a region, or "*"',
        "resource": "write an id or an ARN, or a glob for it",
        "ticket": "write a text",
    }[name]


def _texts(file: PolicyFile, key: Key, item: dict[str, Any]) -> Iterator[InputError]:
    """What should be text, and is not, or is empty."""
    for name in ("policy", "account", "owner", "reason", "region", "resource", "ticket"):
        if name in item and not (isinstance(item[name], str) and item[name].strip()):
            yield _wrong(file, (*key, name), f"{item[name]!r} is not a text", _remedy(name))
    tags = item.get("tags", {"": ""})
    if not isinstance(tags, dict) or not tags:
        yield _wrong(file, (*key, "tags"), f"{tags!r} are no tags", 'write them as key: "glob on its value"')
        return
    for name, glob in tags.items():
        if not isinstance(name, str) or not isinstance(glob, str):
            remedy = 'put it in quotes; "*" is any value'
            yield _wrong(file, (*key, "tags", name), f"{name!r}: {glob!r} is not a text", remedy)


def _day(written: object) -> date | None:
    if isinstance(written, str) and _DAY.fullmatch(written):
        try:
            return date.fromisoformat(written)
        except ValueError:
            return None
    return written if isinstance(written, date) and not isinstance(written, datetime) else None


def _values(file: PolicyFile, key: Key, item: dict[str, Any]) -> Iterator[InputError]:
    if _day(item["until"]) is None:
        yield _wrong(file, (*key, "until"), f"{str(item['until'])!r} is not a day", _remedy("until"))
    if not _EMAIL.fullmatch(item["owner"]):
        yield _wrong(file, (*key, "owner"), f"{item['owner']!r} is not an address", _remedy("owner"))
    if not _REGION.fullmatch(item.get("region", ANY)):
        yield _wrong(file, (*key, "region"), f"{item['region']!r} is not a region", _remedy("region"))


def _names(
    file: PolicyFile, key: Key, item: dict[str, Any], directory: Directory, policies: Collection[str]
) -> Iterator[InputError]:
    policy, account = item["policy"], item["account"]
    if not any(fnmatchcase(name, policy) for name in policies):
        remedy = _near(policy, policies, f"known policies: {', '.join(sorted(policies))}")
        yield _wrong(file, (*key, "policy"), f"no policy {policy!r}", remedy)
    if account != ANY:
        try:
            directory[account]
        except InputError as error:
            yield _wrong(file, (*key, "account"), error.message, error.remedy)
