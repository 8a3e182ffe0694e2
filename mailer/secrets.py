"""Secrets by reference: webhooks' URLs, tokens and passwords in Parameter Store or Secrets Manager.

`ssm:/c7n-reflex/notices/payments-slack`          a parameter (SSM GetParameter, decrypted)
`secretsmanager:c7n-reflex/slack`                  a secret (Secrets Manager GetSecretValue, SecretString)
`secretsmanager:c7n-reflex/slack#token`            one key of a secret that is a JSON object

The reference may be logged, what it stands for never is.
"""

from __future__ import annotations

import base64
import json
import threading
import time
from collections.abc import Callable
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from mailer.aws import CONFIG
from mailer.errors import DeliveryError, PermanentError

PARAMETER, SECRET = "ssm:", "secretsmanager:"
_KEPT_SECONDS = 900  # after that a rotated secret is noticed by a function that stays warm
_GONE = {"ParameterNotFound", "ResourceNotFoundException", "InvalidParameterValue", "ValidationException"}


def is_reference(text: str) -> bool:
    """True for `ssm:...` and `secretsmanager:...`."""
    return text.startswith((PARAMETER, SECRET))


class Secrets:
    """Reads a secret and keeps it for a quarter of an hour. Threads may share it."""

    def __init__(self, session: Any, region: str) -> None:
        """`region` is where parameters and secrets are kept: core-compliance's home region."""
        self._session, self._region = session, region
        self._lock = threading.Lock()
        self._kept: dict[str, tuple[float, str]] = {}  # reference: (until, secret)

    def resolve(self, text: str) -> str:
        """What a reference stands for; any other text as it is. Raises DeliveryError if it cannot be read."""
        if not is_reference(text):
            return text
        return self._cached(text, lambda: self._read(text))

    def configured(self, config: dict[str, Any], key: str) -> str:
        """A secret of c7n-mailer's configuration: a reference, encrypted by KMS, or the text; "" for none.

        As c7n_mailer.utils.kms_decrypt has it. Raises DeliveryError if it cannot be read.
        """
        text = str(config.get(key) or "")
        if not text or is_reference(text) or text.startswith("xox"):  # Slack's tokens are known by that
            return self.resolve(text)
        return self._cached(text, lambda: self._decrypted(key, text))

    def _cached(self, text: str, read: Callable[[], str]) -> str:
        """Read outside of the lock: where AWS does not answer, the last thread would wait for all."""
        with self._lock:
            until, found = self._kept.get(text, (0.0, ""))
        if until < time.monotonic():
            found = read()
            with self._lock:
                self._kept[text] = (time.monotonic() + _KEPT_SECONDS, found)
        return found

    def _client(self, service: str) -> Any:
        with self._lock:  # sessions are not thread-safe, clients are
            return self._session.client(service, region_name=self._region, config=CONFIG)

    def _decrypted(self, key: str, text: str) -> str:
        try:
            blob = base64.b64decode(text)
            return str(self._client("kms").decrypt(CiphertextBlob=blob)["Plaintext"].decode()).strip()
        except ValueError:  # binascii.Error is one
            return text
        except ClientError as error:
            code = error.response["Error"]["Code"]
            if code == "InvalidCiphertextException":
                return text
            raise DeliveryError(f"{key} cannot be decrypted: {code}") from None
        except BotoCoreError as error:
            raise DeliveryError(f"{key} cannot be decrypted: {type(error).__name__}") from None

    def forget(self, text: str) -> None:
        """Read it again the next time: it was refused, so it may have been changed."""
        with self._lock:
            self._kept.pop(text, None)

    def _read(self, reference: str) -> str:
        try:
            return self._parameter(reference) if reference.startswith(PARAMETER) else self._secret(reference)
        except ClientError as error:
            code = error.response["Error"]["Code"]
            raise DeliveryError(f"{reference} cannot be read: {code}", permanent=code in _GONE) from None
        except BotoCoreError as error:
            raise DeliveryError(f"{reference} cannot be read: {type(error).__name__}") from None

    def _parameter(self, reference: str) -> str:
        given = self._client("ssm").get_parameter(Name=reference.removeprefix(PARAMETER), WithDecryption=True)
        return str(given["Parameter"]["Value"]).strip()

    def _secret(self, reference: str) -> str:
        name, _, key = reference.removeprefix(SECRET).partition("#")
        given = self._client("secretsmanager").get_secret_value(SecretId=name)
        if "SecretString" not in given:
            raise PermanentError(f"{reference}: the secret is binary, and no text")
        text = str(given["SecretString"]).strip()
        if not key:
            return text
        try:
            return str(json.loads(text)[key]).strip()
        except (ValueError, KeyError, TypeError):
            raise PermanentError(f"{reference}: the secret is not a JSON object with that key") from None
