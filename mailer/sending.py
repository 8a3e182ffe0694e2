"""What is sent to whom in one go: one notice, or a digest of many to the same recipient."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from mailer import digest, notice
from mailer.channels.stock import MESSAGE, SENT
from mailer.digest import Digest, Single
from mailer.errors import DeliveryError, PermanentError
from mailer.job import Job
from mailer.model import Medium, Recipient, Rendering
from mailer.notice import Notice

# A ticket is about one resource; c7n-mailer's own transports take Custodian's messages as they are.
_ALONE = (Medium.TICKET, Medium.STOCK)


@dataclass(frozen=True, eq=False)
class Parcel:
    """For one recipient; `jobs` are those of the content's members, in their order."""

    jobs: tuple[Job, ...]
    content: Single | Digest

    @property
    def recipient(self) -> Recipient:
        """Whom it is for."""
        return self.content.recipient

    @property
    def notice(self) -> Notice:
        """What it is about; of a digest the first of many that are alike."""
        return self.content.notice

    def rendered(self, config: dict[str, Any]) -> Rendering:
        """What the recipient reads. Raises PermanentError: the same would fail again."""
        if isinstance(self.content, Single) and self.recipient.medium is Medium.STOCK:
            data = {MESSAGE: self.content.message, SENT: self.jobs[0].incoming.sent}
            return Rendering(subject="", text="", short="", data=data)
        try:
            return self.content.render(config)
        except DeliveryError as error:
            raise PermanentError(str(error)) from None

    def singles(self) -> list[Parcel]:
        """Each of a digest's notices by itself."""
        members = self.content.members
        return [Parcel((job,), member) for job, member in zip(self.jobs, members, strict=True)]


def parcels(job: Job) -> list[Parcel]:
    """What is to be sent for one job now, each recipient by itself."""
    left = [(recipient, message) for recipient, message in job.left.items() if recipient not in job.held]
    return [Parcel((job,), Single(message, _about(job, message), to)) for to, message in left]


def joined(made: Sequence[Parcel], config: dict[str, Any]) -> list[Parcel]:
    """The same with digests where there are many of a kind."""
    alone = [each for each in made if each.recipient.medium in _ALONE]
    others = [each for each in made if each.recipient.medium not in _ALONE]
    # A job has each recipient once: notice and recipient tell whose it is.
    jobs = {(id(each.notice), each.recipient): each.jobs[0] for each in others}
    singles = [single for each in others for single in each.content.members]
    return [
        *(
            Parcel(tuple(jobs[id(each.notice), each.recipient] for each in content.members), content)
            for content in digest.grouped(singles, config)
        ),
        *alone,
    ]


def _about(job: Job, message: dict[str, Any]) -> Notice:
    """Of the part of the message that a recipient gets."""
    assert job.notice is not None
    return job.notice if message is job.message else notice.of_message(message, job.notice.account)
