"""Every AWS call of this process, with the account of its credentials, as a proof wants to see it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import botocore.client
import pytest
from botocore.exceptions import ClientError

Answer = Callable[[str, str, Any], Any]  # (account, operation, parameters): an answer, an error, or None


@dataclass(frozen=True)
class Call:
    """One call. `account` is that of the credentials, empty if they are of none that was seen."""

    account: str
    region: str
    service: str
    operation: str
    parameters: Any

    @property
    def assumed(self) -> str:
        """The role that the call assumes; empty for any other call."""
        return str(self.parameters["RoleArn"]) if self.operation == "AssumeRole" else ""


@dataclass
class Watch:
    """Notes calls while it is told to; moto gives each session the account of the role that it assumes."""

    calls: list[Call] = field(default_factory=list)
    owners: dict[str, str] = field(default_factory=dict)  # access key: account
    answers: list[Answer] = field(default_factory=list)  # asked before the call is made
    noting: bool = False

    @contextmanager
    def noted(self) -> Iterator[list[Call]]:
        """The calls that the block makes."""
        self.calls, self.noting = [], True
        try:
            yield self.calls
        finally:
            self.noting = False

    def install(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Stand before botocore until the monkeypatch is undone."""
        real = botocore.client.BaseClient._make_api_call

        def make(client: Any, operation: str, parameters: Any) -> Any:
            account = self.owners.get(client._request_signer._credentials.access_key, "")
            model = client.meta.service_model
            if self.noting:
                region = client.meta.region_name
                self.calls.append(Call(account, region, model.service_name, operation, parameters))
            for answer in self.answers:
                given = answer(account, operation, parameters)
                if given is not None:
                    return given
            answered = real(client, operation, parameters)
            if operation == "AssumeRole":
                key = answered["Credentials"]["AccessKeyId"]
                self.owners[key] = parameters["RoleArn"].split(":")[4]
            return answered

        monkeypatch.setattr(botocore.client.BaseClient, "_make_api_call", make)


def refusal(operation: str, code: str) -> ClientError:
    """The error that AWS answers with."""
    error = {"Code": code, "Message": f"{code} by a test"}
    return ClientError({"Error": error, "ResponseMetadata": {"HTTPStatusCode": 403}}, operation)


def elsewhere(operation: str) -> Any:
    """The answer of what moto does not do: findings' updates, evaluations, queues of other accounts."""
    if operation.startswith("BatchUpdateFindings"):
        return {"ProcessedFindings": [], "UnprocessedFindings": []}
    return {"SendMessage": {"MessageId": "m"}, "PutEvaluations": {"FailedEvaluations": []}}.get(operation)
