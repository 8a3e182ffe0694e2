"""What a target is given: the event, or what its Input, InputPath or InputTransformer makes of it.

Source: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from c7n_reflex.organisation.eventbridge.envelope import Event, timestamp
from c7n_reflex.organisation.eventbridge.faults import DeliveryError
from c7n_reflex.organisation.eventbridge.rules import Rule
from c7n_reflex.organisation.eventbridge.timing import utc_now

Target = dict[str, Any]

_STEP = re.compile(
    r"\.(?P<name>[^.\[\]]+)|\[(?P<index>\d+|\*)\]|\[(?P<quote>['\"])(?P<quoted>.*?)(?P=quote)\]"
)
_VARIABLE = re.compile(r"<([^<>\s]+)>")
_MISSING = object()


def body_of(target: Target, event: Event, rule: Rule) -> str:
    """The text that a queue or a topic gets."""
    if "Input" in target:
        return str(target["Input"])
    if "InputPath" in target:
        return json.dumps(found_at(target["InputPath"], event))
    if "InputTransformer" in target:
        return _transformed(target["InputTransformer"], event, rule)
    return json.dumps(event)


def document_of(target: Target, event: Event, rule: Rule) -> Any:
    """The JSON value that a function gets. Raises DeliveryError INVALID_JSON if it is none."""
    try:
        return json.loads(body_of(target, event, rule))
    except ValueError as error:
        raise DeliveryError("INVALID_JSON", f"the target's input is not JSON: {error}") from None


def found_at(path: str, event: Event) -> Any:
    """The value at a JSON path (`$.detail.items[0]`, `[*]` for all of a list); None if there is none."""
    values = list(_walk(path.removeprefix("$"), event))
    if "[*]" in path:
        return values
    return values[0] if values else None


def _walk(path: str, value: Any) -> Iterator[Any]:
    if not path:
        yield value
        return
    step = _STEP.match(path)
    if step is None:
        return
    for inner in _inside(step, value):
        yield from _walk(path[step.end() :], inner)


def _inside(step: re.Match[str], value: Any) -> list[Any]:
    if step["index"] is None:
        name = step["name"] or step["quoted"]
        return [value[name]] if isinstance(value, dict) and name in value else []
    if not isinstance(value, list):
        return []
    return value if step["index"] == "*" else value[int(step["index"]) :][:1]


def _transformed(transformer: dict[str, Any], event: Event, rule: Rule) -> str:
    variables = {
        "aws.events.rule-arn": rule.arn,
        "aws.events.rule-name": rule.name,
        "aws.events.event": {key: value for key, value in event.items() if key != "detail"},
        "aws.events.event.json": event,
        "aws.events.event.ingestion-time": timestamp(utc_now()),
    }
    for name, path in transformer.get("InputPathsMap", {}).items():
        value = found_at(path, event)
        variables[name] = "" if value is None else value
    return _filled(transformer["InputTemplate"], variables)


def _filled(template: str, variables: dict[str, Any]) -> str:
    """The template with its variables; what is inside quotes is inserted as text, all else as JSON."""
    parts: list[str] = []
    position = 0
    quoted = False
    for match in _VARIABLE.finditer(template):
        before = template[position : match.start()]
        quoted ^= len(re.findall(r'(?<!\\)"', before)) % 2 == 1
        value = variables.get(match[1], _MISSING)
        parts += [before, match[0] if value is _MISSING else _inserted(value, quoted)]
        position = match.end()
    return "".join([*parts, template[position:]])


def _inserted(value: Any, quoted: bool) -> str:
    if not quoted:
        return json.dumps(value)
    text = value if isinstance(value, str) else json.dumps(value)
    return json.dumps(text)[1:-1]
