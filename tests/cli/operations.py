"""A person with a repository and the commands, on an embedded organisation."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from click.testing import CliRunner

from c7n_reflex.cli.main import cli
from c7n_reflex.errors import ReflexError
from c7n_reflex.organisation.client import OrganisationClient

POLICY = "internet-gateway-attached"
FUNCTION = f"custodian-{POLICY}"
REGION, SECOND = "us-east-1", "eu-west-1"


@dataclass
class Desk:
    """The organisation, and the folder of the repository."""

    organisation: OrganisationClient
    folder: Path

    @property
    def file(self) -> Path:
        """Of the policy."""
        return self.folder / "policies" / "gateway.yml"

    def run(self, *arguments: str, code: int = 0, said: str = "") -> str:
        """A command, in this process; what it printed. Checked is its exit code; `said` are its answers."""
        here, before = Path.cwd(), dict(os.environ)
        os.chdir(self.folder)
        os.environ.update(self.organisation.root_environment())
        try:
            found, output = _invoked(arguments, said)
        finally:
            os.chdir(here)
            os.environ.clear()
            os.environ.update(before)
        assert found == code, output
        return output

    def json(self, *arguments: str, code: int = 0) -> dict[str, Any]:
        """What a command prints as JSON."""
        return dict(json.loads(self.run(*arguments, "--output", "json", code=code)))

    def edit(self, **changes: Any) -> None:
        """Change keys of the policy."""
        content = yaml.safe_load(self.file.read_text(encoding="utf-8"))
        content["policies"][0].update(changes)
        self.file.write_text(yaml.safe_dump(content), encoding="utf-8")

    def client(self, service: str, account: str, region: str = REGION) -> Any:
        """A boto3 client in an account, by its name."""
        return self.organisation.session(account, region).client(service)

    def functions(self, account: str, region: str = REGION) -> list[str]:
        """Names of all functions that are there."""
        found = self.client("lambda", account, region).list_functions()["Functions"]
        return sorted(each["FunctionName"] for each in found)

    def fault(self, account: str, service: str, operation: str) -> None:
        """Deny an operation in an account, named by its name."""
        identity = self.organisation.directory[account].id
        order = {"service": service, "operation": operation, "account": identity}
        self.organisation.post("faults", {**order, "code": "AccessDeniedException"})


def _invoked(arguments: tuple[str, ...], said: str) -> tuple[int, str]:
    done = CliRunner().invoke(cli, arguments, input=said)
    if isinstance(done.exception, ReflexError):
        return done.exception.exit_code, done.output + str(done.exception)
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.exit_code, done.stdout
