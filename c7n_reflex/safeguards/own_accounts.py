"""Which accounts are the organisation's own: those of accounts.yml, as a policy's function knows them.

A function that asks has them in its archive (`deploy.function`); the command line, and all offline drivers,
put them into `C7N_REFLEX_OWN_ACCOUNTS`, which comes first.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable
from pathlib import Path

OWN_ACCOUNTS_VARIABLE = "C7N_REFLEX_OWN_ACCOUNTS"  # account ids, with commas between them
PACKED = "own-accounts.json"  # in the archive's top folder
# Of a filter or action whose class has this set, so that its policy's function gets the list.
NEEDED = "needs_own_accounts"
_ACCOUNT = re.compile(r"[0-9]{12}")


def own_accounts() -> frozenset[str]:
    """Ids of all accounts of accounts.yml. ValueError if they are unknown: nothing is "outside" then."""
    written = os.environ.get(OWN_ACCOUNTS_VARIABLE)
    found = written.split(",") if written else _packed(Path(os.environ.get("LAMBDA_TASK_ROOT", ".")) / PACKED)
    wrong = [each for each in found if not (isinstance(each, str) and _ACCOUNT.fullmatch(each))]
    if wrong or not found:
        raise ValueError(f"the organisation's own accounts are unknown: {wrong or 'none'} given")
    return frozenset(found)


def dumps(accounts: Iterable[str]) -> str:
    """The packed file; the same text for the same accounts."""
    return json.dumps(sorted(accounts))


def _packed(file: Path) -> list[str]:
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ValueError(
            f"the organisation's own accounts are unknown: {PACKED} cannot be read ({error}), "
            f"and {OWN_ACCOUNTS_VARIABLE} is not set"
        ) from error
    return found if isinstance(found, list) else []
