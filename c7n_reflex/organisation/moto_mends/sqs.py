"""moto's SetQueueAttributes erases a queue's policy unless the call gives it again.

On AWS only the attributes that are named change (SQS API reference, SetQueueAttributes).
"""

from __future__ import annotations

from typing import Any

from c7n_reflex.organisation.organisation import Organisation

_MENDED = "c7n_reflex_mended"


def install(_: Organisation) -> None:
    """Keep the policy where a call does not speak of it."""
    from moto.sqs.models import Queue

    stock = Queue._set_attributes
    if hasattr(stock, _MENDED):
        return

    def set_attributes(queue: Any, attributes: dict[str, Any], now: float | None = None) -> None:
        kept = queue.policy if hasattr(queue, "_policy_json") else None
        stock(queue, attributes, now)
        if "Policy" not in attributes:
            queue.policy = kept

    setattr(set_attributes, _MENDED, stock)
    Queue._set_attributes = set_attributes
