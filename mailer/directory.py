"""The directory of accounts in the archive: whose an account is, and how its owner is told."""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import Any

from mailer import plain, quiet
from mailer.quiet import QuietHours

# In a policy's `to` and `cc`.
ACCOUNT_OWNER = "account-owner"
CORE_COMPLIANCE = "core-compliance"
FILE = "directory.json"

log = logging.getLogger("c7n_reflex.mailer")


@dataclass(frozen=True)
class Account:
    """One account; `known` is False for one that is not in accounts.yml: the fallback topic is told instead.

    Texts are empty where there is none.
    """

    id: str
    name: str
    topic: str  # ARN
    owner: str = ""  # name
    known: bool = True
    email: str = ""  # the owner's address; told only by `account-emails`
    emails: tuple[str, ...] = ()  # addresses that are told besides the topic
    slack: str = ""  # "slack://..."; see recipients
    teams: str = ""  # "teams://..."
    ticket: str = ""  # "jira:PROJECT", "servicenow:GROUP"
    locale: str = "en"
    time_zone: str = "UTC"  # IANA name
    severity_floor: str = ""  # low, medium, high or critical
    quiet_hours: QuietHours | None = None

    @property
    def zone(self) -> tzinfo:
        """The owner's time zone; UTC, logged as an error, if there is none of that name."""
        found = plain.zone(self.time_zone)
        if found is None:
            log.error("the time zone %s of %s is not known: UTC is taken", self.time_zone, self.name)
        return found or UTC

    def quiet_until(self, moment: datetime) -> datetime | None:
        """When the quiet hours in which `moment` is are over, in UTC; None if it is in none.

        Whether a notice waits for that depends on it, too: `urgency.held_until`. ValueError without a zone.
        """
        if moment.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return self.quiet_hours.until(moment, self.zone) if self.quiet_hours else None


class Directory:
    """Accounts by id, as `c7n-reflex mailer deploy` packed them from accounts.yml.

    `{"core": id, "home_region", "partition", "fallback_topic": ARN, "accounts": {id: {"name", "owner",
    "topic", "email", "emails": [], "slack", "teams", "ticket", "locale", "time_zone", "severity_floor",
    "quiet_hours": {"from", "to", "days": []}}}}`; only core, name, owner and topic must be there.
    """

    def __init__(
        self,
        core: str,
        accounts: dict[str, dict[str, Any]],
        fallback_topic: str = "",
        home_region: str = "",
        partition: str = "",
    ) -> None:
        self._core = core
        self._accounts = accounts
        _, core_partition, _, core_region, *_ = self.core_topic.split(":")
        self.fallback_topic = fallback_topic or self.core_topic
        self.home_region = home_region or core_region
        self.partition = partition or core_partition

    @classmethod
    def read(cls, file: Path) -> Directory:
        """The directory in a JSON file."""
        data = json.loads(file.read_text(encoding="utf-8"))
        names = ("fallback_topic", "home_region", "partition")
        return cls(data["core"], data["accounts"], **{name: data.get(name, "") for name in names})

    @property
    def core(self) -> Account:
        """core-compliance."""
        return self[self._core]

    @property
    def core_topic(self) -> str:
        """ARN of core-compliance's topic."""
        return str(self._accounts[self._core]["topic"])

    def topic(self, account: Account, name: str) -> str:
        """ARN of the topic of this name in the account, home region."""
        partition = account.topic.split(":")[1] if account.known and account.topic else self.partition
        return f"arn:{partition}:sns:{self.home_region}:{account.id}:{name}"

    def __getitem__(self, account_id: str) -> Account:
        """The account. For an unknown one the topic is the fallback, so that no notice is lost."""
        if account_id in self._accounts:
            return _account(account_id, self._accounts[account_id])
        log.error(
            "account %r is not in the directory: its notice goes to %s", account_id, self.fallback_topic
        )
        return Account(account_id, account_id, self.fallback_topic, known=False)


def _account(account_id: str, entry: dict[str, Any]) -> Account:
    texts: dict[str, Any] = {
        key: entry.get(key) or "" for key in ("email", "slack", "teams", "ticket", "severity_floor")
    }
    return Account(
        id=account_id,
        name=entry["name"],
        topic=entry["topic"],
        owner=entry["owner"],
        emails=tuple(entry.get("emails") or ()),
        locale=entry.get("locale") or "en",
        time_zone=entry.get("time_zone") or "UTC",
        quiet_hours=quiet.of_json(entry.get("quiet_hours")),
        **texts,
    )
