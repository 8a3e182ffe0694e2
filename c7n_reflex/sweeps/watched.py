"""Sessions of a run: one for each account and region, that all policies and their threads use."""

from __future__ import annotations

import os
import threading
from functools import lru_cache
from typing import Any

from boto3 import Session
from c7n.credentials import SessionFactory, assumed_session

from c7n_reflex.modes.sessions import SharedModels, share_models
from c7n_reflex.pipeline.listening import LISTENERS
from c7n_reflex.sweeps.fetches import Fetches


class Watched(SharedModels):
    """Custodian's session factory, whose sessions tell `fetches` of each call, and are made only once.

    Custodian makes a session, and assumes its role, for each policy and again for each thread.
    """

    def __init__(self, like: SessionFactory, fetches: Fetches) -> None:
        super().__init__(like.region, like.profile, like.assume_role, like.external_id, like.session_policy)
        self.session_name = like.session_name
        self._fetches = fetches
        self._made: dict[tuple[str | None, str | None], Any] = {}
        self._lock = threading.RLock()

    def __call__(self, assume: bool = True, region: str | None = None) -> Any:
        """The session in that region, in the role to assume if there is one; its credentials are renewed."""
        key = (self.assume_role if assume else None, region or self.region)
        with self._lock:
            if key not in self._made:
                self._made[key] = self._assumed(key[1]) if key[0] else super().__call__(assume, region)
            return self._made[key]

    def _assumed(self, region: str | None) -> Any:
        base = _base(self.profile, os.environ.get("AWS_ACCESS_KEY_ID"))
        role = (self.assume_role, self.session_name, self.session_policy)
        return self.update(assumed_session(*role, base, region, self.external_id))

    def update(self, session: Any) -> Any:
        """What Custodian does to each session, at the beginning of each policy too; and the listening."""
        with self._lock:
            updated = super().update(session)
            listeners = getattr(updated, LISTENERS)
            if self._fetches.note not in listeners:
                listeners.append(self._fetches.note)
            make = updated.client

            def client(*arguments: Any, **named: Any) -> Any:
                with self._lock:  # boto3 makes clients in one thread only
                    return make(*arguments, **named)

            updated.client = client
            return updated


@lru_cache
def _base(profile: str | None, key_id: str | None) -> Any:  # noqa: ARG001 (told apart by it)
    """The session that assumes roles: one for all accounts and regions of a process."""
    return share_models(Session(profile_name=profile))


def watched(factory: Any, fetches: Fetches) -> Any:
    """A factory like this one of Custodian's; any other kind (of another cloud) as it is."""
    return Watched(factory, fetches) if type(factory) in (SessionFactory, SharedModels) else factory
