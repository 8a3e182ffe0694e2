"""A running organisation as seen from another process: sessions in its accounts, and its control routes."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from c7n_reflex.accounts import Directory, load
from c7n_reflex.errors import ReflexError
from c7n_reflex.organisation import environment
from c7n_reflex.organisation.control import PREFIX

if TYPE_CHECKING:
    import boto3

_SECONDS_TO_START = 60.0


class OrganisationClient:
    """Talks to the organisation at `endpoint` whose accounts are those of `directory`."""

    def __init__(self, endpoint: str, directory: Directory) -> None:
        self.endpoint = endpoint
        self.directory = directory
        self.pid: int | None = None
        self._credentials: dict[str, dict[str, str]] = {}
        self._lock = threading.Lock()

    def root_environment(self) -> dict[str, str]:
        """A whole environment for a subprocess that acts as core-compliance's root."""
        core = self.directory.core
        return environment.subprocess_environment(
            environment.variables(self.endpoint, core.id, core.regions[0])
        )

    def session(self, account: str, region: str) -> boto3.Session:
        """A boto3 session in an account, by AssumeRole of the role that accounts.yml names."""
        credentials = self.credentials(self.directory[account].role)
        return self._session(region, credentials)

    def role_session(self, role_arn: str, region: str, name: str = "drill") -> boto3.Session:
        """A boto3 session of any role that core's root may assume."""
        return self._session(region, self.credentials(role_arn, name))

    def credentials(self, role_arn: str, name: str = "drill") -> dict[str, str]:
        """Temporary credentials of a role, as keyword arguments of boto3.Session; kept for next time."""
        with self._lock:
            key = f"{role_arn} {name}"
            if key not in self._credentials:
                core = self.directory.core
                root = {"aws_access_key_id": core.id, "aws_secret_access_key": "embedded"}
                sts = self._session(core.regions[0], root).client("sts")
                given = sts.assume_role(RoleArn=role_arn, RoleSessionName=name)["Credentials"]
                self._credentials[key] = {
                    "aws_access_key_id": given["AccessKeyId"],
                    "aws_secret_access_key": given["SecretAccessKey"],
                    "aws_session_token": given["SessionToken"],
                }
            return self._credentials[key]

    def _session(self, region: str, credentials: dict[str, str]) -> boto3.Session:
        from c7n_reflex.organisation.sessions import session

        return session(self.endpoint, region, credentials)

    def wait_idle(self, timeout: float = 60.0) -> None:
        """Wait for quiet. Raises ReflexError naming what is still under way after `timeout` seconds."""
        busy = self.post("idle", {"timeout": timeout})["busy"]
        if busy:
            raise ReflexError(f"still busy after {timeout:g} s: {'; '.join(busy[:5])}")

    def get(self, route: str, **query: str) -> Any:
        """The JSON that a control route answers."""
        return self._request("GET", f"{route}?{urllib.parse.urlencode(query)}", None)

    def post(self, route: str, body: Any) -> Any:
        """Send JSON to a control route; returns its JSON."""
        return self._request("POST", route, json.dumps(body).encode())

    def delete(self, route: str) -> Any:
        """Take back what was ordered at a control route; returns its JSON."""
        return self._request("DELETE", route, None)

    def _request(self, method: str, route: str, body: bytes | None) -> Any:
        request = urllib.request.Request(f"{self.endpoint}{PREFIX}{route}", data=body, method=method)
        with urllib.request.urlopen(request, timeout=600) as response:
            return json.load(response)


@contextmanager
def launch(accounts_file: Path = Path("accounts.yml"), *, port: int = 0) -> Iterator[OrganisationClient]:
    """Start `c7n-reflex organisation up` in a process of its own; it ends with the block."""
    directory = load(accounts_file)
    command = [sys.executable, "-m", "c7n_reflex", "organisation", "up", "--port", str(port)]
    command += ["--config", str(accounts_file), "--output", "json", "--with-parent"]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        yield _connect(process, directory)
    finally:
        process.terminate()
        process.communicate()


def _connect(process: subprocess.Popen[str], directory: Directory) -> OrganisationClient:
    assert process.stdout is not None
    timer = threading.Timer(_SECONDS_TO_START, process.kill)
    timer.start()
    line = process.stdout.readline()
    timer.cancel()
    if not line:
        raise ReflexError("the embedded organisation did not start", remedy="its output above says why")
    client = OrganisationClient(json.loads(line)["endpoint"], directory)
    client.pid = process.pid
    return client
