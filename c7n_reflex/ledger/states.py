"""Where large states are kept: in S3, encrypted, with a pointer in the ledger's item (at most 400 KB)."""

from __future__ import annotations

import hashlib
import json
from typing import Any

LARGEST_INLINE = 60_000  # bytes; four states of this size still fit into an item
_POINTER = "c7n-reflex:object"


class StateStore:
    """Objects in the ledger's bucket of core-compliance, one for each large text."""

    def __init__(self, s3: Any, bucket: str) -> None:
        self._s3, self._bucket = s3, bucket  # s3: a boto3 client

    def put(self, name: str, text: str) -> str:
        """What to write into the item: the text itself, or a pointer to the object that holds it now.

        An object is never overwritten by another text: a write to the table that is refused afterwards, as
        an earlier attempt was first, must leave alone what that attempt has put there.
        """
        body = text.encode()
        if len(body) <= LARGEST_INLINE:
            return text
        key = f"{name}-{hashlib.sha256(body).hexdigest()[:16]}.json"
        # Encrypted by the key that the bucket is set up with; a request without encryption is refused there.
        self._s3.put_object(Bucket=self._bucket, Key=key, Body=body, ContentType="application/json")
        return json.dumps({_POINTER: key})

    def get(self, text: str) -> str:
        """The text that `put` was given."""
        if not text.startswith('{"' + _POINTER):
            return text
        key = json.loads(text)[_POINTER]
        return str(self._s3.get_object(Bucket=self._bucket, Key=key)["Body"].read().decode())
