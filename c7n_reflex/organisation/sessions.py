"""boto3 sessions that go to a given endpoint, whatever the environment says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import boto3


def session(endpoint: str, region: str, credentials: dict[str, str]) -> boto3.Session:
    """A session whose clients all use `endpoint` (an explicit endpoint_url given to `client` still wins)."""
    import boto3
    from botocore.config import Config
    from botocore.session import Session as BotocoreSession

    class _EndpointSession(boto3.Session):
        def client(self, *args: Any, **kwargs: Any) -> Any:
            kwargs.setdefault("endpoint_url", endpoint)
            return super().client(*args, **kwargs)

        def resource(self, *args: Any, **kwargs: Any) -> Any:
            kwargs.setdefault("endpoint_url", endpoint)
            return super().resource(*args, **kwargs)

    core = BotocoreSession()
    core.register_component("data_loader", _loader())
    core.set_default_client_config(Config(inject_host_prefix=False, max_pool_connections=32))
    return _EndpointSession(botocore_session=core, region_name=region, **credentials)


_shared_loader: Any = None


def _loader() -> Any:
    # Reading and parsing a service model is what makes a client slow to create; share what was read.
    global _shared_loader
    if _shared_loader is None:
        import botocore.session

        _shared_loader = botocore.session.Session().get_component("data_loader")
    return _shared_loader
