"""The one error that patterns raise."""

from __future__ import annotations

from c7n_reflex.errors import InputError


class InvalidPatternError(InputError):
    """EventBridge would refuse this pattern. `key` is the dotted path to the fault ("" for the whole)."""

    def __init__(self, key: str, reason: str) -> None:
        super().__init__(
            f"event pattern: {key}: {reason}" if key else f"event pattern: {reason}",
            remedy="see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html",
        )
        self.key = key
        self.reason = reason
