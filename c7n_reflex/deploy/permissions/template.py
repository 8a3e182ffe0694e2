"""The parts of infrastructure/account.yml that are written from what policies need.

They stand between markers, so that all else of the template is written by hand and stays as it is. Whichever
of `lambda` and `member` a policy acts as, both may do what policies need (`remediation`): moving a policy
from one topology to the other is no change of the infrastructure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from c7n_reflex.deploy.permissions.documents import Condition, Statement, documents, statements
from c7n_reflex.deploy.permissions.needs import Need, of_remediation
from c7n_reflex.errors import InputError, Place

FILE = Path("infrastructure/account.yml")
_BLOCK = re.compile(
    r"^(?P<indent> *)# generated: c7n-reflex permissions --write \((?P<name>\w+)\)\n"
    r"(?P<content>.*?)"
    r"^ *# end of generated$",
    re.MULTILINE | re.DOTALL,
)


def rendered(current: str, needs: Sequence[Need], file: Path = FILE) -> str:
    """The template's text with its generated parts as they should be. InputError if a marker is missing."""
    blocks = {"remediation": _remediation(needs), "undo": _undo(needs)}
    names = [found["name"] for found in _BLOCK.finditer(current)]
    if sorted(names) != sorted(blocks):
        raise InputError(
            f"generated parts are marked: {', '.join(names) or 'none'}; expected: {', '.join(blocks)}",
            remedy="keep each between `# generated: c7n-reflex permissions --write (remediation)`, "
            "or `(undo)`, and `# end of generated`",
            place=Place(file),
        )
    return _BLOCK.sub(lambda found: _marked(found["indent"], found["name"], blocks[found["name"]]), current)


def _remediation(needs: Sequence[Need]) -> tuple[Statement, ...]:
    return _fitting(statements(of_remediation(needs, "remediation"), "remediation"), "remediation")


def _undo(needs: Sequence[Need]) -> tuple[Statement, ...]:
    """What undoing needs besides: the role has what remediations need, too."""
    given = {
        (action, arn)
        for each in statements(of_remediation(needs, "remediation"), "remediation")
        for action in each.actions
        for arn in each.resources
    }
    left = (_besides(each, given) for each in needs if each.role == "undo")
    return _fitting(statements([each for each in left if each.resources], "undo"), "undo")


def _besides(need: Need, given: set[tuple[str, str]]) -> Need:
    return replace(need, resources=tuple(arn for arn in need.resources if (need.action, arn) not in given))


def _fitting(found: tuple[Statement, ...], name: str) -> tuple[Statement, ...]:
    if len(documents(found, name)) > 1:
        raise InputError(
            f"what policies need is too long for the one policy {name} of {FILE}",
            remedy="attach the policies of infrastructure/permissions.yml, which are split, to the roles",
        )
    return found


def _marked(indent: str, name: str, found: Sequence[Statement]) -> str:
    lines = [
        f"# generated: c7n-reflex permissions --write ({name})",
        *(line for each in found for line in _lines(each)),
        "# end of generated",
    ]
    return "\n".join(indent + line for line in lines)


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
