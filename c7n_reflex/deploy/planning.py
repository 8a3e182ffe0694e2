"""The difference between what should be deployed and what is: one entry a policy, account and region."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from c7n_reflex.deploy import surveying
from c7n_reflex.deploy.units import UNITS, Found, Site, State, Wanted
from c7n_reflex.deploy.units.model import brief

Kind = Literal["create", "update", "drifted", "unchanged", "orphaned"]
TO_DEPLOY = ("create", "update", "drifted")
_SECRET = "(hidden)"
_VISIBLE = "environment.C7N_"  # variables of the engine; others may hold secrets


@dataclass(frozen=True)
class Difference:
    """A unit that is not as it should be: fields with (is, should be). `by_hand`: not as we applied it."""

    unit: str
    fields: Mapping[str, tuple[Any, Any]]
    by_hand: bool = False


@dataclass(frozen=True)
class Entry:
    """What is to be done about one policy's function in one account and region."""

    kind: Kind
    policy: str
    function: str
    account: str  # id
    region: str
    differences: tuple[Difference, ...] = ()
    disabled: tuple[str, ...] = ()
    site: Site = field(default=None, repr=False, compare=False)  # type: ignore[assignment]
    wanted: Wanted | None = field(default=None, repr=False, compare=False)
    found: Found | None = field(default=None, repr=False, compare=False)

    @property
    def fingerprint(self) -> str:
        """Of what was found and what is wanted: a saved plan holds as long as neither changes."""
        wanted = (dict(self.wanted.units), dict(self.wanted.tags)) if self.wanted else None
        there = (dict(self.found.units), dict(self.found.tags)) if self.found else None
        return brief({"wanted": wanted, "found": there, "disabled": list(self.disabled)})


def of_site(site: Site, wanted: list[Wanted], *, everything: bool = True) -> Iterator[Entry]:
    """The entries of a site. Raises ClientError and BotoCoreError.

    `everything`: `wanted` is all that should be here, so that what else is ours is orphaned.
    """
    for each in wanted:
        yield compared(each, surveying.found(site, each.function))
    names = {each.function for each in wanted}
    for function, policy in surveying.ours(site).items() if everything else ():
        if function not in names:
            there = surveying.found(site, function)
            yield Entry(
                "orphaned", policy, function, site.account, site.region, (), there.disabled, site, None, there
            )


def compared(wanted: Wanted, found: Found) -> Entry:
    """What is to be done about one deployment."""
    differences = tuple(_differences(wanted, found))
    kind: Kind = "unchanged"
    if not found.exists:
        kind = "create"
    elif differences:
        kind = "drifted" if all(each.by_hand for each in differences) else "update"
    place = (wanted.policy, wanted.function, wanted.site.account, wanted.site.region)
    return Entry(kind, *place, differences, found.disabled, wanted.site, wanted, found)


def _differences(wanted: Wanted, found: Found) -> Iterator[Difference]:
    remembered = found.remembered
    unequal = [
        unit.name
        for unit in UNITS
        if wanted.units[unit.name] != found.units[unit.name] and not _left_alone(unit.name, wanted, found)
    ]
    if "alias" in unequal and found.units["alias"] and {"code", "configuration"} & set(unequal):
        unequal.remove("alias")  # it follows
    for name in unequal:
        is_, should = found.units[name], wanted.units[name]
        by_hand = name in remembered and brief(is_) != remembered[name]
        yield Difference(name, dict(_fields(is_, should)), by_hand)
    tags = {
        key: (found.tags.get(key), value)
        for key, value in wanted.tags.items()
        if found.tags.get(key) != value
    }
    if tags:
        yield Difference("tags", tags)


def _left_alone(unit: str, wanted: Wanted, found: Found) -> bool:
    """True for what an operator has stopped or taken back."""
    if unit == "concurrency":
        return (found.units[unit] or {}).get("reserved") == 0
    same = all(wanted.units[name] == found.units[name] for name in ("code", "configuration"))
    return unit == "alias" and same and any(each.startswith("rolled back") for each in found.disabled)


def _fields(
    is_: State | None, should: State | None, within: str = ""
) -> Iterator[tuple[str, tuple[Any, Any]]]:
    """(name, (is, should be)) of what differs; of a pattern, the parts that do."""
    before, after = is_ or {}, should or {}
    for key in sorted({*before, *after}):
        if isinstance(before.get(key), dict) and isinstance(after.get(key), dict):
            yield from _fields(before[key], after[key], f"{within}{key}.")
        elif before.get(key) != after.get(key):
            yield f"{within}{key}", (_shown(key, before.get(key)), _shown(key, after.get(key)))


def _shown(key: str, value: Any) -> Any:
    hidden = key.startswith("environment.") and not key.startswith(_VISIBLE) and value is not None
    return _SECRET if hidden else value
