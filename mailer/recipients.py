"""Who is told of a message: `to` and `cc` of the policy's action, resolved to places that a channel reaches.

    SNS     a topic's ARN, of any partition and region, FIFO or not
    EMAIL   one address
    SLACK   slack://#channel, slack://C0123456789, slack://ann@example.com, slack://ssm:/path,
            slack://secretsmanager:name, slack://webhook/#channel (config's `slack_webhook`),
            https://hooks.slack.com/...
    TEAMS   teams://ssm:/path, teams://secretsmanager:name, a webhook's URL
    TICKET  jira:PROJECT, servicenow:GROUP
    STOCK   as the policy has it: splunkhec://..., datadog...; `resource-owner` and `event-owner` over LDAP,
            where c7n-mailer finds whom

A webhook's URL is a secret: log `shown(recipient)`, not the address.
"""

from __future__ import annotations

import hashlib
import logging
from typing import Any

from mailer.directory import Account, Directory
from mailer.model import Recipient
from mailer.notice import of_message as notice_of
from mailer.owners import Search, Share
from mailer.urgency import is_below_floor

log = logging.getLogger("c7n_reflex.mailer")


def of_message(
    message: dict[str, Any], account: Account, directory: Directory, config: dict[str, Any]
) -> tuple[Recipient, ...]:
    """Everyone whom a decoded message is for, each once; `account` is `directory[message["account_id"]]`.

    Where nobody is known it is the fallback topic, with `why`. Empty in one case only: nobody is found but
    the account's owner, and it is below the severity that they want to be told of. Even then the system of
    their tickets is in it, by `Via.MUTED`.
    """
    return tuple(messages(message, account, directory, config))


def messages(
    message: dict[str, Any], account: Account, directory: Directory, config: dict[str, Any]
) -> dict[Recipient, dict[str, Any]]:
    """The same, each with the message for them: whoever is found by a tag is told of what is so tagged."""
    search = Search(message, account, directory, config, _is_unwanted(message, account))
    shares = _merged(search.shares())
    missed = _missed(message, shares)
    if search.is_muted:
        log.info("%s does not want to be told of %s: below its floor", account.name, _policy(message))
    elif missed or not shares:
        log.error("nobody is known to be told of %s: the fallback topic is", _policy(message))
        shares = _merged([*shares, search.fallback(missed or None)])
    if search.missing:
        log.error("somebody cannot be told of %s: %s", _policy(message), "; ".join(search.missing))
    return {share.recipient: _part(message, share) for share in shares}


def shown(recipient: Recipient) -> str:
    """The address as it may be logged: of a webhook only its host, and a hash to tell it from others."""
    scheme, _, rest = recipient.address.partition("://")
    if scheme not in ("http", "https"):
        return recipient.address
    digest = hashlib.sha256(recipient.address.encode()).hexdigest()[:12]
    return f"{rest.partition('/')[0].rpartition('@')[2]} ({digest})"


def _is_unwanted(message: dict[str, Any], account: Account) -> bool:
    return bool(account.severity_floor) and is_below_floor(notice_of(message, account))


def _policy(message: dict[str, Any]) -> str:
    return repr((message.get("policy") or {}).get("name"))


def _merged(shares: list[Share]) -> list[Share]:
    """Each place once, by the most specific way, with the resources of all."""
    found: dict[tuple[str, str], Share] = {}
    for share in shares:
        found[share.place] = found[share.place].joined(share) if share.place in found else share
    return list(found.values())


def _missed(message: dict[str, Any], shares: list[Share]) -> list[Any]:
    """Resources of which nobody would be told."""
    told = [resource for share in shares for resource in share.resources or ()]
    if any(share.resources is None for share in shares):
        return []
    return [each for each in message.get("resources") or () if each not in told]


def _part(message: dict[str, Any], share: Share) -> dict[str, Any]:
    return message if share.resources is None else {**message, "resources": list(share.resources)}
