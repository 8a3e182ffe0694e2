"""An entry for exemptions.yml (docs/safeguards.md), ready to be pasted once the reason is written into it."""

from __future__ import annotations

import re
from datetime import date, timedelta

DAYS = 90
_REMARKS = {"policy": "  # and its sweep"}
REASON = "WRITE HERE WHY IT HAS TO BE LIKE THAT"
SOMEBODY = "your.name@example.com"  # where nobody is known who could answer for it
_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_SWEEP = "-sweep"
_GLOB = re.compile(r"([*?[])")


def entry(
    *, policy: str, account: str, region: str, resource: str, owner: str, today: date
) -> tuple[str, ...]:
    """Lines of YAML, indented as under `exemptions:`. `account` is an id; `owner` who answers for it.

    `resource` is matched as a glob: what is special in one is written so that it means itself. A sweep has a
    policy of its own, NAME-sweep by convention, which would undo what NAME leaves alone.
    """
    values = {
        "policy": _GLOB.sub(r"[\1]", policy.removesuffix(_SWEEP)) + "*",
        "account": account,
        "region": region,
        "resource": _GLOB.sub(r"[\1]", resource),
        "until": None,
        "owner": owner if _ADDRESS.fullmatch(owner) else SOMEBODY,
        "reason": REASON,
    }
    until = (today + timedelta(days=DAYS)).isoformat()
    lines = [
        f"{key}: {until if value is None else _quoted(value)}{_REMARKS.get(key, '')}"
        for key, value in values.items()
    ]
    return tuple(f"{'- ' if number == 0 else '  '}{line}" for number, line in enumerate(lines))


def _quoted(text: str) -> str:
    """A double-quoted YAML scalar (YAML 1.1, 5.7): nothing in it can end it, or the line."""
    return f'"{"".join(_escaped(each) for each in text)}"'


def _escaped(character: str) -> str:
    if character in '"\\':
        return f"\\{character}"
    return character if character.isprintable() else f"\\U{ord(character):08X}"
