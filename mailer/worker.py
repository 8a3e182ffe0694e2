"""A batch of the notices queue: claimed, addressed, rendered and sent, several at a time.

What fails with one notice, or one of its recipients, keeps no other from being told. In the end each message
is done with (told, told before, parked, put back as a copy), or it stays on the queue, hidden for a while.
"""

from __future__ import annotations

import logging
import time
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

from mailer import aws, channels, notice, recipients, urgency
from mailer.deadletters import DeadLetter, shown
from mailer.directory import Directory
from mailer.errors import BusyError, DeliveryError, PermanentError
from mailer.incoming import Incoming, decode
from mailer.job import Job, remembered, told
from mailer.model import Medium, Recipient, Via
from mailer.queue import ATTEMPTS, Queue
from mailer.receipts import Receipts
from mailer.sending import Parcel, joined, parcels

THREADS = 8
_OFTEN = 3  # attempts after which a message goes last: if it kills the function, the others were told
# Nothing is begun so late before the function must end: no service is waited for longer (mailer/channels).
_RESERVE_SECONDS = 20.0
_PARKED = "parked#"  # in a receipt, with how often: it is in the dead letters

log = logging.getLogger("c7n_reflex.mailer")


class Worker:
    """Delivers batches; one for the life of the function's environment."""

    def __init__(self, config: dict[str, Any], directory: Directory, session: Any) -> None:
        """`config` is config.json: c7n-mailer's, `receipts` (table, region, lease_seconds), `dead_letters`.

        Without `dead_letters` (the queue's URL) nothing is parked or hidden: SQS alone sees to what failed.
        """
        self._config, self._directory = config, directory
        receipts = config["receipts"]
        dynamodb = session.client("dynamodb", region_name=receipts["region"], config=aws.LEDGER)
        self._receipts = Receipts(dynamodb, receipts["table"], receipts["lease_seconds"])
        self._lease = float(receipts["lease_seconds"])
        self._channels = channels.of(config, session, dynamodb)
        self._queue = self._queue_of(config, session)
        self._reserve = min(_RESERVE_SECONDS, float(config.get("timeout") or 60) / 3)

    @staticmethod
    def _queue_of(config: dict[str, Any], session: Any) -> Queue | None:
        if not config.get("dead_letters"):
            return None
        sqs = session.client("sqs", region_name=config.get("region"), config=aws.CONFIG)
        return Queue(sqs, config["queue_url"], config["dead_letters"])

    def work(
        self, records: Sequence[dict[str, Any]], remaining: Callable[[], float] = lambda: 3600.0
    ) -> list[str]:
        """Deliver the records of Lambda's SQS event; ids of the messages that stay on the queue.

        `remaining` is how many seconds the function may still run.
        """
        jobs = [Job(Incoming.of_record(record)) for record in records]
        with ThreadPoolExecutor(THREADS) as pool:
            for each in jobs:
                self._guarded(self._open, each)
            for batch in rounds(jobs):
                self.run(batch, pool, remaining)
                list(pool.map(lambda each: self._guarded(self._conclude, each), batch))
        return [each.incoming.id for each in jobs if not each.is_done]

    def run(self, jobs: Sequence[Job], pool: ThreadPoolExecutor, remaining: Callable[[], float]) -> None:
        """Claim, address and send; what failed is in the jobs."""
        list(pool.map(lambda each: self._guarded(lambda job: self._claim(job, remaining), each), jobs))
        made: list[Parcel] = []
        for each in jobs:
            self._guarded(lambda job: made.extend(self._addressed(job)), each)
        list(pool.map(lambda chain: self._send_all(chain, remaining), chains(self._joined(made))))

    def _joined(self, made: list[Parcel]) -> list[Parcel]:
        try:
            return joined(made, self._config)
        except Exception as error:  # noqa: BLE001 - one that cannot be looked at must not keep the others
            unexpected(error)
            return made

    def _guarded(self, step: Callable[[Job], None], job: Job) -> None:
        """One step with one message: whatever goes wrong is that message's failure."""
        try:
            step(job)
        except DeliveryError as error:
            job.failed(None, error)
        except Exception as error:  # noqa: BLE001 - the others must not wait for it
            job.failed(None, unexpected(error))

    def _open(self, job: Job) -> None:
        job.message = decode(job.incoming.body)

    def _claim(self, job: Job, remaining: Callable[[], float]) -> None:
        if job.incoming.wait > 0:
            return
        self._check(remaining)
        try:
            job.receipt = self._receipts.claim(job.identity)
        except BusyError as error:
            raise BusyError(str(error), retry_after=self._lease) from None
        if job.receipt is None:
            log.info("notice %s was sent before", job.identity)
            job.is_done = True
        elif f"{_PARKED}{job.incoming.redrives}" in job.receipt.told:
            log.info("notice %s was parked before", job.identity)
            job.receipt.give_back()
            job.receipt, job.is_done = None, True

    def _addressed(self, job: Job) -> list[Parcel]:
        """What is to be sent: to those who are left to be told and have no quiet hours."""
        if job.receipt is None or not job.message:
            return []
        account = self._directory[str(job.message.get("account_id", ""))]
        job.notice = notice.of_message(job.message, account)
        found = recipients.messages(job.message, account, self._directory, self._config)
        job.left = {each: found[each] for each in found if remembered(each) not in job.receipt.told}
        until = urgency.held_until(job.notice, datetime.now(UTC))
        if until is not None:
            job.held = {each: until.timestamp() for each in job.left if _has_quiet_hours(each)}
        return parcels(job)

    def _send_all(self, chain: Iterable[Parcel], remaining: Callable[[], float]) -> None:
        for each in chain:
            self._send(each, remaining)

    def _send(self, parcel: Parcel, remaining: Callable[[], float]) -> None:
        try:
            self._deliver(parcel, remaining)
        except DeliveryError as error:
            self._not_told(parcel, error, remaining)
        except Exception as error:  # noqa: BLE001 - the others must not wait for it
            self._not_told(parcel, unexpected(error), remaining)
        else:
            told(parcel.jobs, parcel.recipient, self._receipts)

    def _deliver(self, parcel: Parcel, remaining: Callable[[], float]) -> None:
        self._check(remaining)
        rendering, recipient, about = parcel.rendered(self._config), parcel.recipient, parcel.notice
        self._channels[recipient.medium].send(recipient, rendering, about)
        log.info("%s was told of %s in %s", shown(recipient), about.policy, about.account.name)

    def _check(self, remaining: Callable[[], float]) -> None:
        if remaining() < self._reserve:
            raise DeliveryError("the function had no time left", retry_after=1)

    def _not_told(self, parcel: Parcel, error: DeliveryError, remaining: Callable[[], float]) -> None:
        if error.permanent and len(parcel.jobs) > 1:
            # One of a digest's notices may be why it cannot be written, or is refused.
            self._send_all(parcel.singles(), remaining)
            return
        for job in parcel.jobs:
            job.failed(parcel.recipient, error)

    def _conclude(self, job: Job) -> None:
        """What becomes of the message."""
        if job.is_done:
            return
        if job.incoming.wait > 0:
            job.is_done = self._put_back(job, time.time() + job.incoming.wait)
        elif job.held and (not job.failures or self._is_last(job)):
            if job.failures:  # they are tried once more when the others are told
                log.warning("message %s is put back: %s", job.incoming.id, job.reason)
            self._give_back(job)
            job.is_done = self._put_back(job, max(job.held.values()))
        elif not job.failures:
            if job.receipt is not None:
                job.receipt.close()
            job.is_done = True
        else:
            self._conclude_failed(job)

    @staticmethod
    def _is_last(job: Job) -> bool:
        """True if it is not tried again."""
        return job.is_hopeless or (job.incoming.attempts >= ATTEMPTS and not job.is_busy)

    def _conclude_failed(self, job: Job) -> None:
        # Not claimed means that it is not known whether it was parked before: only SQS may move it then.
        job.is_done = self._is_last(job) and job.receipt is not None and self._park(job)
        log.log(
            logging.WARNING if job.is_busy else logging.ERROR,
            "message %s (attempt %d) is %s: %s",
            *(job.incoming.id, job.incoming.attempts, "parked" if job.is_done else "left", job.reason),
        )
        self._give_back(job)
        if not job.is_done and self._queue is not None:
            if job.is_busy:
                self._queue.hide(job.incoming, job.retry_after)
            else:
                self._queue.back_off(job.incoming, job.retry_after)

    def _park(self, job: Job) -> bool:
        if self._queue is None:
            return False
        about, action = job.notice, job.message.get("action") or {}
        letter = DeadLetter(
            reason=job.reason,
            notice_id=str(action.get("notice_id") or ""),
            account=about.account.id if about else "",
            policy=about.policy if about else "",
            recipients=tuple(job.left),
        )
        parked = self._queue.park(job.incoming, letter)
        if parked and job.receipt is not None:
            job.receipt.tell(f"{_PARKED}{job.incoming.redrives}")
        return parked

    def _put_back(self, job: Job, until: float) -> bool:
        return self._queue is not None and self._queue.put_back(job.incoming, until)

    @staticmethod
    def _give_back(job: Job) -> None:
        if job.receipt is not None:
            job.receipt.give_back()


