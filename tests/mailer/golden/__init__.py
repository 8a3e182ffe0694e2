"""How each variant of a notice reads on each channel: files `<variant>.<channel>` in this folder.

`python -m tests.mailer.golden` records them again. Look at what that changes before you commit it.
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import c7n_mailer

from mailer import digest, notice, rendering
from mailer.directory import Account
from mailer.model import Medium, Recipient, Rendering, Via
from tests.mailer.messages import PAYMENTS, directory
from tests.mailer.variants import DIGESTS, MESSAGES

FOLDER = Path(__file__).parent
TEMPLATES = Path(__file__).parents[3] / "mailer" / "templates"
CONFIG: dict[str, Any] = {
    "templates_folders": [str(TEMPLATES), str(Path(c7n_mailer.__file__).parent / "msg-templates")]
}
CHANNELS = ("txt", "short", "html", "slack", "teams", "json")
VARIANTS = (*MESSAGES, *DIGESTS)
_MEDIA = {"slack": Medium.SLACK, "teams": Medium.TEAMS}


def owner(medium: Medium = Medium.SNS) -> Recipient:
    """Priya Raman, in Berlin."""
    return Recipient(medium, f"{medium}-address", Via.ACCOUNT_OWNER, "Priya Raman", "Europe/Berlin")


def account() -> Account:
    """payments-prod."""
    return replace(directory()[PAYMENTS], email="priya.raman@example.com")


def rendered(variant: str, medium: Medium = Medium.SNS) -> Rendering:
    """What the owner reads by this medium."""
    given = [MESSAGES[variant]] if variant in MESSAGES else DIGESTS[variant]
    members = [(each, notice.of_message(each, account()), owner(medium)) for each in given]
    if variant in MESSAGES:
        return rendering.render(*members[0], CONFIG)
    [made] = digest.grouped(members, CONFIG)
    return made.render(CONFIG)


def content(variant: str, channel: str) -> str:
    """What the file holds."""
    made = rendered(variant, _MEDIA.get(channel, Medium.SNS))
    if channel in _MEDIA:
        return _json(made.data[channel])
    if channel == "json":
        about = {"subject": made.subject, "group": made.group, "identity": made.identity}
        return _json({**about, "attributes": made.attributes, "data": made.data})
    if channel == "short":
        return f"{made.short}\n"
    return f"{made.subject}\n\n{made.text}\n" if channel == "txt" else made.html


def _json(value: Any) -> str:
    return json.dumps(value, indent=1, ensure_ascii=False) + "\n"


def file(variant: str, channel: str) -> Path:
    """Where it is."""
    return FOLDER / f"{variant}.{channel}"


def record() -> None:
    """Write all files, and remove those of variants that there are no more."""
    wanted = {file(variant, channel) for variant in VARIANTS for channel in CHANNELS}
    for old in {each for each in FOLDER.iterdir() if each.suffix[1:] in CHANNELS} - wanted:
        old.unlink()
    for variant in VARIANTS:
        for channel in CHANNELS:
            file(variant, channel).write_text(content(variant, channel), encoding="utf-8")
