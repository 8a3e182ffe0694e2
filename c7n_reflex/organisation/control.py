"""The organisation's own HTTP routes, below `/_organisation/`: what AWS has no API for (inboxes, waiting)."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

PREFIX = "/_organisation/"

# (query parameters, JSON body or None) -> what is returned as JSON
Route = Callable[[dict[str, str], Any], Any]


class Control:
    """Routes by method and name; each part of the organisation adds its own."""

    def __init__(self) -> None:
        self._routes: dict[tuple[str, str], Route] = {}

    def route(self, method: str, name: str, handler: Route) -> None:
        """Serve `method /_organisation/<name>` by `handler`."""
        self._routes[method, name] = handler

    def answer(self, method: str, path: str, query: dict[str, str], body: bytes) -> tuple[int, bytes]:
        """HTTP status and JSON text; 404 for an unknown route, 400 for a body that a route refuses."""
        handler = self._routes.get((method, path.removeprefix(PREFIX)))
        if handler is None:
            known = sorted(f"{m} {PREFIX}{n}" for m, n in self._routes)
            return 404, json.dumps({"error": "no such route", "routes": known}).encode()
        try:
            answer = handler(query, json.loads(body) if body else None)
        except (KeyError, TypeError, ValueError) as error:
            return 400, json.dumps({"error": f"{type(error).__name__}: {error}"}).encode()
        return 200, json.dumps(answer, default=str).encode()
