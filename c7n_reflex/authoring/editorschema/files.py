"""Which schemas there are, how they are written, and the line that tells an editor which one a file has."""

from __future__ import annotations

import importlib
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from c7n_reflex.errors import InputError, Place

DEFAULT_FOLDER = Path("docs/schemas")
# kind -> function that builds it; imported only for the kinds that are asked for
KINDS = {
    "policies": "c7n_reflex.authoring.editorschema.policies:policies",
    "cases": "c7n_reflex.authoring.editorschema.others:cases",
    "exemptions": "c7n_reflex.authoring.editorschema.others:exemptions",
    "accounts": "c7n_reflex.authoring.editorschema.others:accounts",
}
_DIRECTIVE = "# yaml-language-server: $schema="


def rendered(kinds: Iterable[str] = tuple(KINDS), resources: Sequence[str] = ()) -> dict[str, str]:
    """The text of each schema by its kind. `resources` ("aws.s3") narrows that of policies; none: all of AWS.

    Raises InputError for a resource type that Custodian does not know.
    """
    return {kind: render(_built(kind, resources)) for kind in kinds}


def _built(kind: str, resources: Sequence[str]) -> dict[str, Any]:
    module, _, function = KINDS[kind].partition(":")
    build = getattr(importlib.import_module(module), function)
    schema: dict[str, Any] = build(resources) if kind == "policies" else build()
    return schema


def render(schema: Mapping[str, Any]) -> str:
    """JSON with one definition a line: half the size of indented JSON, and a diff shows what has changed."""
    return _lines(_sorted(schema), 0) + "\n"


def _sorted(value: Any, key: str = "") -> Any:
    """The same text from every process: Custodian makes some lists of names from sets."""
    if isinstance(value, Mapping):
        return {name: _sorted(item, name) for name, item in value.items()}
    if isinstance(value, list):
        items = [_sorted(item) for item in value]
        return sorted(items, key=str) if key in ("enum", "required") else items
    return value


def _lines(value: Any, depth: int) -> str:
    opened = depth < 2 or (depth == 2 and _is_catalogue(value))
    if not opened or not isinstance(value, Mapping) or not value:
        return json.dumps(value, separators=(",", ":"), ensure_ascii=False)
    inner = ",\n".join(f"{json.dumps(str(key))}:{_lines(item, depth + 1)}" for key, item in value.items())
    return f"{{\n{inner}\n}}"


def _is_catalogue(value: Any) -> bool:
    """A mapping of definitions, and no definition itself."""
    return isinstance(value, Mapping) and all(isinstance(item, Mapping) for item in value.values())


def write(texts: Mapping[str, str], folder: Path) -> list[Path]:
    """Write each schema to `<kind>.json`. InputError for a folder that cannot be written to."""
    paths = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for kind, text in texts.items():
            path = folder / f"{kind}.json"
            path.write_text(text, encoding="utf-8")
            paths.append(path)
    except OSError as error:
        raise InputError(
            f"cannot be written: {error.strerror}",
            remedy="name a folder by --output-dir",
            place=Place(folder),
        ) from None
    return paths


def outdated(texts: Mapping[str, str], folder: Path) -> list[Path]:
    """The files in the folder that are missing or are not what `texts` says."""
    return [path for kind, text in texts.items() if _content(path := folder / f"{kind}.json") != text]


def _content(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return None


def directive(file: Path, kind: str, folder: Path = DEFAULT_FOLDER) -> str:
    """The line, without its end, by which an editor finds the schema of a file of this kind."""
    relative = os.path.relpath(folder / f"{kind}.json", file.parent)
    return _DIRECTIVE + Path(relative).as_posix()
