"""Ten ways in which c7n-mailer 0.6.52 loses a notice, each with its own classes, and what becomes of it here.

Both have the same message on the same queue of moto's, the same templates and topics. A case fails, too, when
c7n-mailer has been mended: then this page and docs/notices.md can say so.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from c7n_mailer import sqs_queue_processor
from c7n_mailer.sqs_queue_processor import MailerSqsQueueProcessor
from moto import mock_aws
from moto.core.exceptions import ServiceException
from moto.sns.models import SNSBackend

from mailer.queue import ATTEMPTS
from tests.mailer.messages import action, message
from tests.mailer.post import Post
from tests.mailer.test_worker import at_attempt

MISSING = "arn:aws:sns:us-east-1:123456789012:nobody-made-it"


class Denied(ServiceException):
    code = "AuthorizationError"
    message = "User is not authorized to perform: SNS:Publish"


@pytest.fixture
def post(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Post]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "x")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")  # c7n-mailer's default session
    # It waits ten seconds for a queue that is empty.
    monkeypatch.setattr(sqs_queue_processor.MailerSqsQueueIterator.__init__, "__defaults__", (0, 0))
    with mock_aws():
        made = Post(tmp_path, from_address="c7n@example.com", ses_region="us-east-1", contact_tags=[])
        yield made
        made.close()


def stock(post: Post, *, parallel: bool = False) -> None:
    """c7n-mailer, as its Lambda function or `c7n-mailer --run` run it."""
    processor = MailerSqsQueueProcessor(dict(post.config), post.session, logging.getLogger("stock"), 1)
    processor.run(parallel=parallel)


def notice(*to: str, **changes: Any) -> dict[str, Any]:
    return message(action=action(**{"to": list(to), "template": "plain", **changes}))


@dataclass(frozen=True)
class Case:
    """`prepare` makes the message, and whatever is wrong with the world, and counts what arrives.

    `reason`: of the parked notice; "" where it is delivered.
    """

    prepare: Callable[[Post, pytest.MonkeyPatch, Path], tuple[dict[str, Any], Callable[[], int]]]
    reason: str = ""


def _nothing() -> int:
    return 0


def missing(post: Post, *_: Any) -> Any:
    return notice(MISSING), _nothing


def forbidden(post: Post, monkeypatch: pytest.MonkeyPatch, _: Path) -> Any:
    inbox = post.inbox("payments")

    def refuse(*_: Any, **__: Any) -> None:
        raise Denied

    monkeypatch.setattr(SNSBackend, "publish", refuse)
    return notice(inbox.topic), lambda: len(inbox.documents())


def elsewhere(region: str) -> Any:
    def prepare(post: Post, *_: Any) -> Any:
        inbox = post.inbox("payments", region)
        return notice(inbox.topic), lambda: len(inbox.documents())

    return prepare


def fifo(post: Post, *_: Any) -> Any:
    inbox = post.inbox("payments.fifo", FifoTopic="true")
    return notice(inbox.topic), lambda: len(inbox.documents())


def too_long(post: Post, _: Any, folder: Path) -> Any:
    (folder / "long.j2").write_text("{{ 'long ' * 60000 }}")
    inbox = post.inbox("payments")
    return notice(inbox.topic, template="long"), lambda: len(inbox.documents())


def no_template(post: Post, *_: Any) -> Any:
    inbox = post.inbox("payments")
    return notice(inbox.topic, template="nothing"), lambda: len(inbox.documents())


def no_mail(post: Post, *_: Any) -> Any:
    return notice("ann@example.com"), _nothing  # SES does not know the sender


CASES = {
    "the topic is missing": Case(missing, "NotFound"),
    "no permission": Case(forbidden, "AuthorizationError"),
    "a topic in another region": Case(elsewhere("eu-west-1")),
    "a topic of aws-cn": Case(elsewhere("cn-north-1")),
    "a topic of aws-us-gov": Case(elsewhere("us-gov-west-1")),
    "a FIFO topic": Case(fifo),
    "a body of more than 256 KB": Case(too_long),
    "an unknown template": Case(no_template, "no template 'nothing'"),
    "SES refuses": Case(no_mail, "SES to ann@example.com: MessageRejected"),
}


@pytest.mark.parametrize("name", CASES)
def test_c7n_mailer_loses_it_and_here_it_is_delivered_or_parked(
    name: str, post: Post, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    case = CASES[name]
    content, arrived = case.prepare(post, monkeypatch, tmp_path)
    post.send(content)
    stock(post)
    assert (arrived(), post.left(post.queue), post.left(post.letters)) == (0, (0, 0, 0), (0, 0, 0))

    post.send(content)
    records = at_attempt(post.receive(), ATTEMPTS)  # what may pass is tried again until then
    assert post.hand_over(post.worker(), records) == []
    assert post.left(post.queue) == (0, 0, 0)
    if case.reason:
        [reason] = post.reasons()
        assert case.reason in reason
    else:
        assert (arrived(), post.parked()) == (1, [])


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # its __del__ fails, too
def test_an_smtp_error_loses_it_and_logs_the_password(post: Post, caplog: pytest.LogCaptureFixture) -> None:
    nobody = {"smtp_server": "127.0.0.1", "smtp_port": 9, "smtp_password": "xox-s3cret"}
    post.config |= nobody
    post.send(notice("ann@example.com"))
    stock(post)
    assert "xox-s3cret" in caplog.text
    assert post.left(post.queue) == (0, 0, 0)

    caplog.clear()
    post.send(notice("ann@example.com"))
    assert post.hand_over(post.worker(), at_attempt(post.receive(), ATTEMPTS)) == []
    assert post.reasons() == ["SMTP to ann@example.com: ConnectionRefusedError"]
    assert "xox-s3cret" not in caplog.text


@pytest.mark.parametrize("poison", ["a body that is none", "a template with a KeyError"])
def test_poison_holds_up_what_comes_with_it(post: Post, tmp_path: Path, poison: str) -> None:
    inbox = post.inbox("payments")
    (tmp_path / "sparse.j2").write_text("{{ format_resource(resources[0], 'ec2') }}")
    bad = "poison" if poison.startswith("a body") else notice(inbox.topic, template="sparse")
    for each in (bad, notice(inbox.topic), notice(inbox.topic)):
        post.send(each)
    with pytest.raises(Exception, match=r"padding|InstanceId"):
        stock(post)
    assert inbox.documents() == []
    visible, hidden, _ = post.left(post.queue)
    assert (visible, hidden) == (0, 3)  # until the visibility timeout; then it all begins again

    post.sqs.purge_queue(QueueUrl=post.queue)
    for each in (bad, notice(inbox.topic), notice(inbox.topic)):
        post.send(each)
    assert post.hand_over(post.worker()) == []
    assert len(inbox.documents()) == 2
    [reason] = post.reasons()
    assert "not a message of notify" in reason or "sparse" in reason


def test_several_processes_lose_every_message(post: Post) -> None:
    """c7n-mailer --run --max-num-processes: what it hands its processes cannot be called, and is deleted."""
    inbox = post.inbox("payments")
    post.send(notice(inbox.topic), notice(inbox.topic))
    stock(post, parallel=True)
    assert (inbox.documents(), post.left(post.queue)) == ([], (0, 0, 0))

    post.send(notice(inbox.topic), notice(inbox.topic))
    assert post.hand_over(post.worker()) == []  # eight threads
    assert len(inbox.documents()) == 2


def test_c7n_mailer_delivers_what_is_well(post: Post) -> None:
    """The negative case of all of these: it does work on this queue."""
    inbox = post.inbox("payments")
    post.send(notice(inbox.topic))
    stock(post)
    assert len(inbox.documents()) == 1
