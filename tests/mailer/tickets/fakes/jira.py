"""Jira's REST interface of version 2: the part of it that tickets need, Cloud's or Data Center's.

https://developer.atlassian.com/cloud/jira/platform/rest/v2/ and .../rate-limiting, .../search-and-reconcile.
The workflow is the stock one of three statuses; Done asks for a resolution if `asks_resolution`.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from tests.mailer.tickets.fakes.server import Answer, FakeServer, Request

USER, TOKEN = "reflex@example.com", "jira-token-5b1c"
STATUSES = {"To Do": "new", "In Progress": "indeterminate", "Done": "done"}
_FIELDS = {
    "project",
    "summary",
    "description",
    "issuetype",
    "priority",
    "labels",
    "components",
    "customfield_10010",
}
_API = "/rest/api/2"
_SECRET_HEADERS = {"X-AREQUESTID": "secret-looking-header"}


class FakeJira(FakeServer):
    """`issues` by key: fields, and comments as texts."""

    def __init__(self, certificate: Path, *, cloud: bool = True) -> None:
        super().__init__(certificate)
        self.cloud, self.asks_resolution = cloud, False
        self.token = TOKEN
        self.projects, self.read_only = {"SEC", "OPS"}, set[str]()
        self.issues: dict[str, dict[str, Any]] = {}
        self.unindexed: set[str] = set()  # what search does not know yet
        self.slow_index = False
        key = r"/issue/([A-Z0-9-]+)"
        self.routes = [
            ("GET", f"{_API}/serverInfo", self._server_info),
            ("GET", f"{_API}/myself", self._with(self._myself)),
            (
                "GET",
                f"{_API}/field",
                self._with(lambda _: Answer(200, [{"id": "status", "clauseNames": ["status"]}])),
            ),
            ("POST", f"{_API}/issue", self._with(self._create)),
            ("GET", f"{_API}/search", self._with(self._search)),
            ("GET", f"{_API}/search/jql", self._with(self._search)),
            ("GET", f"{_API}{key}", self._with(self._get)),
            ("POST", f"{_API}{key}/comment", self._with(self._comment)),
            ("GET", f"{_API}{key}/transitions", self._with(self._transitions)),
            ("POST", f"{_API}{key}/transitions", self._with(self._transition)),
        ]

    def status(self, key: str) -> str:
        """The name of an issue's status."""
        return str(self.issues[key]["fields"]["status"]["name"])

    def comments(self, key: str) -> list[str]:
        """An issue's comments, the oldest first."""
        return list(self.issues[key]["comments"])

    def error(self, status: int) -> Any:
        """Jira's shape."""
        return {"errorMessages": [f"failed with {status} for {USER} and {self.token}"], "errors": {}}

    def _with(self, route: Any) -> Any:
        """The route, for who has the right credentials: a user's token, or (Data Center) a personal one."""

        def authenticated(request: Request) -> Answer:
            personal = not self.cloud and request.bearer == self.token
            if request.basic == (USER, self.token) or personal:
                return route(request)
            return Answer(401, self.error(401), _SECRET_HEADERS)

        return authenticated

    def _server_info(self, _: Request) -> Answer:
        numbers, kind = ([1001, 0, 0], "Cloud") if self.cloud else ([10, 3, 1], "Server")
        return Answer(200, {"baseUrl": self.url, "versionNumbers": numbers, "deploymentType": kind})

    def _myself(self, _: Request) -> Answer:
        return Answer(200, {"accountId": "5b10", "emailAddress": USER, "active": True})

    def _create(self, request: Request) -> Answer:
        fields = dict(request.body["fields"])
        if errors := self._mistakes(fields):
            return Answer(400, {"errorMessages": [], "errors": errors})
        project = fields["project"]["key"]
        if project in self.read_only:
            return Answer(403, self.error(403))
        number = 1 + sum(key.startswith(f"{project}-") for key in self.issues)
        key = f"{project}-{number}"
        fields["status"] = _status("To Do")
        self.issues[key] = {"id": str(10_000 + len(self.issues)), "fields": fields, "comments": []}
        if self.slow_index:
            self.unindexed.add(key)
        return Answer(
            201, {"id": self.issues[key]["id"], "key": key, "self": f"{self.url}{_API}/issue/{key}"}
        )

    def _mistakes(self, fields: dict[str, Any]) -> dict[str, str]:
        """Jira's sentences by field."""
        summary, labels = fields.get("summary") or "", fields.get("labels", [])
        unknown = set(fields) - _FIELDS
        found = {
            name: f"Field '{name}' cannot be set. It is not on the appropriate screen." for name in unknown
        }
        if fields.get("project", {}).get("key") not in self.projects:
            found["project"] = "valid project is required"
        if fields.get("issuetype", {}).get("name") not in ("Task", "Bug"):
            found["issuetype"] = "Specify a valid issue type"
        if fields.get("priority", {"name": "High"}).get("name") not in ("Highest", "High", "Medium", "Low"):
            found["priority"] = "The priority selected is invalid."
        if not summary.strip():
            found["summary"] = "You must specify a summary of the issue."
        elif "\n" in summary or "\r" in summary:
            found["summary"] = "The summary is invalid because it contains newline characters."
        elif len(summary) > 255:
            found["summary"] = "Summary must be less than 255 characters."
        if len(fields.get("description") or "") > 32_767:
            found["description"] = "The entered text is too long. It exceeds the limit of 32,767 characters."
        if any(" " in label or len(label) > 255 for label in labels):
            found["labels"] = f"The label '{labels}' contains spaces which is invalid."
        return found

    def _search(self, request: Request) -> Answer:
        if self.cloud != request.path.endswith("/jql"):
            return Answer(410 if self.cloud else 404, self.error(410))
        match = re.fullmatch(r'labels = "([^"]+)" ORDER BY created ASC', request.query.get("jql", ""))
        if match is None:
            return Answer(400, {"errorMessages": ["Error in the JQL Query"], "errors": {}})
        found = [
            self._shown(key, request)
            for key, issue in self.issues.items()
            if match[1] in issue["fields"].get("labels", ()) and key not in self.unindexed
        ][: int(request.query.get("maxResults", "50"))]
        if self.cloud:
            return Answer(200, {"issues": found, "isLast": True})
        return Answer(200, {"startAt": 0, "maxResults": 50, "total": len(found), "issues": found})

    def _get(self, request: Request) -> Answer:
        if request.parts[0] not in self.issues:
            return self._missing()
        return Answer(200, self._shown(request.parts[0], request))

    def _shown(self, key: str, request: Request) -> dict[str, Any]:
        issue = self.issues[key]
        comments = {"comments": [{"id": str(n), "body": each} for n, each in enumerate(issue["comments"])]}
        wanted = request.query.get("fields", "*all").split(",")
        fields = {"description": None, "comment": comments, **issue["fields"]}
        shown = {name: value for name, value in fields.items() if name in wanted or "*all" in wanted}
        return {"id": issue["id"], "key": key, "self": f"{self.url}{_API}/issue/{key}", "fields": shown}

    def _missing(self) -> Answer:
        text = "Issue does not exist or you do not have permission to see it."
        return Answer(404, {"errorMessages": [text], "errors": {}})

    def _comment(self, request: Request) -> Answer:
        if request.parts[0] not in self.issues:
            return self._missing()
        body = request.body.get("body")
        if not isinstance(body, str) or not body.strip() or len(body) > 32_767:
            return Answer(400, {"errorMessages": [], "errors": {"comment": "Comment body can not be empty!"}})
        comments = self.issues[request.parts[0]]["comments"]
        comments.append(body)
        return Answer(201, {"id": str(len(comments)), "body": body})

    def _transitions(self, request: Request) -> Answer:
        if request.parts[0] not in self.issues:
            return self._missing()
        return Answer(200, {"transitions": self._possible(request.parts[0])})

    def _possible(self, key: str) -> list[dict[str, Any]]:
        names = [name for name in STATUSES if name != self.status(key)]
        ids = {name: str(11 + 10 * n) for n, name in enumerate(STATUSES)}
        return [{"id": ids[name], "name": f"Move to {name}", "to": _status(name)} for name in names]

    def _transition(self, request: Request) -> Answer:
        key = request.parts[0]
        if key not in self.issues:
            return self._missing()
        wanted = str(request.body["transition"]["id"])
        chosen = [each for each in self._possible(key) if each["id"] == wanted]
        if not chosen:
            return Answer(400, {"errorMessages": [f"Transition id '{wanted}' is not valid."], "errors": {}})
        done = chosen[0]["to"]["name"] == "Done"
        if done and self.asks_resolution and "resolution" not in request.body.get("fields", {}):
            return Answer(400, {"errorMessages": [], "errors": {"resolution": "Please select a resolution."}})
        self.issues[key]["fields"]["status"] = chosen[0]["to"]
        return Answer(204)


def _status(name: str) -> dict[str, Any]:
    return {"id": str(list(STATUSES).index(name)), "name": name, "statusCategory": {"key": STATUSES[name]}}
