"""Every flight by its name: the `CASES` of each module beside this one. A new action is a new module."""

from __future__ import annotations

import importlib
import pkgutil

from tests.flights.case import Case


def _collected() -> dict[str, Case]:
    found: dict[str, Case] = {}
    for module in pkgutil.iter_modules(__path__):
        cases: dict[str, Case] = importlib.import_module(f"{__name__}.{module.name}").CASES
        twice = sorted(set(found) & set(cases))
        assert not twice, f"{module.name}: flights that another module has: {', '.join(twice)}"
        found |= cases
    return found


CASES = _collected()
