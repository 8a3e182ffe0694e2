"""ServiceNow over its Table API with the `pysnc` package.

https://www.servicenow.com/docs - "Table API": /api/now/table/{table}, sysparm_query; incident: states 6
(Resolved) and 7 (Closed), after which `active` is false and only administrators may change anything.
"""

from __future__ import annotations

import re
from typing import Any

from mailer.plain import one_line
from mailer.tickets import texts
from mailer.tickets.connection import Connection, seconds_of
from mailer.tickets.credentials import Credentials
from mailer.tickets.errors import GoneError, TicketError, of_status
from mailer.tickets.settings import SERVICENOW, ServiceNowSettings
from mailer.tickets.tracker import Draft, Ticket

_LONGEST_SHORT_DESCRIPTION = 160  # of a stock instance
_SYS_ID = re.compile(r"[0-9a-f]{32}")
_CLOSED = {"6", "7", "8"}  # Resolved, Closed, Cancelled
_GROUPS = "sys_user_group"


class StatusError(Exception):
    """An HTTP status of 400 or more: pysnc's own exceptions have the answer's text, but not the status."""

    def __init__(self, status: int, retry_after: float) -> None:
        super().__init__(f"HTTP {status}")
        self.status, self.retry_after = status, retry_after


class ServiceNowTracker:
    """A `tracker.Tracker`."""

    def __init__(self, settings: ServiceNowSettings, credentials: Credentials) -> None:
        self._settings, self._credentials = settings, credentials
        self._connection: Connection[Any] = Connection(self._connect, _translate, credentials.forget)
        self._groups: dict[str, str] = {}  # sys_id by name

    def find(self, label: str) -> Ticket | None:
        """See `Tracker.find`."""
        return self._connection.call(lambda client: self._first(client, label))

    def _first(self, client: Any, label: str) -> Ticket | None:
        record = self._record(client, "sys_id,number")
        record.add_query("correlation_id", label)
        record.order_by("sys_created_on")
        record.limit = 1
        record.query()
        return _ticket(record) if record.next() else None

    def open(self, draft: Draft) -> Ticket:
        """See `Tracker.open`."""
        group = self._connection.call(lambda client: self._group(client, draft.where))
        fields = self._fields(draft, group)

        def create(client: Any) -> Ticket:
            record = self._record(client)
            record.initialize()
            for name, value in fields.items():
                record.set_value(name, value)
            record.insert()
            return _ticket(record)

        return self._connection.call(create)

    def _fields(self, draft: Draft, group: str) -> dict[str, Any]:
        settings = self._settings
        return {
            **settings.priority.get(draft.severity, {}),
            **settings.fields,
            "correlation_id": draft.label,
            "correlation_display": "c7n-reflex",
            "assignment_group": group,
            "short_description": texts.title(draft.title, _LONGEST_SHORT_DESCRIPTION),
            "description": texts.journal(draft.text, draft.marker),
        }

    def _group(self, client: Any, name: str) -> str:
        """The group's sys_id: a reference field takes nothing else for certain."""
        if _SYS_ID.fullmatch(name):
            return name
        if not name or not name.isprintable() or "^" in name:  # ^ separates conditions of a query
            raise TicketError(f"{SERVICENOW}: {one_line(name)[:40]!r} is no group's name", permanent=True)
        if name not in self._groups:
            record = client.GlideRecord(_GROUPS)
            record.fields = "sys_id"
            record.add_query("name", name)
            record.limit = 1
            record.query()
            if not record.next():
                raise TicketError(f"{SERVICENOW}: there is no group {name!r} that we may see", permanent=True)
            self._groups[name] = str(record.get_value("sys_id"))
        return self._groups[name]

    def comment(self, key: str, text: str, marker: str) -> None:
        """See `Tracker.comment`: as work notes, which the caller does not see."""

        def add(client: Any) -> None:
            record = self._living(client, key)
            said = (record.get_value("description"), record.get_display_value("work_notes"))
            if not marker or not any(marker in str(each) for each in said):
                record.set_value("work_notes", texts.journal(text, marker))
                record.update()

        self._connection.call(add)

    def close(self, key: str, why: str) -> None:
        """See `Tracker.close`. Stock incidents demand `close_code` and `close_notes`."""
        state = self._settings.closed_state
        self._move(key, True, {"state": state, "close_notes": why, **self._settings.closed_fields})

    def reopen(self, key: str) -> None:
        """See `Tracker.reopen`."""
        self._move(key, False, {"state": self._settings.reopened_state})

    def _move(self, key: str, closed: bool, fields: dict[str, Any]) -> None:
        done = _CLOSED | {self._settings.closed_state}

        def move(client: Any) -> None:
            record = self._living(client, key, *fields)
            if (str(record.get_value("state")) in done) != closed:
                for name, value in fields.items():
                    record.set_value(name, value)
                record.update()

        self._connection.call(move)

    def _living(self, client: Any, key: str, *fields: str) -> Any:
        """The record, if it can still be changed. Raises GoneError.

        pysnc does not send what is set of a field that was not read before.
        """
        names = ["sys_id", "number", "state", "active", "description", "work_notes", *fields]
        record = self._record(client, ",".join(dict.fromkeys(names)))
        if not record.get(key) or str(record.get_value("active")) == "false":
            raise GoneError(f"{SERVICENOW}: the ticket is deleted or closed for good", permanent=True)
        return record

    def _record(self, client: Any, fields: str = "") -> Any:
        record = client.GlideRecord(self._settings.table)
        if fields:
            record.fields = fields
        return record

    def _connect(self) -> Any:
        from pysnc import ServiceNowClient  # type: ignore[import-untyped, unused-ignore]
        from pysnc.auth import (  # type: ignore[import-untyped, unused-ignore]
            ServiceNowClientCredentialsFlow,
        )
        from requests import Session
        from requests.auth import HTTPBasicAuth

        given = self._credentials.read(("user", "password"), ("client_id", "client_secret"))
        if "user" in given:
            session = Session()
            # requests would encode texts as Latin-1.
            session.auth = HTTPBasicAuth(given["user"].encode(), given["password"].encode())
        else:
            session = ServiceNowClientCredentialsFlow(**given).authenticate(self._settings.url)
        _prepare(session, self._settings.timeout)
        # Its own attempts wait as long as Retry-After says: `Patience` is what waits here.
        return ServiceNowClient(self._settings.url, session, auto_retry=False)


def _prepare(session: Any, timeout: float) -> None:
    """pysnc waits for ever, and forgets the status."""
    from requests.adapters import HTTPAdapter

    class Timed(HTTPAdapter):
        def send(self, request: Any, *arguments: Any, **options: Any) -> Any:
            return super().send(request, *arguments, **{**options, "timeout": timeout})

    def refuse(response: Any, **_: Any) -> None:
        if response.status_code >= 400:
            raise StatusError(response.status_code, seconds_of(response.headers.get("Retry-After")))

    session.mount("https://", Timed())
    session.hooks["response"].append(refuse)


def _ticket(record: Any) -> Ticket:
    return Ticket(str(record.get_value("sys_id")), one_line(record.get_value("number")))


def _translate(error: Exception) -> TicketError:
    """What pysnc and requests say is left out: it has the answer's text, URLs, and OAuth's errors."""
    if isinstance(error, StatusError):
        return of_status(SERVICENOW, error.status, error.retry_after)
    if match := re.match(r"Failed to obtain access token: (\d{3})", str(error)):
        status = int(match[1])
        return of_status(SERVICENOW, 401 if 400 <= status < 404 else status)
    return TicketError(f"{SERVICENOW}: no usable answer ({type(error).__name__})")
