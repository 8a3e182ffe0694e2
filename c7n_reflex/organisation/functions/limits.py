"""Every number of the Lambda emulation, beside what it is on AWS."""

from __future__ import annotations

import os

# Execution environments. A warm one with Custodian loaded takes about 75 MB.
IDLE_ENVIRONMENTS = 32  # kept warm, least recently used ended first
BUSY_EVENTS = (os.cpu_count() or 1) + 1  # asynchronous and queue invocations at a time; more only thrash
BUSY_ENVIRONMENTS = 64  # at a time, synchronous ones included (AWS: 1,000 an account)
INIT_SECONDS = 60.0  # to import the handler (AWS: 10), as a laptop starts many at once

# Asynchronous invocation ("Error handling for asynchronous invocation"). AWS waits 1 and 2 minutes.
RETRIES = 2
BACKOFF_SECONDS = (0.5, 1.0)
EVENT_AGE_SECONDS = 21_600
THROTTLE_SECONDS = 0.2  # between attempts of an event whose function is at its reserved concurrency

# Queues. A failed message is visible again after this; on AWS after the queue's visibility timeout, by when
# any lease of a function that died is over. Tests of leases say how soon: of messages that the function
# reported, and of all that a failed invocation had.
REDELIVERY_SECONDS = float(os.environ.get("C7N_REFLEX_REDELIVERY_SECONDS", "0.5"))
BATCH_REDELIVERY_SECONDS = float(os.environ.get("C7N_REFLEX_BATCH_REDELIVERY_SECONDS", REDELIVERY_SECONDS))
BATCH_WINDOW_SECONDS = 0.2  # at most, whatever MaximumBatchingWindowInSeconds says
VISIBILITY_MARGIN_SECONDS = 300  # beside the function's timeout: the environment may have to be started

SYNCHRONOUS_PAYLOAD_BYTES = 6_291_556  # request and response
ASYNCHRONOUS_PAYLOAD_BYTES = 1_048_576
LOG_TAIL_BYTES = 4_096  # of LogResult

# What `GET invocations` remembers.
RECORDS = 5_000
RECORD_LOG_CHARACTERS = 32_768
