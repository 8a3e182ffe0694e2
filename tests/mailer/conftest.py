"""A mailer whose session only notes what would be published."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mailer.handler import Mailer
from tests.mailer import messages

TEMPLATES = Path(__file__).parents[2] / "mailer" / "templates"


@pytest.fixture
def mailer() -> Callable[..., tuple[Mailer, messages.Session]]:
    """Builds a mailer with its session, for topics that refuse and configuration that is given."""

    def build(*refusing: str, **config: Any) -> tuple[Mailer, messages.Session]:
        session = messages.Session(*refusing)
        settings = {"templates_folders": [str(TEMPLATES)], **config}
        return Mailer(settings, messages.directory(), session), session

    return build
