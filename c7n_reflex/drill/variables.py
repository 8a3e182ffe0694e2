"""`${name}` in scenario files: filled in with what earlier calls answered."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

_NAME = re.compile(r"\$\{([a-zA-Z_][a-zA-Z0-9_]*)\}")

# Known in every scenario. `id` is another one in each place and each drill.
BUILT_IN = frozenset({"account", "account_name", "region", "core_account", "home_region", "id"})


def used(value: Any) -> Iterator[str]:
    """Names of the variables in a value of any depth, keys included."""
    if isinstance(value, str):
        yield from _NAME.findall(value)
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from used(key)
            yield from used(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from used(item)


def fill(value: Any, variables: Mapping[str, Any]) -> Any:
    """`value` with its variables replaced; a string that is just one variable takes that one's type."""
    if isinstance(value, str):
        return _fill_text(value, variables)
    if isinstance(value, Mapping):
        return {fill(key, variables): fill(item, variables) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [fill(item, variables) for item in value]
    return value


def _fill_text(text: str, variables: Mapping[str, Any]) -> Any:
    if whole := _NAME.fullmatch(text):
        return variables[whole[1]]
    return _NAME.sub(lambda match: str(variables[match[1]]), text)
