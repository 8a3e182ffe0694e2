"""What Custodian itself refuses in policies (c7n_reflex.policyfiles.check), policy by policy."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from c7n_reflex.authoring.lint.marks import Key
from c7n_reflex.errors import InputError
from c7n_reflex.policyfiles import PolicyFile
from c7n_reflex.policyfiles.check import build_problems, schema_problems, structure_problems
from c7n_reflex.policyfiles.vocabulary import unknown_names

UNREADABLE, STRUCTURE, UNKNOWN_NAME, SCHEMA, INVALID, TWICE = (f"E00{number}" for number in range(1, 7))
# In this order: each builds on what the one before has found to be right.
_STAGES: tuple[tuple[str, Callable[[PolicyFile], Iterable[InputError]]], ...] = (
    (STRUCTURE, structure_problems),
    (UNKNOWN_NAME, unknown_names),
    (SCHEMA, schema_problems),
    (INVALID, build_problems),
)


@dataclass(frozen=True)
class Refusal:
    """One of its errors. `index` is that of the policy in its file, None for what is wrong with the file."""

    lint_id: str
    index: int | None
    error: InputError


def refusals(file: PolicyFile) -> Iterator[Refusal]:
    """All that is refused, of every policy what the first stage finds that finds anything."""
    if _first_found(file) is None:  # all at once is cheaper than one by one
        return
    written = file.data.get("policies") if isinstance(file.data, dict) else None
    if not isinstance(written, list):
        yield from (Refusal(STRUCTURE, None, error) for error in structure_problems(file))
        return
    bare = PolicyFile(file.path, {**file.data, "policies": []}, file.lines)
    yield from (Refusal(STRUCTURE, None, error) for error in structure_problems(bare))
    for index in range(len(written)):
        lint_id, errors = _first_found(_alone(file, index)) or ("", [])
        yield from (Refusal(lint_id, index, error) for error in errors)


def _first_found(file: PolicyFile) -> tuple[str, list[InputError]] | None:
    for lint_id, stage in _STAGES:
        errors = _errors(stage, file)
        if errors:
            return lint_id, errors
    return None


def _errors(stage: Callable[[PolicyFile], Iterable[InputError]], file: PolicyFile) -> list[InputError]:
    try:
        return list(stage(file))
    except (AttributeError, KeyError, TypeError):
        # A name is looked for where something else stands: that is what the schema tells.
        if stage is unknown_names:
            return []
        raise


def _alone(file: PolicyFile, index: int) -> PolicyFile:
    """The file with only this policy, which is its first then."""
    ours = {key: line for key, line in file.lines.items() if key[:2] == ("policies", index)}
    lines = {("policies", 0, *key[2:]): line for key, line in ours.items()}
    return PolicyFile(file.path, {"policies": [file.data["policies"][index]]}, lines)


def key_of(refusal: Refusal, undotted: Callable[[str], Key]) -> Key:
    """Its key in the file; `undotted` turns `policies[0].name` into a key."""
    dotted = (refusal.error.place.key if refusal.error.place else "") or ""
    if refusal.index is not None:
        dotted = dotted.replace("policies[0]", f"policies[{refusal.index}]", 1)
    return undotted(dotted)
