"""What `--detection` asks for: `all`, `guardduty,securityhub`, `all,macie=off`."""

from __future__ import annotations

import difflib
from collections.abc import Mapping

from c7n_reflex.deploy.detection.parts import PARTS
from c7n_reflex.errors import InputError

CREATE, OFF = "create", "off"
NAMES = tuple(part.name for part in PARTS)
_ALL = "all"


def parsed(text: str) -> dict[str, str]:
    """`create` or `off` by part; what is not named is absent, a later word wins. InputError for others."""
    wishes: dict[str, str] = {}
    for word in (each.strip() for each in text.split(",")):
        name, equals, value = word.partition("=")
        if equals and value != OFF:
            raise InputError(f"--detection: {word!r} is neither PART nor PART=off", remedy=_known())
        if name not in (*NAMES, _ALL):
            near = difflib.get_close_matches(name, (*NAMES, _ALL), 1)
            hint = f"did you mean {near[0]!r}?" if near else _known()
            raise InputError(f"--detection: no part {name!r}", remedy=hint)
        wishes |= dict.fromkeys(NAMES if name == _ALL else (name,), OFF if equals else CREATE)
    return wishes


def check(wishes: Mapping[str, str], bucket: str) -> None:
    """InputError where AWS Config would have nowhere to write to."""
    if wishes.get("recorder") == CREATE and not bucket:
        raise InputError(
            "AWS Config needs a bucket to write to",
            remedy="name it with --config-bucket, or leave the recorder out: --detection all,recorder=off",
        )


def _known() -> str:
    return f"parts: {_ALL}, {', '.join(NAMES)}"
