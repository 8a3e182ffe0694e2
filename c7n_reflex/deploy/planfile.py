"""A saved plan: what was found and wanted, so that exactly that is applied, or nothing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from c7n_reflex.deploy.organising import Plan
from c7n_reflex.deploy.planning import Entry
from c7n_reflex.deploy.showing import plan_json
from c7n_reflex.errors import EnvironmentFaultError, InputError, Place

_FORMAT = 1
_AGAIN = "make a new plan: c7n-reflex plan --out FILE"


def save(file: Path, plan: Plan, chosen: dict[str, Any]) -> None:
    """Write a plan; `chosen` are the options that it was made with. EnvironmentFaultError if it cannot be."""
    content = {
        "c7n-reflex-plan": _FORMAT,
        "chosen": chosen,
        **plan_json(plan),
        "fingerprints": {_key(entry): entry.fingerprint for entry in plan.entries},
    }
    try:
        file.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        raise EnvironmentFaultError(f"cannot be written: {error.strerror}", place=Place(file)) from None


def load(file: Path) -> dict[str, Any]:
    """A saved plan's content. InputError if it is none."""
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, ValueError) as error:
        raise InputError(f"cannot be read as a plan: {error}", remedy=_AGAIN, place=Place(file)) from None
    if not isinstance(content, dict) or content.get("c7n-reflex-plan") != _FORMAT or not _is_whole(content):
        raise InputError("is no plan of this version of c7n-reflex", remedy=_AGAIN, place=Place(file))
    return content


def _is_whole(content: dict[str, Any]) -> bool:
    """Whether everything is there that a deployment reads."""
    kinds = {"chosen": dict, "fingerprints": dict, "failures": list}
    if not all(isinstance(content.get(key), kind) for key, kind in kinds.items()):
        return False
    chosen = dict(content["chosen"])
    return isinstance(chosen.pop("accounts_file", None), str) and all(
        isinstance(value, list) and all(isinstance(each, str) for each in value) for value in chosen.values()
    )


def check(file: Path, content: dict[str, Any], now: Plan) -> None:
    """InputError, naming what is different, unless the world and the repository are as they were."""
    before, after = content["fingerprints"], {_key(entry): entry for entry in now.entries}
    failed = [f"{failure.account} {failure.region}: {failure.reason}" for failure in now.failures]
    known = [f"{each['account']} {each['region']}: {each['reason']}" for each in content["failures"]]
    moved = [_key(entry) for key, entry in after.items() if before.get(key) != entry.fingerprint] + [
        key for key in before if key not in after
    ]
    moved += [each for each in failed if each not in known]
    if moved:
        listed = "".join(f"\n  {each}" for each in moved[:10])
        more = f"\n  and {len(moved) - 10} more" if len(moved) > 10 else ""
        raise InputError(
            f"what is deployed, or the policies, have changed since the plan was made:{listed}{more}",
            remedy=f"nothing was deployed; {_AGAIN}",
            place=Place(file),
        )


def _key(entry: Entry) -> str:
    return f"{entry.function} in {entry.account} {entry.region}"
