"""Which installed packages the mailer's archive needs, by what its configuration uses."""

from __future__ import annotations

import importlib
import importlib.metadata
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from c7n_reflex.errors import InputError

# What every notice needs besides what AWS's Python runtime has. All pure Python, or with a fallback to it, so
# that the archive runs on either architecture.
_ALWAYS = ("c7n_mailer", "jinja2", "markupsafe", "yaml")
# Configuring one of these needs what c7n_mailer imports for its own transports and its search for people.
_STOCK = {"ldap_uri", "splunk_hec_url", "datadog_api_key"}
_TICKETS = {"jira": "jira", "servicenow": "pysnc"}  # key of `tickets`: distribution
_SUFFIXES = (".py", ".pem")  # certifi's list of authorities is a .pem
_REQUIREMENT = re.compile(r"^[\w.-]+")


def names(config: dict[str, Any]) -> tuple[str, ...]:
    """Top-level packages and modules. `config` is c7n-mailer's, with `tickets`."""
    found = [*_ALWAYS]
    if _STOCK & {key for key, value in config.items() if value}:
        from c7n_mailer.deploy import CORE_DEPS

        found += CORE_DEPS
    distributions = _of_tickets(config)
    owned = importlib.metadata.packages_distributions()
    found += sorted(
        top for top, owners in owned.items() if {_normal(each) for each in owners} & distributions
    )
    return tuple(dict.fromkeys(found))


def metadata(config: dict[str, Any]) -> Iterator[tuple[Path, str]]:
    """METADATA of tickets' clients and what they require: pysnc reads its own version there."""
    for name in sorted(_of_tickets(config)):
        for file in importlib.metadata.files(name) or ():
            if file.name == "METADATA":
                yield Path(str(file.locate())), file.as_posix()


def files(name: str) -> Iterator[tuple[Path, str]]:
    """The files of an installed package and their places in the archive, in order.

    Not its compiled parts, which fit one platform. None for a package that is not installed: c7n_mailer
    names some of optional transports, too.
    """
    try:
        module = importlib.import_module(name)
    except ImportError:
        return
    assert module.__file__ is not None
    root = Path(module.__file__).parent
    if Path(module.__file__).name != "__init__.py":
        yield Path(module.__file__), Path(module.__file__).name
        return
    for file in sorted(each for each in root.rglob("*") if each.suffix in _SUFFIXES):
        yield file, str(Path(name) / file.relative_to(root))


def _of_tickets(config: dict[str, Any]) -> set[str]:
    """The distributions of tickets' clients and all that they require, without extras.

    InputError if a client is not installed.
    """
    waiting = [name for key, name in _TICKETS.items() if (config.get("tickets") or {}).get(key)]
    seen = set[str]()
    while waiting:
        name = _normal(waiting.pop())
        if name not in seen:
            seen.add(name)
            waiting += _required(name)
    return seen


def _required(distribution: str) -> list[str]:
    try:
        given = importlib.metadata.requires(distribution) or []
    except importlib.metadata.PackageNotFoundError:
        raise InputError(
            f"tickets need the package {distribution}, which is not installed here",
            remedy="pip install 'c7n-reflex[tickets]'",
        ) from None
    return [match[0] for each in given if "extra ==" not in each and (match := _REQUIREMENT.match(each))]


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
