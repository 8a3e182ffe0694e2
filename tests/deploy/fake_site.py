"""A site whose services answer what a test gives them, and note the calls."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from botocore.exceptions import ClientError

from c7n_reflex.deploy.units import Site


def denied(operation: str) -> ClientError:
    """What a service raises that denies."""
    return ClientError({"Error": {"Code": "AccessDeniedException", "Message": "no"}}, operation)


class FakeClient:
    """Each operation answers its value, raises it, or calls it with the arguments."""

    def __init__(self, answers: dict[str, Any], calls: list[tuple[str, dict[str, Any]]]) -> None:
        self._answers, self._calls = answers, calls

    def __getattr__(self, operation: str) -> Callable[..., Any]:
        def call(**arguments: Any) -> Any:
            self._calls.append((operation, arguments))
            answer = self._answers.get(operation, {})
            if isinstance(answer, Exception):
                raise answer
            return answer(**arguments) if callable(answer) else answer

        return call

    def get_paginator(self, operation: str) -> Any:
        """One page."""

        class Paginator:
            def paginate(_, **arguments: Any) -> list[Any]:  # noqa: N805
                return [getattr(self, operation)(**arguments)]

        return Paginator()


def site(calls: list[tuple[str, dict[str, Any]]] | None = None, **services: dict[str, Any]) -> Site:
    """In account 200000000001, us-east-1; answers by service and operation (`lambda_` for lambda)."""
    noted = [] if calls is None else calls
    return Site(
        "200000000001",
        "us-east-1",
        "aws",
        lambda service: FakeClient(services.get("lambda_" if service == "lambda" else service, {}), noted),
    )
