"""What a recipient reads of a notice: text, short line, HTML, a card, and the same as data for programs."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import jinja2

from mailer import machine, slack_card, stock_template, teams_card
from mailer.errors import PermanentError
from mailer.model import Medium, Recipient, Rendering
from mailer.notice import Kind, Notice
from mailer.page import Page
from mailer.plain import gsm, shortened
from mailer.subject import subject_of
from mailer.wording import page_of

__all__ = ["of_page", "render"]

_FILES = (f"{stock_template.OURS}.j2", f"{stock_template.OURS}.html.j2")
_SHORT = 140  # characters: with a sender's name an SMS has 160


def render(
    message: dict[str, Any], notice: Notice, recipient: Recipient, config: Mapping[str, Any]
) -> Rendering:
    """What the recipient reads. `config` has c7n-mailer's `templates_folders`.

    `Rendering.data` is the JSON of docs/notices.md; for Slack and Teams it also has `slack`, `teams`: what is
    to be posted.
    Raises PermanentError if there is no such template, or if it fails.
    """
    page = page_of(notice, subject_of(message, notice), recipient)
    made = of_page(page, notice, recipient, config, machine.of_notice(notice, message), command(notice))
    return stock_template.applied(made, message, notice, recipient, config)


def of_page(
    page: Page,
    notice: Notice,
    recipient: Recipient,
    config: Mapping[str, Any],
    data: dict[str, Any],
    next_step: str,
) -> Rendering:
    """A page, in our own templates; `notice` is the one (or one of those) that it is about.

    `next_step` is the command that the short line ends with.
    """
    text, html = (_templates(config, name).render(action={"page": page, "notice": notice}) for name in _FILES)
    return Rendering(
        subject=page.subject,
        text=text,
        short=short(page, next_step),
        html=html,
        data=data | _card(page, recipient),
        attributes=machine.attributes(data),
        group=machine.word(f"{notice.account.id}:{notice.policy}"),
        identity=machine.word(str(data["notice_id"])),
    )


def _templates(config: Mapping[str, Any], name: str) -> jinja2.Template:
    folders = tuple(str(each) for each in config.get("templates_folders") or ())
    try:
        return _environment(folders).get_template(name)
    except jinja2.TemplateNotFound:
        raise PermanentError(f"the template {name} is not among the mailer's templates") from None


@cache
def _environment(folders: tuple[str, ...]) -> jinja2.Environment:
    """Undefined names fail: a notice that lacks something unseen is worse than one that is parked."""
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(folders),
        autoescape=lambda name: bool(name and name.endswith(".html.j2")),
        trim_blocks=True,
        undefined=jinja2.StrictUndefined,
    )


def _card(page: Page, recipient: Recipient) -> dict[str, Any]:
    if recipient.medium is Medium.SLACK:
        return {"slack": slack_card.message(page)}
    return {"teams": teams_card.message(page)} if recipient.medium is Medium.TEAMS else {}


def command(notice: Notice) -> str:
    """What to run next; "" where there is no entry."""
    verb = "approve" if notice.kind is Kind.APPROVAL else "history"
    return f"c7n-reflex {verb} {notice.entry}" if notice.entry else ""


def short(page: Page, next_step: str) -> str:
    """For telephones: at most 140 septets of GSM's alphabet. A command at its end is whole, or not there."""
    step = gsm(next_step) if len(next_step) <= _SHORT // 2 else ""
    resource = next((each.value for each in page.facts if each.name == "resource"), "")
    room = _SHORT - len(step) - (2 if step else 0)
    head = shortened(gsm(f"{page.subject}{f' ({resource})' if resource else ''}"), room)
    return f"{head}. {step}" if step else head
