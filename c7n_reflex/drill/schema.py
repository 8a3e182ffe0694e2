"""The shape of a scenario file, as JSON schema; what the schema cannot say is in `loader.py`."""

from __future__ import annotations

from typing import Any

_TEXT = {"type": "string", "minLength": 1}
_NAME = {"type": "string", "pattern": "^[a-z][a-z0-9-]*$"}
_CALL_NAME = {"type": "string", "pattern": r"^[a-z0-9-]+\.[a-z0-9_]+$"}
_PARAMS = {"type": "object"}


def _object(required: list[str], **properties: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "required": required,
        "properties": properties,
        "additionalProperties": False,
    }


def _list(items: dict[str, Any], least: int = 0) -> dict[str, Any]:
    return {"type": "array", "items": items, "minItems": least}


_CALLER = {
    "oneOf": [
        {"const": "account"},
        _object(["user"], user=_TEXT),
        _object(["role"], role=_TEXT),
    ]
}
_CALL = _object(
    ["call"],
    call=_CALL_NAME,
    params=_PARAMS,
    save={"type": "object", "additionalProperties": _TEXT},
    error=_TEXT,
    **{"as": _CALLER},
)
_SCALAR = {"type": ["string", "number"]}
_REFLEX = {
    "type": "array",
    "items": [{"enum": ["switch", "history", "undo", "approve", "exemptions"]}],
    "additionalItems": _SCALAR,
    "minItems": 1,
}
_COMMAND = _object(
    ["reflex"],
    reflex=_REFLEX,
    exit={"type": "integer", "minimum": 0, "maximum": 255},
    save={"type": "object", "additionalProperties": _TEXT},
)
_WAIT = _object(["wait"], wait={"const": "quiet"})
# By the key that tells them apart, so that an error is about the step that was meant.
_STEP = {
    "if": {"type": "object", "required": ["reflex"]},
    "then": _COMMAND,
    "else": {"if": {"type": "object", "required": ["wait"]}, "then": _WAIT, "else": _CALL},
}
_STATE = _object(["call"], call=_CALL_NAME, params=_PARAMS, query=_TEXT, value={}, error=_TEXT)
_STATE["oneOf"] = [{"required": ["query", "value"]}, {"required": ["error"]}]
_UNCHANGED = _object(["call", "query"], call=_CALL_NAME, params=_PARAMS, query=_TEXT)
_CHANGE = {"oneOf": [_TEXT, _object(["path"], path=_TEXT, optional={"type": "boolean"})]}
_NOTICE = _object(
    ["mention", "count"], mention=_TEXT, count={"type": "integer", "minimum": 0}, contain=_list(_TEXT)
)
_OUTCOME = _object(["resource", "outcome"], resource=_TEXT, outcome=_TEXT)
_EXPECT = _object(
    ["changes", "notices"],
    outcomes=_list(_OUTCOME),
    parked=_list(_NOTICE),
    alarms=_list(_NOTICE),
    state=_list(_STATE),
    undone=_list(_STATE, least=1),
    unchanged=_list(_UNCHANGED),
    changes=_list(_CHANGE),
    notices=_list(_NOTICE, least=1),
)
_WHERE = _object(["account"], account={"oneOf": [{"type": "integer", "minimum": 1}, _TEXT]}, region=_TEXT)

SCENARIO = _object(
    ["name", "title", "description", "policy", "where", "steps", "expect"],
    name=_NAME,
    title=_TEXT,
    description=_TEXT,
    policy={"type": ["string", "null"]},
    where=_list(_WHERE, least=1),
    given=_list(_CALL),
    steps=_list(_STEP, least=1),
    act={"type": "integer", "minimum": 1},
    **{"finally": _list(_STEP)},
    expect=_EXPECT,
)
