"""Reads scenario files. Every error names the file, the line and the key at fault."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Any, NoReturn

from c7n_reflex.drill.document import Document
from c7n_reflex.drill.model import Scenario, Where
from c7n_reflex.drill.reader import Reader, hint
from c7n_reflex.errors import InputError, Place

DEFAULT_FOLDER = Path("scenarios")
EXEMPTIONS = "exemptions.yml"  # in the folder, and no scenario
LIBRARY = "library"  # below the folder: an attack for each policy of the library


def load(folder: Path = DEFAULT_FOLDER) -> tuple[Scenario, ...]:
    """All scenarios of a folder, act by act, attacks before near misses. InputError for the first mistake."""
    found = [*sorted(folder.glob("*.yml")), *sorted(folder.glob(f"{LIBRARY}/*.yml"))]
    files = [file for file in found if file.name != EXEMPTIONS]
    if not files:
        raise InputError(
            "has no scenarios (*.yml)", remedy="name a folder with --scenarios", place=Place(folder)
        )
    scenarios: dict[str, Scenario] = {}
    for file in files:
        scenario = load_file(file)
        if other := scenarios.get(scenario.name):
            raise InputError(
                f"{scenario.name!r} is also the name of {other.place.file}", place=scenario.place
            )
        scenarios[scenario.name] = scenario
    _check_acts(scenarios.values())
    return tuple(sorted(scenarios.values(), key=lambda scenario: (scenario.act, scenario.policy is None)))


def _check_acts(scenarios: Collection[Scenario]) -> None:
    """The switch holds for all who play at the same time."""
    for scenario in scenarios:
        played = sum(len(each.where) for each in scenarios if each.act == scenario.act)
        if scenario.turns_the_switch and (played > 1 or scenario.act == 1):
            free = max(2, *(each.act for each in scenarios)) + (1 if played > 1 else 0)
            raise InputError(
                f"{scenario.name} turns the switch, and so has to be alone in its act, in one place",
                remedy=f"write act: {free}, and one place under `where`",
                place=scenario.place,
            )


def load_file(file: Path) -> Scenario:
    """One scenario."""
    document = Document(file)
    _check_schema(document)
    data = document.data
    reader = Reader(document)
    given = reader.calls("given")
    unchanged = reader.unchanged()  # read before the steps: what they save is not known to it
    steps = reader.steps("steps")
    finally_ = reader.steps("finally")
    return Scenario(
        name=data["name"],
        title=data["title"],
        description=data["description"].strip(),
        policy=data["policy"],
        where=tuple(Where(entry["account"], entry.get("region", "")) for entry in data["where"]),
        given=given,
        steps=steps,
        expect=reader.expectation(unchanged),
        place=document.place(["name"]),
        finally_=finally_,
        act=data.get("act", 1),
    )


def select(scenarios: Collection[Scenario], names: Iterable[str]) -> tuple[Scenario, ...]:
    """Those named (all, if none is); InputError with the nearest name for one that does not exist."""
    known = {scenario.name: scenario for scenario in scenarios}
    chosen = tuple(dict.fromkeys(names))
    for name in chosen:
        if name not in known:
            raise InputError(f"no scenario {name!r}", remedy=hint(name, known))
    return tuple(known[name] for name in chosen) or tuple(scenarios)


def _check_schema(document: Document) -> None:
    from jsonschema import Draft7Validator
    from jsonschema.exceptions import best_match

    from c7n_reflex.drill.schema import SCENARIO

    problems = list(Draft7Validator(SCENARIO).iter_errors(document.data))
    if not problems:
        return
    # A misspelt key is at once unknown and missing; the first says more.
    unknown = [problem for problem in problems if problem.validator == "additionalProperties"]
    problem = best_match(unknown or problems)
    path: list[str | int] = list(problem.absolute_path)
    if problem.validator == "additionalProperties" and isinstance(problem.instance, dict):
        _refuse_key(document, path, problem.instance, problem.schema)
    raise InputError(problem.message, remedy="docs/drill.md shows the format", place=document.place(path))


def _refuse_key(document: Document, path: list[str | int], found: dict[str, Any], schema: Any) -> NoReturn:
    known = schema["properties"]
    key = next(str(key) for key in found if key not in known)
    raise InputError(f"unknown key {key!r}", remedy=hint(key, known), place=document.place([*path, key]))
