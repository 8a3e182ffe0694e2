"""The mailer's Lambda function: a batch of notices from the queue, each delivered, parked, or left for later.

c7n-mailer polls its queue on a schedule and deletes what it could not deliver. Here SQS invokes the function
with a batch, and the function answers which messages stay on the queue.
"""

from __future__ import annotations

import functools
import json
import logging
from pathlib import Path
from typing import Any

import boto3

from mailer.directory import FILE, Directory
from mailer.incoming import decode
from mailer.worker import Worker

__all__ = ["decode", "handle"]

ARCHIVE = Path(__file__).resolve().parent.parent

logging.getLogger("c7n_reflex.mailer").setLevel(logging.INFO)


def handle(event: dict[str, Any], context: Any) -> dict[str, list[dict[str, str]]]:
    """Lambda's entry point for an SQS event source; answers with the messages that stay."""
    remaining = getattr(context, "get_remaining_time_in_millis", lambda: 3_600_000)
    stay = _worker().work(event["Records"], lambda: remaining() / 1000)
    return {"batchItemFailures": [{"itemIdentifier": each} for each in stay]}


@functools.cache
def _worker() -> Worker:
    config = json.loads((ARCHIVE / "config.json").read_text(encoding="utf-8"))
    config["templates_folders"] = [str(ARCHIVE / folder) for folder in config["templates_folders"]]
    return Worker(config, Directory.read(ARCHIVE / FILE), boto3.Session())
