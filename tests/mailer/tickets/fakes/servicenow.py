"""ServiceNow's Table API (/api/now/table) with incidents and groups, and its OAuth endpoint.

https://www.servicenow.com/docs: "Table API", "Inbound REST API rate limiting", "Resolve and close an
incident".
The user is no administrator: closed incidents are read-only.
"""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import Any

from tests.mailer.tickets.fakes.server import Answer, FakeServer, Request

USER, PASSWORD = "c7n.reflex", "servicenow-password-ü9"
CLIENT, CLIENT_SECRET, ACCESS = "client-1", "client-secret-77d", "access-token-41"
CLOUD_TEAM = "287ebd7da9fe198100f92cc8d1d2154e"
_COLUMNS = ("work_notes", "comments", "description", "close_code", "close_notes", "state", "active", "number")
_LENGTHS = {"short_description": 160, "description": 4000, "correlation_id": 100}
_STATES = {"1": "New", "2": "In Progress", "6": "Resolved", "7": "Closed"}


class FakeServiceNow(FakeServer):
    """`incidents` by sys_id: fields; `notes` are the work notes, the oldest first."""

    def __init__(self, certificate: Path) -> None:
        super().__init__(certificate)
        self.password = PASSWORD
        self.incidents: dict[str, dict[str, str]] = {}
        self.notes: dict[str, list[str]] = {}
        self.groups = {CLOUD_TEAM: {"sys_id": CLOUD_TEAM, "name": "Cloud Team"}}
        self.forbidden: set[str] = set()  # methods
        table = "/api/now/table/([a-z_]+)"
        self.routes = [
            ("POST", "/oauth_token.do", self._token),
            ("GET", table, self._with(self._list)),
            ("POST", table, self._with(self._create)),
            ("GET", f"{table}/([0-9a-f]+)", self._with(self._get)),
            ("PATCH", f"{table}/([0-9a-f]+)", self._with(self._patch)),
        ]

    def error(self, status: int) -> Any:
        """ServiceNow's shape."""
        return _error("failed", f"{status} for {USER} with {self.password}")

    def _token(self, request: Request) -> Answer:
        given = request.body
        right = (given["client_id"], given["client_secret"]) == (CLIENT, CLIENT_SECRET)
        if given["grant_type"] != "client_credentials" or not right:
            return Answer(
                401, {"error": "invalid_client", "error_description": f"{given['client_secret']} is wrong"}
            )
        return Answer(200, {"access_token": ACCESS, "token_type": "Bearer", "expires_in": 1799})

    def _with(self, route: Any) -> Any:
        def authenticated(request: Request) -> Answer:
            if request.basic != (USER, self.password) and request.bearer != ACCESS:
                return Answer(401, _error("User Not Authenticated", "Required to provide Auth information"))
            if request.method in self.forbidden:
                return Answer(
                    403, _error("Operation Failed", "ACL Exception Insert Failed due to security constraints")
                )
            if request.parts[0] not in ("incident", "sys_user_group"):
                return Answer(400, _error(f"Invalid table {request.parts[0]}", None))
            return route(request)

        return authenticated

    def _rows(self, table: str) -> dict[str, dict[str, str]]:
        return self.incidents if table == "incident" else self.groups

    def _list(self, request: Request) -> Answer:
        rows = list(self._rows(request.parts[0]).values())
        for condition in filter(None, request.query.get("sysparm_query", "").split("^")):
            if not condition.startswith("ORDERBY"):
                name, _, value = condition.partition("=")
                rows = [row for row in rows if row.get(name, "") == value]
        found = rows[: int(request.query.get("sysparm_limit", "10000"))]
        answer = {"result": [self._shown(row, request) for row in found]}
        return Answer(200, answer, {"X-Total-Count": str(len(rows))})

    def _shown(self, row: dict[str, str], request: Request) -> dict[str, Any]:
        """With sysparm_display_value=all; journal fields have all entries as their display value."""
        wanted = [each for each in request.query.get("sysparm_fields", "").split(",") if each]
        row = {**dict.fromkeys(_COLUMNS, ""), **row}
        display = {**row, "state": _STATES.get(row.get("state", ""), "")}
        display["work_notes"] = "\n\n".join(
            f"2026-11-24 03:14:07 - Reflex (Work notes)\n{each}"
            for each in reversed(self.notes.get(row["sys_id"], []))
        )
        names = [name for name in row if not wanted or name in wanted]
        return {name: {"value": row[name], "display_value": display[name]} for name in names}

    def _create(self, request: Request) -> Answer:
        key = uuid.uuid4().hex
        number = f"INC{10_001 + len(self.incidents):07}"
        start = {"sys_id": key, "number": number, "state": "1", "active": "true"}
        if refused := self._write({**start}, request.body):
            return refused
        self.incidents[key] = self._written(start, request.body)
        return Answer(201, {"result": self._shown(self.incidents[key], request)})

    def _get(self, request: Request) -> Answer:
        row = self._rows(request.parts[0]).get(request.parts[1])
        return Answer(200, {"result": self._shown(row, request)}) if row else self._missing()

    def _patch(self, request: Request) -> Answer:
        row = self.incidents.get(request.parts[1])
        if row is None:
            return self._missing()
        if row["active"] == "false":
            return Answer(
                403, _error("Operation Failed", "ACL Exception Update Failed due to security constraints")
            )
        if refused := self._write(row, request.body):
            return refused
        self.incidents[row["sys_id"]] = self._written(row, request.body)
        return Answer(200, {"result": self._shown(self.incidents[row["sys_id"]], request)})

    def _missing(self) -> Answer:
        return Answer(
            404, _error("No Record found", "Record doesn't exist or ACL restricts the record retrieval")
        )

    def _write(self, row: dict[str, str], body: dict[str, Any]) -> Answer | None:
        """What speaks against it: a reference that is none, or what resolving demands."""
        group = body.get("assignment_group")
        if group is not None and group not in self.groups:
            return Answer(403, _error("Operation Failed", "Invalid reference"))
        after = {**row, **body}
        if after["state"] in ("6", "7") and not (after.get("close_code") and after.get("close_notes")):
            detail = (
                "Data Policy Exception: The following fields are mandatory: Resolution code, Resolution notes"
            )
            return Answer(403, _error("Operation Failed", detail))
        return None

    def _written(self, row: dict[str, str], body: dict[str, Any]) -> dict[str, str]:
        """Too long texts are cut, as ServiceNow does."""
        plain = {name: str(value)[: _LENGTHS.get(name, 4000)] for name, value in body.items()}
        if note := plain.pop("work_notes", ""):
            self.notes.setdefault(row["sys_id"], []).append(note)
        after = {**row, **plain}
        return {**after, "active": "false" if after["state"] == "7" else "true"}


def _error(message: str, detail: str | None) -> dict[str, Any]:
    return {"error": {"message": message, "detail": detail}, "status": "failure"}
