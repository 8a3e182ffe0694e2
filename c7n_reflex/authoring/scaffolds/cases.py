"""A new case for a policy there is: what it says of an event now, recorded as what is expected."""

from __future__ import annotations

import copy
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from c7n_reflex.authoring import editorschema, explaining
from c7n_reflex.authoring.answers import Answers
from c7n_reflex.authoring.cases import reading
from c7n_reflex.authoring.fleet import FleetPolicy
from c7n_reflex.authoring.scaffolds import recording
from c7n_reflex.authoring.scaffolds.drafts import Draft
from c7n_reflex.authoring.scaffolds.named import identities
from c7n_reflex.authoring.scaffolds.yamltext import block, indented
from c7n_reflex.authoring.trace import Trace
from c7n_reflex.authoring.tracing import trace
from c7n_reflex.authoring.world import World
from c7n_reflex.errors import InputError, Place

JSON = dict[str, Any]
_INDENT = 2  # of tests below `tests:`


@dataclass(frozen=True)
class NewCase:
    """The file with one case more, what was written, and the trace that it records."""

    draft: Draft
    written: str
    trace: Trace


def new(
    policy: FleetPolicy,
    name: str,
    event: str = "",
    resources: Path | None = None,
    answers: Path | None = None,
    root: Path = Path(),
) -> NewCase:
    """A case for the policy, at the end of its file of cases.

    `event`: a file with one event, or a sample's name; none for a sweep. Without `resources` those that the
    event names are sketched: nothing but their ids. InputError for what cannot be used.
    """
    path = _path(policy, root)
    _refuse_known(path, policy, name)
    given, written = _event(event, path) if event else (None, None)
    _refuse_misfit(policy, given)
    known = _resources(policy, given, resources)
    said = explaining.read_data(answers) if answers else {}
    world = World(known, Answers.read(said, Place(answers)) if answers else Answers())
    found = trace(policy, copy.deepcopy(given), copy.deepcopy(world))
    parts: dict[str, Any] = {"event": written} if written else {}
    parts |= {"resources": list(known)} if known is not None else {}
    parts |= {"answers": said} if said else {}
    case = _text(policy, name, parts, found)
    return NewCase(_draft(path, policy, case, root), case, found)


def _refuse_misfit(policy: FleetPolicy, event: JSON | None) -> None:
    if policy.is_sweep and event is not None:
        raise InputError(
            f"policy {policy.name!r} is a sweep: no event starts it",
            remedy="leave --event out; give --resources",
        )
    if not policy.is_sweep and event is None:
        raise InputError(
            f"policy {policy.name!r} reacts to events",
            remedy="name a file or a sample by --event; see sample-event --list",
        )


def _path(policy: FleetPolicy, root: Path) -> Path:
    """`tests/policies/<folder>/<file>`, as `policies/<folder>/<file>`."""
    file = policy.file.path if policy.file else Path(f"{policy.name}.yml")
    folders = file.parent.parts
    inner = folders[len(folders) - folders[::-1].index("policies") :] if "policies" in folders else ()
    return root.joinpath("tests", "policies", *inner, f"{file.stem}.yml")


def _refuse_known(path: Path, policy: FleetPolicy, name: str) -> None:
    for case in reading.load_file(path).cases if path.is_file() else ():
        if case.name == name and case.policy in ("", policy.name):
            raise InputError(
                f"there is a case {name!r} already", remedy="choose another name", place=case.at("name")
            )


def _event(given: str, cases: Path) -> tuple[JSON, JSON]:
    """(the event, how the case names it)."""
    file = Path(given)
    if not file.is_file():
        (event,) = explaining.events_of(None, given)
        return event.event, {"sample": given}
    events = explaining.events_of(file, None)
    if len(events) > 1:
        raise InputError(
            f"has {len(events)} events", remedy="give a file with one; a case is about one", place=Place(file)
        )
    relative = Path(os.path.relpath(file, cases.parent))
    return events[0].event, {"file": relative.as_posix()}


def _resources(policy: FleetPolicy, event: JSON | None, file: Path | None) -> tuple[JSON, ...] | None:
    """None where nothing is known."""
    if file is not None:
        return explaining.resources_of(file)
    identity = str(policy.policy.resource_manager.resource_type.id)
    return tuple({identity: each} for each in identities(policy, event)) or None


def _text(policy: FleetPolicy, name: str, given: Mapping[str, Any], found: Trace) -> str:
    own = {} if policy.file and len(policy.file.policies) == 1 else {"policy": policy.name}
    # As JSON has it: what was read from YAML may hold dates.
    plain = json.loads(json.dumps(given, default=str))
    head = block([{"name": name, **own, **plain}])
    expect = block(recording.expectation(found, changes=True), 4)
    return f"{head}  expect:  # recorded by `c7n-reflex new case`: check that it is what you want\n{expect}"


def _draft(path: Path, policy: FleetPolicy, case: str, root: Path) -> Draft:
    """The file with the case appended, everything else in it as it was."""
    if not path.is_file():
        line = editorschema.directive(path, "cases", root / editorschema.DEFAULT_FOLDER)
        return Draft(path, f"{line}\npolicy: {policy.name}\ntests:\n{indented(case, _INDENT)}")
    text = path.read_text(encoding="utf-8")
    separator = "\n" if text.endswith("\n") else "\n\n"
    appended = f"{text}{separator}{indented(case, _indent(text))}"
    before, after = yaml.safe_load(text), _parsed(appended)
    if after != {**before, "tests": [*before["tests"], *(after or {}).get("tests", [])[-1:]]}:
        remedy = (
            "have `tests:` be the last key, its tests below each other and indented by two spaces or more"
        )
        raise InputError("a case cannot be added at its end", remedy=remedy, place=Place(path))
    return Draft(path, appended, changed=True)


def _indent(text: str) -> int:
    """The column of the dashes below `tests:`."""
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    pairs = root.value if isinstance(root, yaml.MappingNode) else ()
    return next((value.start_mark.column for key, value in pairs if key.value == "tests"), _INDENT)


def _parsed(text: str) -> Any:
    try:
        return yaml.safe_load(text)
    except yaml.YAMLError:
        return None
