"""The search for those whom a policy calls by what they are: an account's, a resource's, an event's owner."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from mailer import addresses, tags
from mailer.caller import username_of
from mailer.directory import ACCOUNT_OWNER, CORE_COMPLIANCE, Account, Directory
from mailer.model import Medium, Recipient, Via
from mailer.plain import one_line

RESOURCE_OWNER, EVENT_OWNER, ACCOUNT_EMAILS = "resource-owner", "event-owner", "account-emails"
SLACK_OWNERS, SLACK_TAG = "slack://owners", "slack://tag/"
# The first is the most specific: the one that counts if somebody is found in several ways.
_VIAS = (
    Via.EVENT_OWNER,
    Via.RESOURCE_OWNER,
    Via.ACCOUNT_OWNER,
    Via.FALLBACK,
    Via.CORE_COMPLIANCE,
    Via.LITERAL,
    Via.MUTED,
)

log = logging.getLogger("c7n_reflex.mailer")


@dataclass(frozen=True)
class Share:
    """A recipient, and of which of the message's resources they are told; None is all of it."""

    recipient: Recipient
    resources: tuple[Any, ...] | None = None

    @property
    def place(self) -> tuple[str, str]:
        """The same for the same place, however it is written."""
        address = self.recipient.address
        return self.recipient.medium, address.casefold() if self.recipient.medium == Medium.EMAIL else address

    def joined(self, other: Share) -> Share:
        """Both, of the same place."""
        first, second = sorted((self, other), key=lambda share: _VIAS.index(share.recipient.via))
        name = first.recipient.name or second.recipient.name
        first = replace(first, recipient=replace(first.recipient, name=name))
        if self.resources is None or other.resources is None:
            return replace(first, resources=None)
        more = (each for each in other.resources if each not in self.resources)
        return replace(first, resources=(*self.resources, *more))


