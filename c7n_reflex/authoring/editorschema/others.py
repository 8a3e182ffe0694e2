"""The schemas of the other files that people write: test cases, exemptions and accounts."""

from __future__ import annotations

import copy
from typing import Any

JSON = dict[str, Any]
_DRAFT = "http://json-schema.org/draft-07/schema#"
_BY = "Written by `c7n-reflex schema`."


def cases() -> JSON:
    """Of `tests/policies/`; see `authoring.cases.schema`."""
    from c7n_reflex.authoring.cases import schema

    return schema.build()


def exemptions() -> JSON:
    """Of `exemptions.yml`; `exemptionfile` has the last word."""
    from c7n_reflex import exemptionfile

    item = {
        "type": "object",
        "additionalProperties": False,
        "required": list(exemptionfile._REQUIRED),
        "oneOf": [{"required": ["resource"]}, {"required": ["tags"]}],
        "properties": {
            name: _exemption_key(name) for name in (*exemptionfile._REQUIRED, *exemptionfile._OPTIONAL)
        },
    }
    return _file("Exemptions", "exemptions", {"type": ["array", "null"], "items": item})


def _exemption_key(name: str) -> JSON:
    from c7n_reflex import exemptionfile

    said = {
        "description": f"{exemptionfile._remedy(name).capitalize()}."
        if name not in _TAGGED
        else _TAGGED[name]
    }
    patterns = {"until": exemptionfile._DAY, "owner": exemptionfile._EMAIL, "region": exemptionfile._REGION}
    if name == "tags":
        return {"type": "object", "minProperties": 1, "additionalProperties": {"type": "string"}, **said}
    if name in patterns:
        return {"type": "string", "pattern": f"^({patterns[name].pattern})$", **said}
    return {"type": "string", "minLength": 1, **said}


_TAGGED = {"tags": 'Tags of the resource, of which all must hold: key: "glob on its value".'}


def accounts() -> JSON:
    """Of `accounts.yml`: c7n-org's schema (c7n_org.cli.CONFIG_SCHEMA) with owners and how they are told."""
    from c7n_org.cli import CONFIG_SCHEMA

    from c7n_reflex.accountfile import schema

    account = copy.deepcopy(CONFIG_SCHEMA["definitions"]["account"])
    account["required"] = ["account_id", "name", "role", "regions"]
    deployment = {"type": "object", "properties": {"deployment": schema.DEPLOYMENT}}
    account["properties"] |= {"owner": schema.OWNER, "notices": schema.NOTICES, "vars": deployment}
    found = _file("Accounts", "accounts", {"type": "array", "minItems": 1, "items": account})
    found["properties"]["vars"] = {
        "type": "object",
        "properties": {"notices": schema.DEFAULTS, "deployment": schema.DEPLOYMENT},
    }
    return found


def _file(title: str, key: str, value: JSON) -> JSON:
    return {
        "$schema": _DRAFT,
        "title": title,
        "$comment": _BY,
        "type": "object",
        "required": [key],
        "additionalProperties": False,
        "properties": {key: value},
    }
