"""`*` and `?` as policies use them."""

from __future__ import annotations

import functools
import re


def matches(pattern: str, value: str, *, fold: bool = False) -> bool:
    """True if `value` matches: `*` is any run of characters, `?` is one. `fold` ignores case."""
    return _compiled(pattern, fold).fullmatch(value) is not None


def arn_matches(pattern: str, value: str) -> bool:
    """As ArnLike compares: each of an ARN's six parts on its own, so that `*` does not reach over a colon."""
    patterns, values = pattern.split(":", 5), value.split(":", 5)
    if len(patterns) != 6 or len(values) != 6:
        return pattern == "*"
    return all(matches(p, v) for p, v in zip(patterns, values, strict=True))


@functools.lru_cache(maxsize=1024)
def _compiled(pattern: str, fold: bool) -> re.Pattern[str]:
    text = re.escape(pattern).replace(r"\*", ".*").replace(r"\?", ".")
    return re.compile(text, re.DOTALL | (re.IGNORECASE if fold else 0))
