"""Which sample findings can be had, by their names, and in which formats."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from c7n_reflex.authoring.samples import controls, guardduty, hub, native, products
from c7n_reflex.authoring.samples.facts import Facts
from c7n_reflex.authoring.samples.setting import Form, Setting
from c7n_reflex.errors import InputError

_RULE = re.compile(r"^[a-z0-9]+(-[a-z0-9]+)+$")  # of AWS Config; its API's operations have no hyphens
_Make = Callable[[str, Setting], dict[str, Any]]
_Tell = Callable[[str, Setting], Facts]


@dataclass(frozen=True)
class Kind:
    """Findings of one product: `native` if it sends them itself, `facts` if Security Hub does."""

    prefix: str  # before the name, "access-analyzer:"; empty where the name says enough
    names: frozenset[str]
    native: _Make | None
    facts: _Tell | None
    open_names: Callable[[str], bool] = lambda _name: False  # what else is a name

    def short(self, name: str) -> str | None:
        """The name without the prefix, if it is one of this kind's."""
        if not name.startswith(self.prefix):
            return None
        rest = name.removeprefix(self.prefix)
        return rest if rest in self.names or self.open_names(rest) else None


KINDS = (
    Kind("", guardduty.names(), guardduty.event, guardduty.facts),
    Kind("", frozenset(products.MACIE), native.macie, products.macie),
    Kind("", controls.names(), None, controls.facts, controls.is_control),
    Kind("access-analyzer:", products.ANALYZED, native.access_analyzer, products.access_analyzer),
    Kind("inspector:", frozenset(products.INSPECTOR), native.inspector, products.inspector),
    Kind("firewall-manager:", frozenset(products.FIREWALL_MANAGER), None, products.firewall_manager),
    Kind(
        "config:",
        frozenset({"s3-bucket-public-read-prohibited", "restricted-ssh", "encrypted-volumes"}),
        native.config,
        None,
        lambda name: bool(_RULE.match(name)),
    ),
)


def names() -> list[str]:
    """Every name, with its prefix; of controls and Config's rules only some."""
    return sorted(kind.prefix + name for kind in KINDS for name in kind.names)


def sample(name: str, form: Form, setting: Setting) -> dict[str, Any] | None:
    """The event of a finding of this name; None if there is none.

    `form` native, asff or ocsf; without one native, if the product sends its findings itself. InputError if
    it cannot be had in that form.
    """
    for kind in KINDS:
        short = kind.short(name)
        if short is not None:
            return _made(kind, short, form, setting)
    return None


def _made(kind: Kind, name: str, form: Form, setting: Setting) -> dict[str, Any]:
    wanted = form or ("native" if kind.native else "asff")
    if wanted == "native" and kind.native:
        return kind.native(name, setting)
    if wanted != "native" and kind.facts:
        facts = kind.facts(name, setting)
        return hub.asff(facts, setting) if wanted == "asff" else hub.ocsf(facts, setting)
    remedy = "leave the format out" if wanted != "native" else "ask for asff or ocsf"
    raise InputError(f"there is no sample of {kind.prefix}{name} in the format {wanted}", remedy=remedy)
