"""`enable-macie` on aws.account: turn Macie on again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from c7n.utils import type_schema

from custom_actions._macie import is_disabled
from custom_actions._toggles import Toggle

if TYPE_CHECKING:
    from c7n_reflex.ledger import Record
    from custom_actions.base import Clients


class EnableMacie(Toggle):
    """Enable Macie in the region, with AWS's default settings.

    Jobs, findings and settings are not brought back: Macie deletes them when it is disabled
    (https://docs.aws.amazon.com/macie/latest/user/macie-disable.html).

    :example:

    .. code-block:: yaml

        policies:
          - name: enable-macie-again
            resource: aws.account
            filters:
              - macie-disabled
            actions:
              - enable-macie
    """

    schema = type_schema("enable-macie")
    permissions = ("macie2:GetMacieSession", "macie2:EnableMacie")
    undo_permissions = ("macie2:DisableMacie",)
    state = "enabled"

    def is_on(self, clients: Clients, resource: dict[str, Any]) -> bool:  # noqa: ARG002
        """Of the region."""
        return not is_disabled(clients("macie2"))

    def summary(self, resource: dict[str, Any]) -> str:
        """Where."""
        return f"Enabled Macie again in {self.region(resource)}, with its default settings."

    @classmethod
    def turn(cls, clients: Clients, record: Record, *, on: bool) -> None:  # noqa: ARG003
        """ConflictException if it is enabled already."""
        if on:
            clients("macie2").enable_macie(status="ENABLED")
        else:
            clients("macie2").disable_macie()
