"""Turns a scenario's YAML, whose shape has been checked, into the model."""

from __future__ import annotations

import difflib
from collections.abc import Collection
from typing import Any

from c7n_reflex.drill import api, variables
from c7n_reflex.drill.document import Document, Steps
from c7n_reflex.drill.model import (
    AllowedChange,
    Call,
    Caller,
    Command,
    Expectation,
    NoticeCheck,
    OutcomeCheck,
    StateCheck,
    Step,
    UnchangedCheck,
    Wait,
)
from c7n_reflex.errors import InputError, Place
from c7n_reflex.pipeline.outcome import Outcome


class Reader:
    """Turns checked YAML into the model, and checks that each variable is known where it is used."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.known = set(variables.BUILT_IN)

    def calls(self, section: str) -> tuple[Call, ...]:
        """The calls of a section that has nothing else."""
        entries = self.document.data.get(section, [])
        return tuple(self.call(entry, [section, index]) for index, entry in enumerate(entries))

    def steps(self, section: str) -> tuple[Step, ...]:
        """The steps of a section; none if it is not there."""
        entries = self.document.data.get(section, [])
        return tuple(self._step(entry, [section, index]) for index, entry in enumerate(entries))

    def _step(self, entry: dict[str, Any], at: Steps) -> Step:
        if "wait" in entry:
            return Wait(self.document.place([*at, "wait"]))
        return self._command(entry, at) if "reflex" in entry else self.call(entry, at)

    def _command(self, entry: dict[str, Any], at: Steps) -> Command:
        self._check_variables(entry["reflex"], [*at, "reflex"])
        self._save(entry, at)
        return Command(
            arguments=tuple(map(str, entry["reflex"])),
            place=self.document.place([*at, "reflex"]),
            exit=entry.get("exit", 0),
            save=entry.get("save", {}),
        )

    def _save(self, entry: dict[str, Any], at: Steps) -> None:
        for name, query in entry.get("save", {}).items():
            _check_query(query, self.document.place([*at, "save", name]))
            self.known.add(name)

    def call(self, entry: dict[str, Any], at: Steps) -> Call:
        """One call."""
        service, _, operation = entry["call"].partition(".")
        params = entry.get("params", {})
        self._check_call(service, operation, params, at)
        for key in ("params", "as", "error"):
            self._check_variables(entry.get(key), [*at, key])
        self._save(entry, at)
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
        """What must be the same afterwards."""
        entries = self.document.data["expect"].get("unchanged", [])
        return tuple(self._same(entry, index) for index, entry in enumerate(entries))

    def expectation(self, unchanged: tuple[UnchangedCheck, ...]) -> Expectation:
        """What is expected in the end."""
        expect = self.document.data["expect"]
        return Expectation(
            state=self._states("state"),
            undone=self._states("undone"),
            unchanged=unchanged,
            changes=tuple(self._change(entry, index) for index, entry in enumerate(expect["changes"])),
            notices=self._notices("notices"),
            outcomes=self._outcomes() if "outcomes" in expect else None,
            parked=self._notices("parked"),
            alarms=self._notices("alarms"),
        )

    def _outcomes(self) -> tuple[OutcomeCheck, ...]:
        entries = self.document.data["expect"]["outcomes"]
        return tuple(self._outcome(entry, index) for index, entry in enumerate(entries))

    def _outcome(self, entry: dict[str, Any], index: int) -> OutcomeCheck:
        self._check_variables(entry, ["expect", "outcomes", index])
        known = [str(each) for each in Outcome]
        if entry["outcome"] not in known:
            place = self.document.place(["expect", "outcomes", index, "outcome"])
            remedy = hint(entry["outcome"], known)
            raise InputError(f"no outcome {entry['outcome']!r}", remedy=remedy, place=place)
        return OutcomeCheck(entry["resource"], entry["outcome"])

    def _states(self, section: str) -> tuple[StateCheck, ...]:
        entries = self.document.data["expect"].get(section, [])
        return tuple(self._state(entry, ["expect", section, index]) for index, entry in enumerate(entries))

    def _state(self, entry: dict[str, Any], at: Steps) -> StateCheck:
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

    def _notices(self, section: str) -> tuple[NoticeCheck, ...]:
        entries = self.document.data["expect"].get(section, [])
        return tuple(self._notice(entry, ["expect", section, index]) for index, entry in enumerate(entries))

    def _notice(self, entry: dict[str, Any], at: Steps) -> NoticeCheck:
        self._check_variables(entry, at)
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
                f"{service}.{operation} has no parameter {key!r}", remedy=hint(key, known), place=place
            )

    def _check_variables(self, value: Any, at: Steps) -> None:
        for name in variables.used(value):
            if name not in self.known:
                place = self.document.place(at)
                raise InputError(f"${{{name}}} is not known here", remedy=hint(name, self.known), place=place)


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


def hint(name: str, known: Collection[str]) -> str:
    """The nearest of the known names, or all of them."""
    near = difflib.get_close_matches(name, known, 1)
    return f"did you mean {near[0]!r}?" if near else f"known: {', '.join(sorted(known))}"
