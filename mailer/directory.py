"""The directory of accounts in the archive: whose an account is and on which topic its owner is told."""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from pathlib import Path

# In a policy's `to` and `cc`.
ACCOUNT_OWNER = "account-owner"
CORE_COMPLIANCE = "core-compliance"
FILE = "directory.json"

log = logging.getLogger("c7n_reflex.mailer")


@dataclass(frozen=True)
class Account:
    """One account; `known` is False for one that is not in accounts.yml: core-compliance is told instead."""

    id: str
    name: str
    topic: str  # ARN
    owner: str = ""
    known: bool = True


class Directory:
    """Accounts by id, as `c7n-reflex mailer deploy` packed them from accounts.yml.

    `{"core": id, "accounts": {id: {"name", "owner", "topic"}}}`
    """

    def __init__(self, core: str, accounts: dict[str, dict[str, str]]) -> None:
        self._core = core
        self._accounts = accounts

    @classmethod
    def read(cls, file: Path) -> Directory:
        """The directory in a JSON file."""
        data = json.loads(file.read_text(encoding="utf-8"))
        return cls(data["core"], data["accounts"])

    @property
    def core_topic(self) -> str:
        """ARN of core-compliance's topic."""
        return self._accounts[self._core]["topic"]

    def __getitem__(self, account_id: str) -> Account:
        """The account. For an unknown one the topic is core-compliance's, so that no notice is lost."""
        if account_id in self._accounts:
            entry = self._accounts[account_id]
            return Account(account_id, entry["name"], entry["topic"], entry["owner"])
        log.error("account %s is not in the directory: its notice goes to core-compliance", account_id)
        return Account(account_id, account_id, self.core_topic, known=False)
