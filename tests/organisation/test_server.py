"""The loopback port."""

from __future__ import annotations

import pytest

from c7n_reflex.errors import EnvironmentFaultError
from c7n_reflex.organisation import server


def test_a_taken_port_is_a_clear_error() -> None:
    with server.reserve(0) as first:
        taken = first.getsockname()[1]
        with pytest.raises(EnvironmentFaultError, match=f"port {taken} .* cannot be had") as raised:
            server.reserve(taken)
    assert raised.value.exit_code == 2
    assert "--port" in raised.value.remedy


def test_only_loopback_is_listened_on() -> None:
    with server.reserve(0) as listener:
        assert listener.getsockname()[0] == "127.0.0.1"
        assert server.endpoint(listener) == f"http://127.0.0.1:{listener.getsockname()[1]}"
