"""Reads scenario files. Every error names the file, the line and the key at fault."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Any, NoReturn

from c7n_reflex.drill import api, variables
from c7n_reflex.drill.document import Document, Steps
from c7n_reflex.drill.model import (
    AllowedChange,
    Call,
    Caller,
    Expectation,
    NoticeCheck,
    Scenario,
    StateCheck,
    UnchangedCheck,
    Where,
)
from c7n_reflex.errors import InputError, Place

DEFAULT_FOLDER = Path("scenarios")


def load(folder: Path = DEFAULT_FOLDER) -> tuple[Scenario, ...]:
    """All scenarios of a folder, attacks before near misses. InputError for the first mistake."""
    files = sorted(folder.glob("*.yml")) if folder.is_dir() else []
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
    return tuple(sorted(scenarios.values(), key=lambda scenario: scenario.policy is None))


def load_file(file: Path) -> Scenario:
    """One scenario."""
    document = Document(file)
    _check_schema(document)
    data = document.data
    reader = _Reader(document)
    given = reader.calls("given")
    unchanged = reader.unchanged()  # read before the steps: what they save is not known to it
    steps = reader.calls("steps")
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
    )


def select(scenarios: Collection[Scenario], names: Iterable[str]) -> tuple[Scenario, ...]:
    """Those named (all, if none is); InputError with the nearest name for one that does not exist."""
    known = {scenario.name: scenario for scenario in scenarios}
    chosen = tuple(dict.fromkeys(names))
    for name in chosen:
        if name not in known:
            raise InputError(f"no scenario {name!r}", remedy=_hint(name, known))
    return tuple(known[name] for name in chosen) or tuple(scenarios)


class _Reader:
    """Turns checked YAML into the model, and checks that each variable is known where it is used."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.known = set(variables.BUILT_IN)

    def calls(self, section: str) -> tuple[Call, ...]:
        entries = self.document.data.get(section, [])
        return tuple(self.call(entry, [section, index]) for index, entry in enumerate(entries))

    def call(self, entry: dict[str, Any], at: Steps) -> Call:
        service, _, operation = entry["call"].partition(".")
        params = entry.get("params", {})
        self._check_call(service, operation, params, at)
        for key in ("params", "as", "error"):
            self._check_variables(entry.get(key), [*at, key])
        for name, query in entry.get("save", {}).items():
            _check_query(query, self.document.place([*at, "save", name]))
            self.known.add(name)
        return Call(
            service=service,
            operation=operation,
            params=params,
            place=self.document.place([*at, "call"]),
            save=entry.get("save", {}),
            error=entry.get("error", ""),
            caller=_caller(entry.get("as", "account")),
        )

    def unchanged(self) -> tuple[UnchangedCheck, ...]:
        entries = self.document.data["expect"].get("unchanged", [])
        return tuple(self._same(entry, index) for index, entry in enumerate(entries))

    def expectation(self, unchanged: tuple[UnchangedCheck, ...]) -> Expectation:
        expect = self.document.data["expect"]
        return Expectation(
            state=tuple(self._state(entry, index) for index, entry in enumerate(expect.get("state", []))),
            unchanged=unchanged,
            changes=tuple(self._change(entry, index) for index, entry in enumerate(expect["changes"])),
            notices=tuple(self._notice(entry, index) for index, entry in enumerate(expect["notices"])),
        )

    def _state(self, entry: dict[str, Any], index: int) -> StateCheck:
        at: Steps = ["expect", "state", index]
        self._check_variables(entry.get("value"), [*at, "value"])
        return StateCheck(self.call(entry, at), self._query(entry, at), entry.get("value"))

    def _same(self, entry: dict[str, Any], index: int) -> UnchangedCheck:
        at: Steps = ["expect", "unchanged", index]
        return UnchangedCheck(self.call(entry, at), self._query(entry, at))

    def _query(self, entry: dict[str, Any], at: Steps) -> str:
        query: str = entry.get("query", "")
        self._check_variables(query, [*at, "query"])
        if query and not list(variables.used(query)):
            _check_query(query, self.document.place([*at, "query"]))
        return query

    def _change(self, entry: Any, index: int) -> AllowedChange:
        self._check_variables(entry, ["expect", "changes", index])
        if isinstance(entry, str):
            return AllowedChange(entry)
        return AllowedChange(entry["path"], entry.get("optional", False))

    def _notice(self, entry: dict[str, Any], index: int) -> NoticeCheck:
        self._check_variables(entry, ["expect", "notices", index])
        return NoticeCheck(entry["mention"], entry["count"], tuple(entry.get("contain", ())))

    def _check_call(self, service: str, operation: str, params: dict[str, Any], at: Steps) -> None:
        try:
            wrong = api.problem(service, operation, params)
        except InputError as error:
            raise InputError(
                error.message, remedy=error.remedy, place=self.document.place([*at, "call"])
            ) from None
        if wrong:
            key, known = wrong
            place = self.document.place([*at, "params", key])
            raise InputError(
                f"{service}.{operation} has no parameter {key!r}", remedy=_hint(key, known), place=place
            )

    def _check_variables(self, value: Any, at: Steps) -> None:
        for name in variables.used(value):
            if name not in self.known:
                place = self.document.place(at)
                raise InputError(
                    f"${{{name}}} is not known here", remedy=_hint(name, self.known), place=place
                )


def _caller(data: Any) -> Caller:
    if data == "account":
        return Caller()
    ((kind, name),) = data.items()
    return Caller(kind, name)


def _check_query(query: str, place: Place) -> None:
    import jmespath

    try:
        jmespath.compile(query)
    except jmespath.exceptions.JMESPathError as error:
        raise InputError(f"is not JMESPath: {str(error).splitlines()[0]}", place=place) from None


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
    raise InputError(f"unknown key {key!r}", remedy=_hint(key, known), place=document.place([*path, key]))


def _hint(name: str, known: Collection[str]) -> str:
    near = difflib.get_close_matches(name, known, 1)
    return f"did you mean {near[0]!r}?" if near else f"known: {', '.join(sorted(known))}"
