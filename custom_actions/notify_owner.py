"""`notify-owner`, on every resource: tell the account's owner what was changed, and how to take it back."""

from __future__ import annotations

from typing import Any

from c7n.actions import Notify
from c7n.exceptions import PolicyExecutionError

from c7n_reflex import settings as reflex_settings
from c7n_reflex.ledger import Result, open_ledger
from c7n_reflex.ledger.record import now
from custom_actions.base import RECORDS_KEY

DEFAULT_TEMPLATE = "remediation"  # mailer/templates/remediation.j2


class NotifyOwner(Notify):  # type: ignore[misc, unused-ignore]
    """Custodian's `notify` to the owner of the account, over the notices queue of core-compliance.

    The message is exactly that of `notify`, so c7n-mailer reads it. Each resource carries what the
    remediations before it in the policy recorded (`c7n-reflex:remediations`: change, before, after, undo,
    cause, id), and the message's action has `remediation_id`, the first of their ids.

    Only resources with a change that the owner has not been told of are in it; `when: always` sends all.

    :example:

    .. code-block:: yaml

        policies:
          - name: detach-internet-gateways
            resource: aws.internet-gateway
            actions:
              - detach
              - type: notify-owner
                subject: An internet gateway was detached
    """

    schema_alias = True
    schema = {  # noqa: RUF012 - c7n's name and shape
        "type": "object",
        "additionalProperties": False,
        "required": ["type"],
        "properties": {
            "type": {"enum": ["notify-owner"]},
            "to": {"type": "array", "items": {"type": "string"}, "minItems": 1},
            "cc": {"type": "array", "items": {"type": "string"}},
            "subject": {"type": "string"},
            "template": {"type": "string"},
            "when": {"enum": ["changed", "always"]},
        },
    }

    def __init__(
        self, data: dict[str, Any] | None = None, manager: Any = None, log_dir: str | None = None
    ) -> None:
        given = {"to": ["account-owner"], "template": DEFAULT_TEMPLATE, **(data or {})}
        # The function's own role sends: the member account's may not know the queue.
        super().__init__({**given, "type": "notify-owner", "assume_role": False}, manager, log_dir)

    def get_permissions(self) -> tuple[str, ...]:
        """What sending needs, and the account's alias that every notice carries."""
        return ("sqs:SendMessage", "iam:ListAccountAliases")

    def process(self, resources: list[dict[str, Any]], event: dict[str, Any] | None = None) -> None:
        """Send one message (more, if too large for one) about the resources of which there is news.

        The pipeline decides itself what is news, and notes what was told; it gives a `notice_id`.
        """
        is_told_to = "notice_id" in self.data or self.data.get("when") == "always"
        told = resources if is_told_to else [each for each in resources if _untold(each)]
        if not told:
            self.log.info("policy:%s nothing was changed, nobody to notify", self.manager.data["name"])
            return
        self.data["transport"] = {"type": "sqs", "queue": self._queue()}
        first = next((record["id"] for each in told for record in _untold(each)), "")
        self.data.setdefault("remediation_id", first)
        super().process(told, event)
        if "notice_id" not in self.data:
            self._record(told)

    def _queue(self) -> str:
        settings = reflex_settings.from_environment()
        if settings is None:
            raise PolicyExecutionError(
                "notify-owner does not know the core-compliance account: run the policy by "
                f"`c7n-reflex custodian` beside accounts.yml, or set {reflex_settings.CORE_ACCOUNT_VARIABLE} "
                f"and {reflex_settings.HOME_REGION_VARIABLE}"
            )
        return settings.notice_queue_arn

    def _record(self, resources: list[dict[str, Any]]) -> None:
        """What the pipeline does itself: note that the owner was told."""
        ledger = open_ledger(self.manager.session_factory, self.manager.ctx.output)
        for record in [record for resource in resources for record in _untold(resource)]:
            record["notified"] = now()
            entry = ledger.get(record["id"])
            if entry is not None:
                ledger.save(entry.with_changes(told="acted", notified=now()), "told", "notified")


def _untold(resource: dict[str, Any]) -> list[dict[str, Any]]:
    """The resource's records of a change that its owner has not been told of."""
    records = resource.get(RECORDS_KEY, ())
    return [each for each in records if each["outcome"] == Result.CHANGED and not each["notified"]]
