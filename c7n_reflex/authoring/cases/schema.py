"""JSON Schema of files of cases, for editors: `c7n-reflex schema` writes it, `reading` checks the files."""

from __future__ import annotations

from typing import Any

from c7n_reflex.authoring.cases import events, expecting, reading, worlds
from c7n_reflex.pipeline.outcome import Outcome, Stage
from c7n_reflex.safeguards.enforcement import Enforcement

Schema = dict[str, Any]
_TEXT: Schema = {"type": "string", "minLength": 1}
_TEXTS: Schema = {"type": "array", "items": _TEXT}
_DATE: Schema = {"type": "string", "description": "2026-12-31"}
_FILE: Schema = {**_TEXT, "description": "A path that begins in this file's folder."}


def build() -> Schema:
    """Draft 7. Dates are texts in it, as editors see them."""
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "Cases of c7n-reflex policies",
        **_mapping(
            reading.FILE_KEYS,
            policy=_said("The policy that the cases are about, unless one says otherwise."),
            shared={"description": "Anything: a place for YAML anchors."},
            tests={"type": "array", "items": _case()},
        ),
        "required": ["tests"],
    }


def _mapping(keys: tuple[str, ...], **properties: Schema) -> Schema:
    """Of exactly these keys; KeyError if one is not described, or described and no key."""
    described = {key: properties.pop(key) for key in keys}
    if properties:
        raise KeyError(*properties)
    return {"type": "object", "additionalProperties": False, "properties": described}


def _said(description: str, of: Schema = _TEXT) -> Schema:
    return {**of, "description": description}


def _case() -> Schema:
    found = _mapping(
        reading.CASE_KEYS,
        name=_said("What the policy does, or leaves alone, in words."),
        policy=_said("The policy; without it the file's."),
        event=_event(),
        resources=_resources(),
        answers=_answers(),
        exemptions={"type": "array", "items": _exemption()},
        switch=_enum("The organisation's switch; without it enforce.", [str(each) for each in Enforcement]),
        clock=_said("The time it is taken to be: 2026-01-31T12:00:00Z."),
        account={"type": "string", "pattern": "^[0-9]{12}$", "description": "Where the function runs."},
        region=_said("Where the function runs."),
        skip=_said("Why the case is not run."),
        expect=_expect(),
    )
    return {**found, "required": ["name", "expect"]}


def _enum(description: str, values: list[str]) -> Schema:
    return {"enum": values, "description": description}


def _event() -> Schema:
    found = _mapping(
        events.KEYS,
        sample=_said("Name of a sample event; see c7n-reflex sample-event --list."),
        file=_FILE,
        inline={"description": "An event, a CloudTrail record or a finding."},
        index={"type": "integer", "minimum": 0, "description": "Which, where the file has several events."},
        patch={"type": "object", "description": 'By path: detail.list[0].name; "$delete" removes.'},
    )
    return {**found, "oneOf": [{"required": [key]} for key in ("sample", "file", "inline")]}


def _resources() -> Schema:
    listed: Schema = {"type": "array", "items": {"type": "object"}}
    file: Schema = {
        "type": "object",
        "additionalProperties": False,
        "properties": {"file": _FILE},
        "required": ["file"],
    }
    return {"anyOf": [listed, file], "description": "As AWS describes them; [] if they are gone."}


def _answers() -> Schema:
    fields: dict[str, Schema] = {"when": {"type": "object"}, "answer": {"type": "object"}, "error": _TEXT}
    one = _mapping(worlds.ANSWER_KEYS, **fields)
    one["oneOf"] = [{"required": ["answer"]}, {"required": ["error"]}]
    return {
        "type": "object",
        "description": "What AWS says to calls, by IAM's name of them: ec2:DescribeVpcs.",
        "propertyNames": {"pattern": "^[a-z0-9-]+:[A-Z][A-Za-z0-9]+$"},
        "additionalProperties": {"anyOf": [{"type": "object"}, {"type": "array", "items": one}]},
    }


def _exemption() -> Schema:
    texts = {key: _TEXT for key in worlds.EXEMPTION_KEYS if key not in ("tags", "until")}
    tags: Schema = {"type": "object", "additionalProperties": _TEXT}
    found = _mapping(worlds.EXEMPTION_KEYS, **texts, tags=tags, until=_DATE)
    return {**found, "oneOf": [{"required": ["resource"]}, {"required": ["tags"]}]}


def _expect() -> Schema:
    outcomes = [str(each) for each in Outcome]
    by_resource: Schema = {"type": "object", "additionalProperties": {"enum": outcomes}}
    found = _mapping(
        expecting.KEYS,
        outcome=_enum("How it ends.", [*expecting.OUTCOMES]),
        outcomes=_said("How single resources end, by id.", by_resource),
        stage=_enum("Where it ends.", [str(each) for each in Stage]),
        matched=_said("Resources that all filters match.", _TEXTS),
        actions=_said("Types of the actions that change something.", _TEXTS),
        calls=_said("IAM actions, of these, that change something.", _TEXTS),
        changes=_said('What is changed, by resource, in words; "..." stands for anything.', _texts_by_name()),
        denied=_said("What keeps resources from matching.", _one_or_several(_denial())),
        notices=_said("Resources whose owner is told.", _TEXTS),
    )
    return {**found, "minProperties": 1}


def _texts_by_name() -> Schema:
    return {"type": "object", "additionalProperties": _TEXT}


def _one_or_several(one: Schema) -> Schema:
    return {"anyOf": [one, {"type": "array", "items": one}]}


def _denial() -> Schema:
    leaf: Schema = {"type": "string", "pattern": expecting.LEAF.pattern, "description": "filters[0].not[1]"}
    found = _mapping(expecting.DENIAL_KEYS, leaf=leaf, reason=_TEXT, resource=_TEXT)
    return {**found, "anyOf": [{"required": ["leaf"]}, {"required": ["reason"]}]}
