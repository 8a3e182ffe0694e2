"""How long AWS is waited for: never longer than the worker's reserve of time (mailer/worker.py)."""

from __future__ import annotations

from botocore.config import Config

# A throttle is tried again here, but not for longer than that; the queue does more.
CONFIG = Config(
    retries={"mode": "standard", "total_max_attempts": 3},
    connect_timeout=1.5,
    read_timeout=4,
    max_pool_connections=16,
)
# DynamoDB answers in milliseconds, and what is not noted may be told again: more and shorter attempts.
LEDGER = CONFIG.merge(
    Config(retries={"mode": "standard", "total_max_attempts": 4}, connect_timeout=1, read_timeout=2)
)
