"""botocore's service models and credentials without what a function does not need of them.

Before it loads a model, botocore.loaders.Loader looks into the folders of all 400 services, for each type of
model; and before it looks for credentials, botocore.credentials.create_credential_resolver sets up each way
to find some, two of them with a TLS context.
"""

from __future__ import annotations

import os
import threading
from typing import Any

from botocore.credentials import CredentialResolver, EnvProvider
from botocore.exceptions import DataNotFoundError
from botocore.loaders import Loader

_CREDENTIALS = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")


class Models(Loader):  # type: ignore[misc, unused-ignore]
    """The loader; it looks for the service that it is asked for, and for others if there is no such one."""

    def __init__(self) -> None:
        super().__init__()
        self._asked = threading.local()

    def load_service_model(self, service_name: str, type_name: str, api_version: str | None = None) -> Any:
        """As the base class does."""
        self._asked.service = service_name
        try:
            return super().load_service_model(service_name, type_name, api_version)
        finally:
            self._asked.service = None

    def list_available_services(self, type_name: str) -> list[str]:
        """All; while a service that there is is being loaded, this one."""
        service = getattr(self._asked, "service", None)
        if service and self._is_there(service, type_name):
            return [service]
        found: list[str] = super().list_available_services(type_name)
        return found

    def _is_there(self, service: str, type_name: str) -> bool:
        try:
            return bool(self.list_api_versions(service, type_name))
        except DataNotFoundError:
            return False


def use_environment(session: Any) -> None:
    """Let a boto3 session take its credentials from the environment, in a function that has them there.

    They are what botocore would find, first of all; a function with SnapStart has none there.
    """
    core = session._session
    here = "AWS_LAMBDA_FUNCTION_NAME" in os.environ and all(os.environ.get(name) for name in _CREDENTIALS)
    if here and not core.profile:
        core.register_component("credential_provider", CredentialResolver([EnvProvider()]))
