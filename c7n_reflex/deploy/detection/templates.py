"""detection.yml with the conformance pack's own template in it."""

from __future__ import annotations

from pathlib import Path

from c7n_reflex.errors import InputError, Place

DETECTION, PACK = "detection.yml", "conformance-pack.yml"
_MARKER = "TemplateBody: conformance-pack.yml"


def read(folder: Path) -> str:
    """The complete template's text. InputError where a file cannot be read or has no place for the pack."""
    detection, pack = (_text(folder / name) for name in (DETECTION, PACK))
    if _MARKER not in detection:
        raise InputError(f"has no {_MARKER!r}", place=Place(folder / DETECTION))
    return rendered(detection, pack)


def rendered(detection: str, pack: str) -> str:
    """`detection` with the text of `pack` as a literal block in place of its name."""
    lines = []
    for line in detection.splitlines():
        if line.strip() != _MARKER:
            lines.append(line)
            continue
        indent = " " * (len(line) - len(line.lstrip()))
        lines.append(f"{indent}TemplateBody: |")
        lines += [f"{indent}  {each}" if each else "" for each in pack.splitlines()]
    return "\n".join(lines) + "\n"


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except OSError as error:
        raise InputError(
            f"cannot be read: {error.strerror}",
            remedy=f"name the folder of {DETECTION} and {PACK} with --templates",
            place=Place(file),
        ) from None
