"""The organisation's own HTTP routes."""

from __future__ import annotations

import json

from c7n_reflex.organisation.control import Control


def test_a_route_answers_json() -> None:
    control = Control()
    control.route("POST", "sum", lambda query, body: {"sum": sum(body), "of": query["of"]})
    assert control.answer("POST", "/_organisation/sum", {"of": "x"}, b"[1, 2]") == (
        200,
        b'{"sum": 3, "of": "x"}',
    )


def test_an_unknown_route_lists_the_known_ones() -> None:
    control = Control()
    control.route("GET", "inbox", lambda *_: [])
    status, body = control.answer("GET", "/_organisation/inbx", {}, b"")
    assert status == 404
    assert json.loads(body)["routes"] == ["GET /_organisation/inbox"]


def test_a_refused_body_says_why() -> None:
    control = Control()
    control.route("POST", "events", lambda _, body: body["event"])
    status, body = control.answer("POST", "/_organisation/events", {}, b"{}")
    assert (status, json.loads(body)) == (400, {"error": "KeyError: 'event'"})
    assert control.answer("POST", "/_organisation/events", {}, b"not json")[0] == 400
