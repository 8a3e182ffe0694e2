"""All lints: each file of `lints/` holds one. Selecting them by id, prefix of ids, or name."""

from __future__ import annotations

import difflib
import importlib
import pkgutil
from collections.abc import Iterable, Sequence
from functools import cache

from c7n_reflex.authoring.lint import lints
from c7n_reflex.authoring.lint.base import Lint
from c7n_reflex.errors import InputError


@cache
def all_lints() -> tuple[Lint, ...]:
    """One instance of each, by number."""
    found = [_lint_in(module.name) for module in pkgutil.iter_modules(lints.__path__)]
    return tuple(sorted(found, key=lambda lint: lint.id[1:]))


def _lint_in(module_name: str) -> Lint:
    module = importlib.import_module(f"{lints.__name__}.{module_name}")
    (kind,) = (
        each
        for each in vars(module).values()
        if isinstance(each, type) and issubclass(each, Lint) and each.__module__ == module.__name__
    )
    return kind()


def by_id(lint_id: str) -> Lint:
    """The lint with exactly this id; StopIteration if there is none."""
    return next(lint for lint in all_lints() if lint.id == lint_id)


def selected(select: Sequence[str] = (), ignore: Sequence[str] = ()) -> tuple[Lint, ...]:
    """The lints that are named (all, if none is), without the ignored. InputError for an unknown name."""
    wanted = _named(select) if select else set(all_lints())
    return tuple(lint for lint in all_lints() if lint in wanted - _named(ignore))


def _named(names: Iterable[str]) -> set[Lint]:
    return {lint for name in names for lint in matching(name)}


def matching(name: str) -> tuple[Lint, ...]:
    """The lints that an id (E101), the beginning of one (E1) or a name stands for; InputError if none."""
    found = tuple(
        lint for lint in all_lints() if lint.name == name or (name and lint.id.startswith(name.upper()))
    )
    if found:
        return found
    known = [known for lint in all_lints() for known in (lint.id, lint.name)]
    near = difflib.get_close_matches(name, known, 1)
    remedy = f"did you mean {near[0]!r}?" if near else "c7n-reflex lint --list shows them"
    raise InputError(f"no lint {name!r}", remedy=remedy)
