"""The shim in fresh interpreters, as sitecustomize and in-process."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from c7n_reflex.organisation import endpoint_shim, environment

SENDS = """
import boto3, sys, json
from botocore.exceptions import ClientError
credentials = {"aws_access_key_id": "a", "aws_secret_access_key": "b", "region_name": "eu-west-1"}
kind = sys.argv[1]
if kind == "endpoint":
    url = "https://sts.eu-west-1.amazonaws.com"
    boto3.client("sts", endpoint_url=url, **credentials).get_caller_identity()
elif kind == "queue":
    client = boto3.client("sqs", **credentials)
    client.send_message(QueueUrl="https://sqs.eu-west-1.amazonaws.com/200000000001/q", MessageBody="x")
elif kind == "prefix":
    boto3.client("s3control", **credentials).get_public_access_block(AccountId="200000000001")
elif kind == "other":
    boto3.client("sts", endpoint_url=sys.argv[2], **credentials).get_caller_identity()
"""


class Endpoint:
    """An HTTP server that notes what it is asked, and answers nothing of use."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []
        asked = self.asked

        class Handler(BaseHTTPRequestHandler):
            def _answer(self) -> None:
                self.rfile.read(int(self.headers.get("Content-Length") or 0))
                asked.append((self.command, self.path))
                self.send_response(400)
                self.send_header("Content-Length", "0")
                self.end_headers()

            do_GET = do_POST = do_PUT = _answer  # noqa: N815 - the server's names

            def log_message(self, *_: Any) -> None:
                """Quiet."""

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    made = Endpoint()
    yield made
    made.server.shutdown()
    made.server.server_close()


def _send(endpoint: Endpoint, *arguments: str) -> str:
    variables = environment.variables(endpoint.url, "111122223333", "us-east-1")
    done = subprocess.run(
        [sys.executable, "-c", SENDS, *arguments],
        env=environment.subprocess_environment(variables),
        capture_output=True,
        text=True,
        timeout=60,
    )
    return done.stderr


@pytest.mark.parametrize("kind", ["endpoint", "queue", "prefix"])
def test_what_is_meant_for_amazon_goes_to_the_endpoint(endpoint: Endpoint, kind: str) -> None:
    error = _send(endpoint, kind)
    assert endpoint.asked, error
    if kind == "prefix":
        assert endpoint.asked[0][1].startswith("/v20180820/")


def test_an_endpoint_that_is_not_amazons_is_left_alone(endpoint: Endpoint) -> None:
    other = Endpoint()
    _send(endpoint, "other", other.url)
    assert (endpoint.asked, bool(other.asked)) == ([], True)


def test_without_an_endpoint_nothing_is_touched() -> None:
    code = "import sys; print('endpoint_shim' in [type(f).__module__ for f in sys.meta_path])"
    assert _python(code, {"PYTHONPATH": str(environment.SHIM)}) == "False"
    assert _python(code, {"PYTHONPATH": str(environment.SHIM), "AWS_ENDPOINT_URL": "http://x"}) == "True"


def test_start_up_imports_no_botocore() -> None:
    code = "import sys; print('botocore' in sys.modules)"
    assert _python(code, {"PYTHONPATH": str(environment.SHIM), "AWS_ENDPOINT_URL": "http://x"}) == "False"


def test_installing_twice_patches_once() -> None:
    code = (
        "import endpoint_shim, botocore.session, sys\n"
        "endpoint_shim.install(); first = botocore.session.Session.create_client\n"
        "endpoint_shim.install(); print(first is botocore.session.Session.create_client)"
    )
    assert _python(code, {"PYTHONPATH": str(environment.SHIM.parent)}) == "True"


def _python(code: str, variables: dict[str, str]) -> str:
    env = environment.subprocess_environment(variables)
    command = [sys.executable, "-c", code]
    return subprocess.run(command, env=env, capture_output=True, text=True, check=True).stdout.strip()


@pytest.mark.parametrize(
    ("url", "theirs"),
    [
        ("https://sqs.eu-west-1.amazonaws.com/1/q", True),
        ("https://eu-west-1.queue.amazonaws.com", True),
        ("https://ec2.cn-north-1.amazonaws.com.cn/", True),
        ("https://S3.US-EAST-1.AMAZONAWS.COM:443/bucket", True),
        ("http://127.0.0.1:5000/amazonaws.com", False),
        ("https://amazonaws.com.example.org/", False),
        ("https://notamazonaws.com/", False),
        ("", False),
    ],
)
def test_hosts(url: str, theirs: bool) -> None:
    assert endpoint_shim.is_aws(url) is theirs


def test_a_redirected_url_keeps_its_path_and_query(monkeypatch: pytest.MonkeyPatch) -> None:
    url = "https://sqs.eu-west-1.amazonaws.com/1/q?a=b"
    assert endpoint_shim.redirected(url) == url
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:5000/")
    assert endpoint_shim.redirected(url) == "http://127.0.0.1:5000/1/q?a=b"
