"""botocore's service models, each loaded only when it is asked for."""

from __future__ import annotations

import functools
import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import botocore.loaders
from botocore.model import ServiceModel

_KIND = "service-2"
_HEAD = 4096  # bytes; a model begins with its metadata


@functools.cache
def _loader() -> botocore.loaders.Loader:
    return botocore.loaders.create_loader()


@functools.cache
def metadata() -> dict[str, dict[str, Any]]:
    """`metadata` of every service's model by botocore's name of the service; takes tenths of a second."""
    return {service: _metadata(service) for service in _loader().list_available_services(_KIND)}


@functools.lru_cache(maxsize=16)
def model(service: str) -> ServiceModel:
    """The model of one service: "ec2", "s3control"."""
    return ServiceModel(_loader().load_service_model(service, _KIND), service)


def every_model() -> Iterator[tuple[str, ServiceModel]]:
    """Each service's model without its shapes, not kept; takes about a second in all."""
    for service, head in metadata().items():
        path = _path(service)
        operations = _object(_read(path).decode(), "operations") if path else None
        whole = operations is None
        yield service, model(service) if whole else ServiceModel({"metadata": head, "operations": operations})


def _metadata(service: str) -> dict[str, Any]:
    path = _path(service)
    found = _object(_read(path, _HEAD).decode("utf-8", "ignore"), "metadata") if path else None
    return found if found and "endpointPrefix" in found else dict(model(service).metadata)


def _object(text: str, key: str) -> dict[str, Any] | None:
    """The value of a top-level key of a model, which is found without parsing all of it."""
    start = text.find("{", text.find(f'"{key}"'))
    try:
        found, _ = json.JSONDecoder().raw_decode(text, max(start, 0))
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def _path(service: str) -> Path | None:
    """The file of the latest model; None if it is packed in a way that is not known here."""
    version = _loader().determine_latest_version(service, _KIND)
    for folder in _loader().search_paths:
        for suffix in (".json.gz", ".json"):
            path = Path(folder, service, version, _KIND + suffix)
            if path.is_file():
                return path
    return None


def _read(path: Path, size: int = -1) -> bytes:
    if path.suffix == ".gz":
        with gzip.open(path) as file:
            return file.read(size)
    with path.open("rb") as file:
        return file.read(size)
