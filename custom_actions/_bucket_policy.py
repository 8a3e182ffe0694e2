"""Which statements of a bucket policy make the bucket public. Pure functions.

Follows "The meaning of public" in the S3 user guide (access-control-block-public-access.html): a statement
is public unless it grants access only to fixed values, without wildcards or policy variables, of a principal
or of one of a list of condition keys.
"""

from __future__ import annotations

import ipaddress
import json
from typing import Any

JSON = dict[str, Any]

# The guide's list, and the keys that IAM has since for the same purpose; lower case: IAM ignores it here.
_NARROWING_KEYS = frozenset(
    {
        "aws:principalaccount",
        "aws:principalarn",
        "aws:principalorgid",
        "aws:sourceaccount",
        "aws:sourcearn",
        "aws:sourceorgid",
        "aws:sourceowner",
        "aws:sourcevpc",
        "aws:sourcevpce",
        "aws:userid",
        "s3:dataaccesspointaccount",
        "s3:dataaccesspointarn",
        "s3:x-amz-server-side-encryption-aws-kms-key-id",
    }
)
# Their values are paths ("o-1/r-2/ou-3/*"): the organisation's id at the start is what must be fixed.
_PATH_KEYS = frozenset({"aws:principalorgpaths", "aws:sourceorgpaths"})
# Without "...IfExists" and "ForAllValues:": those pass when the request has no such key, as an anonymous one.
_EQUALITY = frozenset({"stringequals", "stringequalsignorecase", "stringlike", "arnequals", "arnlike"})
_WIDEST = {4: 8, 6: 32}  # the guide: broader ranges than these count as public
_WILD = ("*", "?", "${")


def public_statements(policy: str | None) -> list[int]:
    """Indexes of the public statements of a policy document; none for no policy.

    Raises ValueError if the document is not JSON: AWS stores none such, so nothing may be concluded from it.
    """
    return [index for index, each in enumerate(statements(policy)) if is_public(each)]


def without(policy: str, indexes: list[int]) -> str | None:
    """The document without those statements; None if none would be left, as AWS refuses an empty list."""
    document = json.loads(policy)
    left = [each for index, each in enumerate(statements(policy)) if index not in indexes]
    return json.dumps({**document, "Statement": left}) if left else None


def statements(policy: str | None) -> list[JSON]:
    """The statements of a document; a single one may stand without a list."""
    found = json.loads(policy).get("Statement", []) if policy else []
    return [found] if isinstance(found, dict) else list(found)


def is_public(statement: JSON) -> bool:
    """True if the statement allows anybody something, and no condition narrows whom."""
    if statement.get("Effect") != "Allow" or not _names_anybody(statement):
        return False
    return not any(
        _narrows(operator, key, values)
        for operator, keys in (statement.get("Condition") or {}).items()
        for key, values in keys.items()
    )


def _names_anybody(statement: JSON) -> bool:
    if "NotPrincipal" in statement:  # everybody but those
        return True
    principal = statement.get("Principal")
    values = principal.values() if isinstance(principal, dict) else [principal]
    return any("*" in str(each) for value in values for each in _list(value))


def _narrows(operator: str, key: str, values: Any) -> bool:
    """True if the condition lets only known callers pass. Values are alternatives, so all must be fixed."""
    kind = operator.lower().removeprefix("foranyvalue:")
    name = key.lower()
    if kind == "ipaddress" and name == "aws:sourceip":
        return all(_is_narrow_range(str(each)) for each in _list(values))
    if kind not in _EQUALITY:
        return False
    if name in _PATH_KEYS:
        return all(_is_fixed(str(each).partition("/")[0]) for each in _list(values))
    return name in _NARROWING_KEYS and all(_is_fixed_value(name, str(each)) for each in _list(values))


def _is_fixed_value(key: str, value: str) -> bool:
    if key == "s3:dataaccesspointarn":
        # arn:aws:s3:region:account:accesspoint/*: the guide asks for the account alone to be fixed.
        parts = value.split(":", 5)
        return len(parts) == 6 and _is_fixed(parts[4]) and bool(parts[4])
    return _is_fixed(value)


def _is_fixed(value: str) -> bool:
    return bool(value) and not any(wild in value for wild in _WILD)


def _is_narrow_range(value: str) -> bool:
    try:
        network = ipaddress.ip_network(value, strict=False)
    except ValueError:
        return False
    return network.prefixlen >= _WIDEST[network.version]


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