class Search:
    """Resolves what one message's action names. After `shares()`, `missing` says who was not found."""

    def __init__(
        self,
        message: dict[str, Any],
        account: Account,
        directory: Directory,
        config: dict[str, Any],
        is_unwanted: bool,
    ) -> None:
        """`is_unwanted`: the account's owner does not want to be told of it."""
        self.missing: list[str] = []
        self.is_muted = False
        self._message, self._account, self._directory, self._config = message, account, directory, config
        self._is_unwanted = is_unwanted
        self._resources = [each for each in message.get("resources") or () if isinstance(each, dict)]

    def shares(self) -> list[Share]:
        """All that are found; a place may be in it several times."""
        action = self._message.get("action") or {}
        given = (action.get(key) or () for key in ("to", "cc"))
        targets = [
            str(each).strip() for some in given for each in ([some] if isinstance(some, str) else some)
        ]
        found: list[Share] = []
        # Last, as it is whoever else is told.
        for target in sorted(dict.fromkeys(targets), key=lambda target: target == SLACK_OWNERS):
            found += self._slack_owners(found) if target == SLACK_OWNERS else self._resolved(target)
        if not targets:
            self.missing.append("the policy names nobody")
        return found

    def fallback(self, resources: list[Any] | None) -> Share:
        """For what nobody else is told of."""
        why = "; ".join(dict.fromkeys(self.missing)) or "its resource has no owner"
        return self._fallback(why, tuple(resources) if resources else None)

    def _resolved(self, target: str) -> Iterator[Share]:
        named: dict[str, Callable[[], Iterator[Share]]] = {
            ACCOUNT_OWNER: self._account_owner,
            CORE_COMPLIANCE: self._core_compliance,
            RESOURCE_OWNER: self._resource_owners,
            EVENT_OWNER: self._event_owner,
            ACCOUNT_EMAILS: self._account_emails,
        }
        if target in named:
            yield from named[target]()
        elif target.startswith(SLACK_TAG):
            yield from self._slack_tag(target.removeprefix(SLACK_TAG))
        else:
            yield from self._literal(target)

    def _literal(self, target: str) -> Iterator[Share]:
        found = addresses.literal(target)
        if not found:
            # It may be half of a webhook's URL: not printed.
            self.missing.append("the policy names something that is no address")
        for medium, address in found:
            yield Share(self._at(medium, address, Via.LITERAL))

    def _account_owner(self) -> Iterator[Share]:
        if not self._account.known:
            yield self._fallback(f"account {one_line(self._account.id) or '(none)'} is not in accounts.yml")
        elif self._is_unwanted:
            self.is_muted = True
            # A ticket that is open has to hear that it is over.
            told = self._of_account(self._account, Via.MUTED)
            yield from (share for share in told if share.recipient.medium is Medium.TICKET)
        else:
            yield from self._of_account(self._account, Via.ACCOUNT_OWNER)

    def _core_compliance(self) -> Iterator[Share]:
        yield from self._of_account(self._directory.core, Via.CORE_COMPLIANCE)

    def _of_account(self, account: Account, via: Via) -> Iterator[Share]:
        places = [(Medium.SNS, account.topic), *((Medium.EMAIL, each) for each in account.emails)]
        places += [(Medium.SLACK, account.slack), (Medium.TEAMS, account.teams)]
        places += [(Medium.TICKET, self._ticket_of(account))]
        for medium, address in places:
            if address:
                person = (account.owner, account.time_zone, account.locale)
                yield Share(Recipient(medium, address, via, *person))

    def _ticket_of(self, account: Account) -> str:
        """Not before the ticket system is configured: until then the owner is told by the rest."""
        system = account.ticket.partition(":")[0]
        if not account.ticket or (self._config.get("tickets") or {}).get(system):
            return account.ticket
        log.warning("no ticket for %s: `tickets.%s` is not configured", account.name, system)
        return ""

    def _account_emails(self) -> Iterator[Share]:
        """c7n-mailer's `account_emails`, or else the owner's address in accounts.yml."""
        if self._is_unwanted:
            self.is_muted = True
            return
        # A YAML file may have the ids without quotes, and so without leading zeros.
        known = {
            str(key).zfill(12): value for key, value in (self._config.get("account_emails") or {}).items()
        }
        given = known.get(self._account.id) or self._account.email
        values = [given] if isinstance(given, str) else given
        emails = [email for value in values for email in addresses.emails_in(str(value))]
        if not emails:
            self.missing.append("no address of the account is known")
        for email in emails:
            found = self._at(Medium.EMAIL, email, Via.ACCOUNT_OWNER)
            yield Share(replace(found, name=self._account.owner))

    def _event_owner(self) -> Iterator[Share]:
        event = self._message.get("event") or {}
        detail = event.get("detail") if isinstance(event, dict) else None
        if isinstance(detail, dict) and "userIdentity" not in detail and detail.get("findings"):
            self.missing.append("nobody is known to have caused the finding")
            yield from self._resource_owners()
            return
        user = username_of(event)
        if user and self._config.get("ldap_uri") and not addresses.is_email(user):
            yield Share(self._at(Medium.STOCK, EVENT_OWNER, Via.EVENT_OWNER))
        elif email := self._email_of(user):
            yield Share(self._at(Medium.EMAIL, email, Via.EVENT_OWNER))
        else:
            why = "no e-mail address of them is known" if user else "the event names no person"
            self.missing.append(f"whoever made the call cannot be told: {why}")

    def _resource_owners(self) -> Iterator[Share]:
        for resource in self._resources:
            found = [Share(each, (resource,)) for each in self._owners_of(resource)]
            yield from found or self._absent(resource)

    def _absent(self, resource: Any) -> Iterator[Share]:
        """c7n-mailer's `owner_absent_contact`: told of what has no owner."""
        contacts = (self._message.get("action") or {}).get("owner_absent_contact") or ()
        keys = ", ".join(self._contact_tags) or "contact_tags are not configured"
        if not contacts:
            self.missing.append(f"the resource has no tag with an owner's address ({keys})")
        for contact in contacts:
            yield from (replace(each, resources=(resource,)) for each in self._literal(str(contact)))

    @property
    def _contact_tags(self) -> list[str]:
        return list(self._config.get("contact_tags") or ())

    def _owners_of(self, resource: Any) -> Iterator[Recipient]:
        for value in tags.values_of(resource, self._contact_tags):
            for medium, address in self._places_in(value):
                yield self._at(medium, address, Via.RESOURCE_OWNER)

    def _places_in(self, value: str) -> list[tuple[Medium, str]]:
        topics, emails = addresses.topics_in(value), addresses.emails_in(value)
        places = [(Medium.SNS, each) for each in topics]
        if self._config.get("ldap_uri") and (emails or addresses.words_in(value)):
            # c7n-mailer finds the people, and tells those with an address in the tag at the same time.
            return [*places, (Medium.STOCK, RESOURCE_OWNER)]
        return [*places, *((Medium.EMAIL, each) for each in emails)] or self._by_name(value)

    def _by_name(self, value: str) -> list[tuple[Medium, str]]:
        """What a word in a tag is: a user, if it is configured what users' addresses are, or else a topic."""
        words = addresses.words_in(value)
        if self._config.get("org_domain"):
            return [(Medium.EMAIL, email) for word in words if (email := self._email_of(word))]
        return [(Medium.SNS, self._directory.topic(self._account, word)) for word in words]

    def _email_of(self, user: str) -> str:
        domain = self._config.get("org_domain")
        candidates = (user, f"{user}@{domain}" if user and domain else "")
        return next((each for each in candidates if addresses.is_email(each)), "")

    def _slack_owners(self, found: list[Share]) -> list[Share]:
        """Each of the others who is told by e-mail (as c7n-mailer has it), or else the resources' owners."""
        emails = [share for share in found if share.recipient.medium == Medium.EMAIL]
        emails = emails or [each for each in self._resource_owners() if each.recipient.medium == Medium.EMAIL]
        if not emails:
            self.missing.append("no e-mail address is known by which to find somebody in Slack")
        return [replace(share, recipient=_in_slack(share.recipient)) for share in emails]

    def _slack_tag(self, key: str) -> Iterator[Share]:
        for resource in self._resources:
            values = tags.values_of(resource, [key])
            found = [address for value in values if (address := addresses.slack_of_tag(value))]
            if not found:
                self.missing.append(f"the resource has no tag {one_line(key)} with a Slack channel")
            for address in found:
                yield Share(self._at(Medium.SLACK, address, Via.RESOURCE_OWNER), (resource,))

    def _fallback(self, why: str, resources: tuple[Any, ...] | None = None) -> Share:
        core = self._directory.core
        person = (core.owner, core.time_zone, core.locale)
        topic = self._directory.fallback_topic
        return Share(Recipient(Medium.SNS, topic, Via.FALLBACK, *person, why=why), resources)

    def _at(self, medium: Medium, address: str, via: Via) -> Recipient:
        """Of others than the account's owner neither name nor zone is known: theirs is taken to be its."""
        account = self._account if self._account.known else self._directory.core
        return Recipient(medium, address, via, time_zone=account.time_zone, locale=account.locale)


def _in_slack(recipient: Recipient) -> Recipient:
    return replace(recipient, medium=Medium.SLACK, address=f"slack://{recipient.address}")
