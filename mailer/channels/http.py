"""Posting JSON to a webhook: one answer, never the address, in what is logged or raised."""

from __future__ import annotations

import ipaddress
import json
import logging
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

import urllib3

from mailer.errors import DeliveryError, PermanentError

_TIMEOUT = urllib3.Timeout(connect=2, read=5)  # seconds
_LONGEST_WAIT = 3.0  # seconds that are waited here; for longer ones the queue keeps the notice
_SHOWN = 60  # characters of an answer that are quoted

# It logs the path, which is the secret part of a webhook's address.
logging.getLogger("urllib3.connectionpool").setLevel(logging.WARNING)


@dataclass(frozen=True)
class Answer:
    """What a service said. `retry_after` is in seconds, 0 where it did not say."""

    status: int
    text: str
    retry_after: float = 0

    def json(self) -> dict[str, Any]:
        """The answer as a JSON object; empty if it is none."""
        try:
            content = json.loads(self.text)
        except ValueError:
            return {}
        return content if isinstance(content, dict) else {}

    @property
    def word(self) -> str:
        """A machine's word in the answer (`channel_not_found`), or "": a sentence could hold anything."""
        word = self.text.strip()
        return word if word.replace("_", "").isalnum() and len(word) <= _SHOWN else ""


class Http:
    """A pool of connections that threads share."""

    def __init__(self) -> None:
        self._pool = urllib3.PoolManager(timeout=_TIMEOUT, retries=False, maxsize=8)

    def post(
        self, url: str, body: dict[str, Any], *, service: str, token: str = "", form: bool = False
    ) -> Answer:
        """Post `body` as JSON, or as a form; the answer if it is a 2xx.

        Of 429 and 5xx one more attempt is made, after `Retry-After` if that is short. Raises DeliveryError:
        permanent after another 4xx (and a redirect, which is not followed), else with `retry_after`.
        """
        encoded, headers = _encoded(body, form=form)
        headers |= {"Authorization": f"Bearer {token}"} if token else {}
        answer = self._send(url, encoded, headers, service)
        if _may_help(answer) and answer.retry_after <= _LONGEST_WAIT:
            time.sleep(answer.retry_after or 0.5)
            answer = self._send(url, encoded, headers, service)
        if 200 <= answer.status < 300:
            return answer
        raise DeliveryError(
            f"{service} answered {answer.status} {answer.word}".strip(),
            permanent=not _may_help(answer),
            retry_after=answer.retry_after,
        )

    def _send(self, url: str, body: bytes, headers: dict[str, str], service: str) -> Answer:
        if not is_safe(url):
            raise PermanentError(f"{service}: the webhook is no https address")
        try:
            got = self._pool.request("POST", url, body=body, headers=headers)
        except urllib3.exceptions.LocationValueError:
            raise PermanentError(f"{service}: the webhook is no address") from None
        except (urllib3.exceptions.HTTPError, UnicodeError) as error:
            # The error's own text has the address.
            raise DeliveryError(f"{service} did not answer: {type(error).__name__}") from None
        return Answer(got.status, got.data.decode(errors="replace"), _seconds(got.headers.get("Retry-After")))


def _encoded(body: dict[str, Any], *, form: bool) -> tuple[bytes, dict[str, str]]:
    kind = "application/x-www-form-urlencoded" if form else "application/json; charset=utf-8"
    text = urlencode(body) if form else json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "replace"), {"Content-Type": kind, "User-Agent": "c7n-reflex"}


def is_safe(url: str) -> bool:
    """True for https, and for http to this machine."""
    try:
        parts = urlsplit(url)
        return parts.scheme == "https" or (parts.scheme == "http" and _is_loopback(parts.hostname or ""))
    except ValueError:
        return False


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _may_help(answer: Answer) -> bool:
    return answer.status in (408, 425, 429) or answer.status >= 500


def _seconds(header: str | None) -> float:
    """Of Retry-After; 0 for a date, which neither Slack nor Teams sends."""
    return float(header) if header and header.strip().isdigit() else 0.0
