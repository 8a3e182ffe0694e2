"""boto3 clients for tests that make thousands of them."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.client import ClientCreator


def share_client_classes(patch: pytest.MonkeyPatch) -> None:
    """The class of each service's clients is made once, and not for each client: that takes longest."""
    make, made = ClientCreator._create_client_class, {}

    def create(creator: ClientCreator, service: str, model: Any) -> Any:
        if service not in made:
            made[service] = make(creator, service, model)
        return made[service]

    patch.setattr(ClientCreator, "_create_client_class", create)
