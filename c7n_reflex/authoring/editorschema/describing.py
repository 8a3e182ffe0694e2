"""What an editor shows beside a name: the first paragraph of its class's docstring."""

from __future__ import annotations

import inspect
import re
from typing import Any

_LONGEST = 200
_MARKUP = re.compile(r":\w+:`([^`]*)`|``([^`]*)``")


def summary(cls: Any) -> str:
    """The first paragraph, in one line; empty if the class itself has no docstring."""
    paragraph = inspect.cleandoc(cls.__dict__.get("__doc__") or "").partition("\n\n")[0]
    text = _MARKUP.sub(lambda match: match[1] or match[2] or "", " ".join(paragraph.split()))
    if text.startswith((":", "..")):
        return ""
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1].rsplit(' ', 1)[0]}…"


def described(schema: dict[str, Any], cls: Any) -> dict[str, Any]:
    """The schema of a mode, action or filter, with what its class says of itself."""
    text = summary(cls)
    return {**schema, "description": text} if text and "description" not in schema else schema
