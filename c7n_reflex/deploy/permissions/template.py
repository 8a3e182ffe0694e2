"""The parts of infrastructure/account.yml that are written from what policies need.

They stand between markers, so that all else of the template is written by hand and stays as it is. Whichever
of `lambda` and `member` a policy acts as, both may do what policies need (`remediation`): moving a policy
from one topology to the other is no change of the infrastructure. A managed policy holds 6,144 characters, so
that there are as many as it takes, and lists of them where roles have them attached.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from c7n_reflex.deploy.permissions.documents import Condition, Statement, parted, statements
from c7n_reflex.deploy.permissions.needs import Need, of_remediation
from c7n_reflex.errors import InputError, Place

FILE = Path("infrastructure/account.yml")
MOST_HERE = 7  # policies of a kind: of the ten that a role can have, undoing needs both kinds
_DESCRIPTIONS = {
    "remediation": "Reads and repairs what the policies of c7n-reflex look after.",
    "undo": "Takes back what the policies of c7n-reflex repaired.",
}
_BLOCK = re.compile(
    r"^(?P<indent> *)# generated: c7n-reflex permissions --write \((?P<name>\w+)\)\n"
    r"(?P<content>.*?)"
    r"^ *# end of generated$",
    re.MULTILINE | re.DOTALL,
)


def rendered(current: str, needs: Sequence[Need], file: Path = FILE) -> str:
    """The template's text with its generated parts as they should be. InputError if a marker is missing."""
    blocks = _blocks(needs)
    names = {found["name"] for found in _BLOCK.finditer(current)}
    if names != set(blocks):
        marked = ", ".join(sorted(names)) or "none"
        raise InputError(
            f"generated parts are marked: {marked}; expected: {', '.join(blocks)}",
            remedy="keep each between `# generated: c7n-reflex permissions --write (NAME)` "
            "and `# end of generated`",
            place=Place(file),
        )
    return _BLOCK.sub(lambda found: _marked(found["indent"], found["name"], blocks[found["name"]]), current)


def _blocks(needs: Sequence[Need]) -> dict[str, list[str]]:
    """The lines of each generated part: the managed policies, and where they are attached."""
    found = {"remediation": _parts(_remediation(needs)), "undo": _parts(_undo(needs))}
    blocks: dict[str, list[str]] = {}
    for name, parts in found.items():
        blocks[name] = [line for n, part in enumerate(parts, 1) for line in _managed(name, n, part)]
        blocks[f"{name}_attached"] = [f"- !Ref {_logical(name, n)}" for n in range(1, len(parts) + 1)]
    return blocks


def _parts(found: tuple[Statement, ...]) -> list[list[Statement]]:
    """Each within IAM's limit for a policy; not more than a role can have besides its own."""
    split = parted(found)
    if len(split) > MOST_HERE:
        raise InputError(
            f"what policies need is too long for {MOST_HERE} policies of {FILE}",
            remedy="deploy fewer policies with one role",
        )
    return split


def _remediation(needs: Sequence[Need]) -> tuple[Statement, ...]:
    return statements(of_remediation(needs, "remediation"), "remediation")


def _undo(needs: Sequence[Need]) -> tuple[Statement, ...]:
    """What undoing needs besides: the role has what remediations need, too."""
    given = {
        (action, arn) for each in _remediation(needs) for action in each.actions for arn in each.resources
    }
    left = (_besides(each, given) for each in needs if each.role == "undo")
    return statements([each for each in left if each.resources], "undo")


def _besides(need: Need, given: set[tuple[str, str]]) -> Need:
    return replace(need, resources=tuple(arn for arn in need.resources if (need.action, arn) not in given))


def _logical(name: str, number: int) -> str:
    """`Remediation`, `Remediation2` ..."""
    return f"{name.title()}{number if number > 1 else ''}"


def _managed(name: str, number: int, part: Sequence[Statement]) -> Iterator[str]:
    """One resource: a managed policy."""
    physical = f"c7n-reflex-{name}" + (f"-{number}" if number > 1 else "")
    yield f"{_logical(name, number)}:"
    yield "  Type: AWS::IAM::ManagedPolicy"
    yield "  Properties:"
    yield f"    ManagedPolicyName: {physical}"
    yield f"    Description: {_DESCRIPTIONS[name]}"
    yield "    PolicyDocument:"
    yield '      Version: "2012-10-17"'
    yield "      Statement:"
    for each in part:
        yield from (" " * 8 + line for line in _lines(each))


def _marked(indent: str, name: str, lines: Sequence[str]) -> str:
    marked = [f"# generated: c7n-reflex permissions --write ({name})", *lines, "# end of generated"]
    return "\n".join(indent + line for line in marked)


def _lines(statement: Statement) -> Iterator[str]:
    yield "- Effect: Allow"
    yield "  Action:"
    yield from (f"    - {action}" for action in statement.actions)
    yield "  Resource:"
    yield from (f"    - {_scalar(arn)}" for arn in statement.resources)
    if statement.condition:
        yield from _condition(statement.condition)


def _condition(condition: Condition) -> Iterator[str]:
    yield "  Condition:"
    for operator, keys in condition.items():
        yield f"    {operator}:"
        for key, value in keys.items():
            written = _scalar(value) if isinstance(value, str) else f"[{', '.join(map(_scalar, value))}]"
            yield f"      {key}: {written}"


def _scalar(text: str) -> str:
    if found := re.fullmatch(r"\$\{([\w:]+)\}", text):
        return f"!Ref {found[1]}"
    return f"!Sub {text}" if "${" in text else f'"{text}"'
