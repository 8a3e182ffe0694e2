"""Credentials of ticket systems: a secret that is a JSON object of texts, in one of AWS's two stores."""

from __future__ import annotations

import json
from typing import Any

from mailer.secrets import Secrets
from mailer.tickets.errors import TicketError


class Credentials:
    """Of one system. Reads when asked; `forget` has it read again."""

    def __init__(self, secrets: Secrets, reference: str) -> None:
        """`reference` is "secretsmanager:NAME" or "ssm:NAME" (mailer/secrets.py)."""
        self._secrets, self._reference = secrets, reference

    def read(self, *kinds: tuple[str, ...]) -> dict[str, str]:
        """The first of `kinds` (names of keys) that the secret has all of, and their values.

        Raises DeliveryError.
        """
        found = _mapping(self._secrets.resolve(self._reference))
        for keys in kinds:
            values = {key: found.get(key) for key in keys}
            if all(isinstance(value, str) and value for value in values.values()):
                return {key: str(value) for key, value in values.items()}
        wanted = ", or ".join(" and ".join(keys) for keys in kinds)
        raise TicketError(f"{self._reference} is not a JSON object with {wanted}", permanent=True)

    def forget(self) -> None:
        """It was refused, so it may have been changed."""
        self._secrets.forget(self._reference)


def _mapping(text: str) -> dict[str, Any]:
    """Empty for what is no JSON object; what json says about it would quote the secret."""
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
