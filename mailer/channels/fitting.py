"""Making a notice fit what a service takes; what is cut says so, and where all of it is."""

from __future__ import annotations

import json
from typing import Any

from mailer.notice import Notice

_KEPT = 200  # bytes; values of `data` that are smaller are never left out


def pointer(notice: Notice) -> str:
    """Where the whole record is."""
    record = f"`c7n-reflex history {notice.entry}`" if notice.entry else "the ledger"
    return f"... (cut: longer than can be sent; {record} has all of it)"


def fit(text: str, data: dict[str, Any], notice: Notice, limit: int) -> tuple[str, str]:
    """Text, and data as JSON ("" for none), that need at most `limit` bytes as strings of one JSON object."""
    room = limit - 1_000  # for the names, the short line and the braces
    machine = json.dumps(data, ensure_ascii=False, default=str) if data else ""
    if quoted(text) + quoted(machine) <= room:
        return text, machine
    if machine:
        machine = _smaller(data, notice, room // 2)
    return shortened(text, room - quoted(machine), pointer(notice)), machine


def quoted(text: str) -> int:
    """Bytes of `text` as a string in JSON that keeps what is not ASCII."""
    return len(json.dumps(text, ensure_ascii=False).encode("utf-8", "replace"))


def shortened(text: str, room: int, note: str) -> str:
    """`text`, or its beginning with a note, in at most `room` bytes of JSON."""
    if quoted(text) <= room:
        return text
    end, most = f"\n\n{note}", len(text)
    while most and quoted(text[:most] + end) > room:
        # Its share of what is left, and one less so that it ends.
        most = max(0, min(most - 1, most * (room - quoted(end)) // quoted(text[:most])))
    return text[:most] + end


def _smaller(data: dict[str, Any], notice: Notice, room: int) -> str:
    """`data` without its largest values, until it fits; `cut` names them."""
    left, cut = dict(data), list[str]()
    sizes = {name: len(json.dumps(value, default=str)) for name, value in data.items()}
    for name in sorted(sizes, key=lambda each: -sizes[each]):
        text = json.dumps(
            {**left, "cut": cut, "full_record": pointer(notice)}, ensure_ascii=False, default=str
        )
        if quoted(text) <= room:
            return text
        if sizes[name] <= _KEPT:
            break
        del left[name]
        cut.append(name)
    final = json.dumps({**left, "cut": cut, "full_record": pointer(notice)}, ensure_ascii=False, default=str)
    return final if quoted(final) <= room else json.dumps({"cut": ["all"], "full_record": pointer(notice)})
