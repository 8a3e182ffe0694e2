"""Policy documents in one form: AWS gives them back in another order and spelling than they were given in."""

from __future__ import annotations

import json
import re
from typing import Any

_ROOT = re.compile(r"^arn:[a-z-]+:iam::(\d{12}):root$")


def canonical(document: Any) -> Any:
    """The same value for documents (dict or JSON text) that say the same; None for none.

    AWS turns account ids of principals into ARNs, and changes the order of lists, the case of actions and
    lists of one item. `Id` says nothing.
    """
    if not document:
        return None
    parsed = json.loads(document) if isinstance(document, str) else document
    statements = [_statement(each) for each in _listed(parsed.get("Statement", []))]
    return {"Version": parsed.get("Version"), "Statement": sorted(statements, key=json.dumps)}


def _statement(statement: dict[str, Any]) -> dict[str, Any]:
    return {key: _part(key, statement[key]) for key in sorted(statement) if statement[key] not in (None, "")}


def _part(key: str, value: Any) -> Any:
    if key in ("Action", "NotAction"):
        return sorted(each.lower() for each in _texts(value))
    if key in ("Principal", "NotPrincipal"):
        kinds = {"AWS": value} if isinstance(value, str) else value
        return {
            kind: sorted(_ROOT.sub(r"\1", each) for each in _texts(kinds[kind])) for kind in sorted(kinds)
        }
    if key == "Condition":
        return {
            operator.lower(): {
                name.lower(): sorted(_texts(value[operator][name])) for name in sorted(value[operator])
            }
            for operator in sorted(value)
        }
    return sorted(_texts(value)) if key in ("Resource", "NotResource") else value


def _texts(value: Any) -> list[str]:
    return [str(each).lower() if isinstance(each, bool) else str(each) for each in _listed(value)]


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
