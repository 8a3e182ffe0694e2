"""moto's SetQueueAttributes erases a queue's policy unless the call gives it again, and queues' URLs vary.

On AWS only the attributes that are named change (SQS API reference, SetQueueAttributes). A queue's URL is
that of the service, whatever endpoint was called (SQS Developer Guide, "Queue and message identifiers");
moto's has the caller's host and port, by which one queue would not be known for the same everywhere.
"""

from __future__ import annotations

from typing import Any

from c7n_reflex.organisation.organisation import Organisation

_MENDED = "c7n_reflex_mended"


def install(_: Organisation) -> None:
    """Keep the policy where a call does not speak of it, and one URL for each queue."""
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
    Queue.url = _url


def _url(queue: Any, _request_url: Any) -> str:
    suffix = "amazonaws.com.cn" if queue.region.startswith("cn-") else "amazonaws.com"
    return f"https://sqs.{queue.region}.{suffix}/{queue.account_id}/{queue.name}"
