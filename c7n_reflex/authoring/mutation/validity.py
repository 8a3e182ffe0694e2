"""Mutants that would never run, and such as are no other policy."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from c7n_reflex.authoring.fleet import FleetPolicy
from c7n_reflex.authoring.mutation.changes import Key
from c7n_reflex.authoring.mutation.elements import leaves
from c7n_reflex.authoring.mutation.model import Fate, Mutant
from c7n_reflex.errors import InputError
from c7n_reflex.events import patterns
from c7n_reflex.events.patterns import InvalidPatternError


def judged(given: FleetPolicy, mutated: FleetPolicy, mutant: Mutant) -> tuple[Fate, str] | None:
    """(INVALID or EQUIVALENT, why); None for a mutant that the cases have to notice."""
    try:
        policy = mutated.policy
    except InputError as error:
        return Fate.INVALID, error.message
    if mutant.change.key[0] == "mode":
        return _judged_pattern(given.policy, policy)
    problem = _schema_problem(mutated, mutant.change.key)
    return (Fate.INVALID, problem) if problem else None


def _judged_pattern(original: Any, policy: Any) -> tuple[Fate, str] | None:
    """By the rule's pattern: the same one selects the same, if the ids are the same, too."""
    before, after = _asked(original), _asked(policy)
    try:
        if after[0] is not None:
            patterns.compile(after[0])
    except InvalidPatternError as error:
        return Fate.INVALID, str(error)
    return (Fate.EQUIVALENT, "the rule's pattern is the same") if before == after else None


def _asked(policy: Any) -> tuple[Any, ...]:
    mode = policy.get_execution_mode()
    data = policy.data["mode"]
    return mode.event_pattern(), data.get("events"), data.get("ids")


def _schema_problem(mutated: FleetPolicy, key: Key) -> str:
    """What Custodian's schema says of the filter in which something was changed; building does not ask it."""
    if key[0] != "filters":
        return ""
    for leaf in leaves(mutated.data):
        if leaf.key == key[: len(leaf.key)] and isinstance(leaf.value, dict) and "type" in leaf.value:
            errors = _validator(_resource(mutated), leaf.value["type"]).iter_errors(leaf.value)
            return next((error.message for error in errors), "")
    return ""


def _resource(given: FleetPolicy) -> str:
    name = str(given.data["resource"])
    return name if "." in name else f"aws.{name}"


@lru_cache(maxsize=256)
def _validator(resource: str, kind: str) -> Any:
    from c7n import schema

    whole = schema.generate((resource,))
    known = whole["definitions"]["resources"].get(resource, {}).get("filters", {})
    wanted = {"$ref": f"#/definitions/resources/{resource}/filters/{kind}"} if kind in known else {}
    return schema.JsonSchemaValidator({**wanted, "definitions": whole["definitions"]})
