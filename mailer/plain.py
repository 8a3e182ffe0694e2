"""Text that others chose (names, errors, policies), made safe to print: one line, nothing hidden."""

from __future__ import annotations

import json
import shlex
from typing import Any

_LONGEST_STATE = 4000  # characters; a whole bucket policy fits


def one_line(text: Any) -> str:
    """`text` on one line, with control, direction and other invisible characters written out. "" for None."""
    return _visible(" ".join(str(text).split())) if text is not None else ""


def argument(text: Any) -> str:
    """`text` as one word of a command that people copy into a shell; "" stays empty."""
    line = one_line(text)
    return shlex.quote(line) if line else ""


def lines(text: Any) -> str:
    """The same for a text of several lines, which may stay so."""
    return "\n".join(one_line(line) for line in str(text).splitlines()) if text is not None else ""


def moment(time: Any) -> str:
    """An ISO 8601 time as people read it, or ""."""
    return one_line(time).replace("T", " ").replace("Z", " UTC")


def state(value: Any) -> str:
    """A state as readable JSON; JSON inside of it (a bucket's policy) is unfolded. "nothing" for None."""
    if value is None:
        return "nothing"
    text = json.dumps(_unfolded(value), indent=2, default=str, ensure_ascii=False)
    text = "\n".join(_visible(line) for line in text.split("\n"))
    return text if len(text) <= _LONGEST_STATE else f"{text[:_LONGEST_STATE]}\n... (cut; the ledger has all)"


def _visible(line: str) -> str:
    if line.isprintable():
        return line
    return "".join(
        each if each.isprintable() else each.encode("unicode_escape").decode("ascii") for each in line
    )


def _unfolded(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _unfolded(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_unfolded(item) for item in value]
    if isinstance(value, str) and value[:1] in ("{", "["):
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value
