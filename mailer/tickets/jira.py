"""Jira, Cloud and Data Center, over its REST interface of version 2 with the `jira` package.

https://developer.atlassian.com/cloud/jira/platform/rest/v2/ - issue, search/jql, comment, transitions.
Version 2 takes wiki text, which both kinds of Jira have; 3 is Cloud's only.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from mailer.plain import one_line
from mailer.tickets import texts
from mailer.tickets.connection import Connection, seconds_of
from mailer.tickets.credentials import Credentials
from mailer.tickets.errors import TicketError, of_status
from mailer.tickets.settings import JIRA, JiraSettings
from mailer.tickets.tracker import Draft, Ticket

_LONGEST_SUMMARY = 255
_PROJECT = re.compile(r"[A-Z][A-Z0-9_]+")
_DONE = "done"  # of a status: statusCategory.key, which is the same whatever the status is called
_SHOWN_FIELDS = 10


class JiraTracker:
    """A `tracker.Tracker`."""

    def __init__(self, settings: JiraSettings, credentials: Credentials) -> None:
        self._settings, self._credentials = settings, credentials
        self._connection: Connection[Any] = Connection(self._connect, _translate, credentials.forget)

    def find(self, label: str) -> Ticket | None:
        """See `Tracker.find`. Cloud's search may not know a ticket yet that is younger than some seconds."""
        query = f'labels = "{label}" ORDER BY created ASC'

        def search(client: Any) -> Ticket | None:
            found = client.search_issues(query, maxResults=1, fields="status")
            return Ticket(found[0].key, found[0].key) if found else None

        return self._connection.call(search)

    def open(self, draft: Draft) -> Ticket:
        """See `Tracker.open`."""
        if not _PROJECT.fullmatch(draft.where):
            raise TicketError(f"{JIRA}: {one_line(draft.where)[:40]!r} is no project's key", permanent=True)
        fields = self._fields(draft)

        def create(client: Any) -> Ticket:
            key = client.create_issue(fields=fields, prefetch=False).key
            return Ticket(key, key)

        return self._connection.call(create)

    def _fields(self, draft: Draft) -> dict[str, Any]:
        settings = self._settings
        priority = settings.priority.get(draft.severity)
        labels = settings.fields.get("labels", ())
        return {
            "issuetype": {"name": settings.issue_type},
            **({"priority": {"name": priority}} if priority else {}),
            **settings.fields,
            "labels": ["c7n-reflex", draft.label, *labels],
            "project": {"key": draft.where},
            "summary": texts.title(draft.title, _LONGEST_SUMMARY),
            "description": texts.wiki(draft.text, draft.marker),
        }

    def comment(self, key: str, text: str, marker: str) -> None:
        """See `Tracker.comment`."""

        def add(client: Any) -> None:
            fields = client.issue(key, fields="description,comment").raw["fields"]
            said = [fields.get("description"), *(each["body"] for each in fields["comment"]["comments"])]
            if not marker or not any(marker in str(each) for each in said):
                client.add_comment(key, texts.wiki(text, marker))

        self._connection.call(add)

    def close(self, key: str, why: str) -> None:  # noqa: ARG002
        """See `Tracker.close`. `why` has no place: which fields a transition has differs between projects."""
        wanted = self._settings.closed_transition
        self._move(key, closed=True, wanted=wanted, fields=self._settings.closed_fields)

    def reopen(self, key: str) -> None:
        """See `Tracker.reopen`."""
        self._move(key, closed=False, wanted=self._settings.reopened_transition, fields={})

    def _move(self, key: str, *, closed: bool, wanted: str, fields: Mapping[str, Any]) -> None:
        def move(client: Any) -> None:
            status = client.issue(key, fields="status").raw["fields"]["status"]
            if (_category(status) == _DONE) == closed:
                return
            for transition in client.transitions(key):
                if _leads(transition, closed, wanted):
                    client.transition_issue(key, transition["id"], fields=dict(fields))
                    return
            name = f"{wanted!r}" if wanted else "to a status that is done" if closed else "back from done"
            raise TicketError(f"{JIRA}: {key} has no transition {name} that we may make", permanent=True)

        self._connection.call(move)

    def _connect(self) -> Any:
        from jira import JIRA as Client  # noqa: N811

        given = self._credentials.read(("user", "token"), ("token",))
        account: dict[str, Any] = {"token_auth": given["token"]}
        if "user" in given:
            account = {"basic_auth": (given["user"], given["token"])}
        # It waits up to a minute between its own attempts: `Patience` is what waits here.
        return Client(
            server=self._settings.url,
            **account,
            max_retries=0,
            timeout=self._settings.timeout,
            logging=False,
        )


def _category(status: Mapping[str, Any]) -> str:
    return str(status["statusCategory"]["key"])


def _leads(transition: Mapping[str, Any], closed: bool, wanted: str) -> bool:
    """To where it is to go; `wanted` is a name of the transition or of the status."""
    target = transition["to"]
    if wanted:
        return wanted.casefold() in (transition["name"].casefold(), target["name"].casefold())
    return (_category(target) == _DONE) == closed


def _translate(error: Exception) -> TicketError:
    """What JIRAError and requests say is left out: URLs, headers with the credentials, the request's body."""
    from jira import JIRAError

    response = getattr(error, "response", None)
    status = getattr(error, "status_code", None) or 0
    if isinstance(error, JIRAError) and status >= 400:
        after = seconds_of(response.headers.get("Retry-After")) if response is not None else 0
        return of_status(JIRA, status, after, _named_fields(response))
    return TicketError(f"{JIRA}: no usable answer ({type(error).__name__})")


def _named_fields(response: Any) -> tuple[str, ...]:
    """Names of the fields that Jira complains of; its sentences may quote what is in them."""
    try:
        errors = response.json()["errors"]
        names = [one_line(name)[:60] for name in errors] if isinstance(errors, dict) else []
    except (AttributeError, KeyError, TypeError, ValueError):
        names = []
    return tuple(names[:_SHOWN_FIELDS])
