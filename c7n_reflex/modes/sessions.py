"""AWS sessions that share botocore's service models.

Each session parses the models of the services that it is used for: that of EC2 takes a fifth of a second,
and a function that works in many accounts makes a session for each event. Sessions of ours parse each model
once.
"""

from __future__ import annotations

from typing import Any

from boto3 import Session
from c7n.credentials import SessionFactory, assumed_session

from c7n_reflex.modes.models import Models, use_environment
from c7n_reflex.pipeline.listening import attend

_MODELS = Models()


class SharedModels(SessionFactory):
    """Custodian's session factory, with shared service models."""

    def __call__(self, assume: bool = True, region: str | None = None) -> Any:
        """A session, in the role to assume if there is one."""
        region = region or self.region
        if not (assume and self.assume_role):
            return self.update(Session(region_name=region, profile_name=self.profile))
        base = share_models(Session(profile_name=self.profile))
        return self.update(
            assumed_session(
                self.assume_role, self.session_name, self.session_policy, base, region, self.external_id
            )
        )

    def update(self, session: Any) -> Any:
        """What Custodian does to each session, and the sharing."""
        return super().update(share_models(session))


def sharing_models(factory: Any) -> Any:
    """A factory like this one of Custodian's that shares models; any other kind as it is."""
    if type(factory) is not SessionFactory:
        return factory
    shared = SharedModels(
        factory.region, factory.profile, factory.assume_role, factory.external_id, factory.session_policy
    )
    shared.session_name = factory.session_name
    return shared


def share_models(session: Any) -> Any:
    """The boto3 session, using the models that all of ours use."""
    # Not before boto3 has made the session: it adds its own folder to the loader that it finds.
    session._session.register_component("data_loader", _MODELS)
    use_environment(session)
    attend(session)
    _keep_clients(session)
    return session


def _keep_clients(session: Any) -> None:
    """Give the same client again where nothing but service and region is asked: making one takes 30 ms.

    Those of before are forgotten: Custodian calls this, too, once it has added hooks that they have not.
    """
    make = type(session).client.__get__(session)
    known: dict[tuple[str, str], Any] = {}

    def client(service_name: str, region_name: str | None = None, **more: Any) -> Any:
        if any(value is not None for value in more.values()):
            return make(service_name, region_name=region_name, **more)
        key = (service_name, region_name or session.region_name)
        if key not in known:
            known[key] = make(service_name, region_name=region_name)
        return known[key]

    session.client = client
