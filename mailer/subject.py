"""A notice's subject: the policy's, with the account's name and a word of what it is about."""

from __future__ import annotations

import logging
from typing import Any

from jinja2.sandbox import ImmutableSandboxedEnvironment

from mailer.notice import Notice
from mailer.plain import one_line

_SANDBOX = ImmutableSandboxedEnvironment()
_LONGEST = 200  # characters; a channel may take less

log = logging.getLogger("c7n_reflex.mailer")


def subject_of(message: dict[str, Any], notice: Notice) -> str:
    """One line, such as "payments-prod: Approval wanted: An internet gateway ...".

    A policy's subject is a template (c7n_mailer.utils.get_message_subject), here in Jinja's sandbox: whoever
    may send to the queue chooses it.
    """
    text = one_line(_rendered(message, notice))
    prefix = notice.kind.prefix
    text = text if text.startswith(prefix) else f"{prefix}{text}"
    line = f"{one_line(notice.account.name)}: {text}"
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 3].rstrip()}..."


def _rendered(message: dict[str, Any], notice: Notice) -> str:
    action, policy = message["action"], message["policy"]
    text = str(action.get("subject") or f"Custodian notification - {notice.policy}")
    given = {
        name: message.get(name, "") for name in ("account", "account_id", "partition", "event", "region")
    }
    try:
        made = _SANDBOX.from_string(text).render({**given, "action": action, "policy": policy})
    except Exception as error:  # noqa: BLE001 - a template may raise anything
        # A name with braces in it, or an attempt: shown as it is. The error's text may quote the event.
        log.warning("the subject of %s is no template: %s", notice.policy, type(error).__name__)
        return text
    return made or text