def rounds(jobs: Sequence[Job]) -> Iterator[list[Job]]:
    """The jobs in an order in which each notice is in a round once, and what failed often comes last."""
    waiting = sorted(jobs, key=lambda job: (job.incoming.attempts >= _OFTEN, job.incoming.sent))
    while waiting:
        often = waiting[0].incoming.attempts >= _OFTEN
        chosen: dict[str, Job] = {}
        for job in waiting:
            if (job.incoming.attempts >= _OFTEN) == often:
                chosen.setdefault(job.identity, job)
        yield list(chosen.values())
        waiting = [job for job in waiting if chosen.get(job.identity) is not job]


def chains(made: Iterable[Parcel]) -> list[list[Parcel]]:
    """What must be sent one after the other: all that goes to the same FIFO topic, as it keeps the order."""
    found: dict[object, list[Parcel]] = {}
    for parcel in made:
        is_fifo = parcel.recipient.address.endswith(".fifo")
        found.setdefault(parcel.recipient.address if is_fifo else parcel, []).append(parcel)
    return list(found.values())


def unexpected(error: Exception) -> DeliveryError:
    """For what should not have happened. What the exception says may be what an event holds: not shown."""
    frames = traceback.extract_tb(error.__traceback__)
    template = next((each for each in reversed(frames) if each.filename.endswith(".j2")), None)
    where = f"{(template or frames[-1]).filename.rsplit('/', 1)[-1]}:{(template or frames[-1]).lineno}"
    log.error("%s\n%s", type(error).__name__, "".join(traceback.format_list(frames)))
    if template is not None:
        return PermanentError(f"the template fails: {type(error).__name__} at {where}")
    return DeliveryError(f"{type(error).__name__} at {where}")


def _has_quiet_hours(recipient: Recipient) -> bool:
    """Tickets wake nobody."""
    return recipient.via is Via.ACCOUNT_OWNER and recipient.medium is not Medium.TICKET
