"""A new remediation: its module, its line in `custom_actions/__init__.py`, its test, its line on the page."""

from __future__ import annotations

from pathlib import Path

from c7n_reflex.authoring.scaffolds import actiontext, registration
from c7n_reflex.authoring.scaffolds.drafts import Draft
from c7n_reflex.authoring.scaffolds.names import kebab, snake
from c7n_reflex.authoring.scaffolds.request import resource_class
from c7n_reflex.errors import InputError, Place

_PACKAGE = Path("custom_actions")
_PAGE = Path("docs", "actions.md")


def drafts(name: str, resource: str, root: Path = Path()) -> list[Draft]:
    """The files of the remediation `name` for "aws.s3" below the project's folder.

    InputError for a name that the resource type has already, or a folder that is no such project.
    """
    kebab(name, "an action")
    kind = resource if "." in resource else f"aws.{resource}"
    found = resource_class(kind)
    init = root / _PACKAGE / "__init__.py"
    if not init.is_file():
        raise InputError(
            "is not there", remedy="run it in the project's folder, or name it", place=Place(init)
        )
    if name in found.action_registry.keys():  # noqa: SIM118 - a registry of c7n
        raise InputError(f"{kind} has an action {name!r} already", remedy="choose another name")
    registered = registration.registered(init, kind, name)
    return [
        Draft(root / _PACKAGE / f"{snake(name)}.py", actiontext.module(name, kind, found)),
        Draft(init, registered, changed=True),
        Draft(root / "tests" / _PACKAGE / f"test_{snake(name)}.py", actiontext.test(name, kind, found)),
        *_page(root / _PAGE, name, kind),
    ]


def _page(path: Path, name: str, kind: str) -> list[Draft]:
    """The page's table of remediations with a line more; nothing where there is no such page."""
    if not path.is_file():
        return []
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    at = _end_of_table(lines)
    if at is None:
        return []
    row = f"| `{kind}` | `{name}` | TODO: what it does | |\n"
    return [Draft(path, "".join([*lines[:at], row, *lines[at:]]), changed=True)]


def _end_of_table(lines: list[str]) -> int | None:
    """The line after the last row below `## Remediations`."""
    start = next((number for number, line in enumerate(lines) if line.strip() == "## Remediations"), None)
    if start is None:
        return None
    rows: list[int] = []
    for number in range(start + 1, len(lines)):
        if lines[number].startswith("|"):
            rows.append(number)
        elif rows:
            break
    return rows[-1] + 1 if rows else None
