"""The complete templates as files, with what each parameter must be, for StackSets and other tools."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from c7n_reflex.deploy.infrastructure import ACCOUNT_STACK, CORE_STACK, REGION_STACK, TEMPLATES
from c7n_reflex.deploy.stack_changes import parsed
from c7n_reflex.errors import InputError, Place

NOTE = "PARAMETERS.md"
_WHERE = {
    CORE_STACK: "core-compliance, home region: before the others",
    ACCOUNT_STACK: "every account, core-compliance too, home region only",
    REGION_STACK: "every account and region, after the account's stack: a StackSet with all regions",
}


def export(templates: dict[str, str], folder: Path) -> list[Path]:
    """Write them; the files. InputError where the folder cannot be written."""
    contents = {TEMPLATES[stack]: text for stack, text in templates.items()}
    contents[NOTE] = note(templates)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in contents.items():
            (folder / name).write_text(text, encoding="utf-8")
    except OSError as error:
        raise InputError(f"cannot be written: {error.strerror}", place=Place(folder)) from None
    return [folder / name for name in contents]


def note(templates: dict[str, str]) -> str:
    """Markdown: where each template goes, and its parameters."""
    return (
        "\n".join(("# Parameters", *(line for each in templates.items() for line in _section(*each)))) + "\n"
    )


def _section(stack: str, template: str) -> Iterator[str]:
    yield f"\n## {TEMPLATES[stack]}, stack `{stack}`\n"
    yield f"{_WHERE[stack]}; capability CAPABILITY_NAMED_IAM.\n"
    yield "| parameter | default | is |\n|---|---|---|"
    for name, each in parsed(template).get("Parameters", {}).items():
        default = (
            f"`{each['Default']}`"
            if each.get("Default") not in (None, "")
            else "empty"
            if "Default" in each
            else "required"
        )
        yield f"| `{name}` | {default} | {each.get('Description', '12 digits')} |"
