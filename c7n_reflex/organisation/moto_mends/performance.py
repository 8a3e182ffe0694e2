"""moto looks through all methods of a service's response class on every request; once is enough."""

from __future__ import annotations

import functools

from c7n_reflex.organisation.organisation import Organisation


def install(_: Organisation) -> None:
    """Cache `moto.core.responses.method_names_from_class`, about half of the time of a small call."""
    from moto.core import responses

    if not hasattr(responses.method_names_from_class, "cache_info"):
        responses.method_names_from_class = functools.cache(responses.method_names_from_class)
