"""Templates that are not ours: c7n-mailer's, and the user's own, rendered by c7n-mailer as ever."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from c7n_mailer.utils import get_rendered_jinja

from mailer.errors import PermanentError
from mailer.model import Medium, Recipient, Rendering
from mailer.notice import Notice
from mailer.plain import one_line
from mailer.wording import page_of

OURS = "remediation"
DEFAULT, SLACK_DEFAULT = "default", "slack_default"  # c7n-mailer's, where an action names none

# c7n-mailer logs what is wrong with a template together with its text.
_silent = logging.Logger("c7n_reflex.mailer.templates", level=logging.CRITICAL + 1)


def is_ours(message: Mapping[str, Any], recipient: Recipient | None = None) -> bool:
    """True if the message is worded by us: it may be joined with others in a digest."""
    action = message["action"]
    if recipient and recipient.medium is Medium.SLACK and action.get("slack_template"):
        return False
    return str(action.get("template") or DEFAULT) == OURS


def applied(
    made: Rendering,
    message: dict[str, Any],
    notice: Notice,
    recipient: Recipient,
    config: Mapping[str, Any],
) -> Rendering:
    """`made` with the body of the action's own template, if it has one.

    A template whose name ends in `.html` is the HTML of an e-mail (c7n_mailer.email_delivery); for Slack an
    action's `slack_template` counts, which gives JSON. Raises PermanentError if there is no such template,
    or if it fails.
    """
    action = message["action"]
    if recipient.medium is Medium.SLACK:
        if not action.get("slack_template"):
            return made
        return replace(made, data={**made.data, "slack": _json(message, notice, recipient, config)})
    if is_ours(message):
        return made
    body = _rendered(message, notice, recipient, config, "template", DEFAULT)
    if str(action.get("template")).endswith(".html"):
        return replace(made, html=body)
    return replace(made, text=body, html="")


def _json(
    message: dict[str, Any], notice: Notice, recipient: Recipient, config: Mapping[str, Any]
) -> dict[str, Any]:
    body = _rendered(message, notice, recipient, config, "slack_template", SLACK_DEFAULT)
    try:
        content = json.loads(body)
    except ValueError:
        content = None
    if not isinstance(content, dict):
        name = one_line(message["action"]["slack_template"])
        raise PermanentError(f"the template {name!r} gives no JSON object, which Slack's messages are")
    return content


def _rendered(
    message: dict[str, Any],
    notice: Notice,
    recipient: Recipient,
    config: Mapping[str, Any],
    key: str,
    default: str,
) -> str:
    ours = {"notice": notice, "page": page_of(notice, notice.policy, recipient)}
    given = {**message, "action": {**message["action"], **ours}}
    name = one_line(message["action"].get(key) or default)
    folders = list(config.get("templates_folders") or ())
    try:
        body = get_rendered_jinja(
            recipient.address, given, message.get("resources") or [], _silent, key, default, folders
        )
    except Exception as error:  # noqa: BLE001 - a template may raise anything, and quote what it was given
        raise PermanentError(f"the template {name!r} fails: {type(error).__name__}") from None
    if body is None:
        raise PermanentError(f"no template {name!r}")
    return str(body)
