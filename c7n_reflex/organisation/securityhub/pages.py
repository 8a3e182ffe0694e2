"""Results in pages, as Security Hub's operations give them."""

from __future__ import annotations

from typing import Any

from c7n_reflex.organisation.calls import ApiError


def page(items: list[Any], params: dict[str, Any], name: str, default: int = 100) -> dict[str, Any]:
    """{name: one page of items} with NextToken if there are more. InvalidInputException for a bad token."""
    size = int(params.get("MaxResults") or default)
    if not 1 <= size <= 100:
        raise ApiError("InvalidInputException", "MaxResults must be between 1 and 100")
    token = params.get("NextToken") or "0"
    if not token.isdigit():
        raise ApiError("InvalidInputException", f"Invalid parameter NextToken {token!r}")
    start = int(token)
    answer: dict[str, Any] = {name: items[start : start + size]}
    if start + size < len(items):
        answer["NextToken"] = str(start + size)
    return answer
