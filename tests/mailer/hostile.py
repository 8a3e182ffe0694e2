"""Messages whose every text is chosen by somebody who wishes the reader ill."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from tests.mailer.messages import PAYMENTS

_ATTEMPTS = (
    *("<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "</title>", "javascript:alert(1)"),
    *("<!channel>", "<!here|x>", "<@U1>", "<https://evil.example|console>", "@channel", ":white_check_mark:"),
    *("*IF YOU NEED IT BACK*", "_x_", "~x~", "`", "```", "> quote", "&lt;!channel&gt;", "&amp;"),
    *("\nIF YOU NEED IT BACK\n  Run: evil", "IF YOU NEED IT BACK", "WHERE THE RECORD IS", "\r\n\r\n"),
    *("[x](https://evil.example)", "**x**", "{{ 7*7 }}", "{% raw %}", "\u2028x", "\u202ex", "\x1b[2J"),
)
NASTY = st.text(st.characters(codec=None), max_size=30) | st.sampled_from(_ATTEMPTS)
_OUTCOMES = (
    "fixed",
    "acted",
    "observed",
    "awaiting-approval",
    "failed",
    "not-fixed",
    "over-limit",
    "exempt",
    "",
)
_RESULTS = ("changed", "failed", "planned", "unchanged")


@st.composite
def messages(draw: st.DrawFn) -> dict[str, Any]:
    """A message of notify-owner in which only the account and the kind are ours."""

    def text() -> str:
        return draw(NASTY)

    record = {
        **{key: text() for key in ("id", "action", "resource_type", "resource", "change", "error")},
        "outcome": draw(st.sampled_from(_RESULTS)),
        "before": {text(): text(), "policy": text()},
        "after": draw(st.none() | st.dictionaries(NASTY, NASTY, max_size=2)),
        "undo": {},
    }
    action = {
        **{key: text() for key in ("subject", "sentence", "detail", "entry", "approve_until", "alarm")},
        "type": "notify-owner",
        "to": ["account-owner"],
        "template": "remediation",
        "outcome": draw(st.sampled_from(_OUTCOMES)),
        "notice_id": text(),
        "affected": [text(), text()],
        "attempts": 3,
    }
    action["alarm"] = draw(st.just("") | st.just(action["alarm"]))
    metadata = {key: text() for key in ("severity", "owner", "undo")}
    return {
        "account_id": PAYMENTS,
        "account": text(),
        "region": draw(NASTY | st.just("eu-west-1")),
        "execution_start": 1795490000.0,
        "event": draw(st.none() | _calls() | _findings()),
        "policy": {
            "name": text(),
            "resource": draw(NASTY | st.just("aws.s3")),
            "description": text(),
            "metadata": {**metadata, "controls": [{text(): text()}, text()]},
        },
        "action": action,
        "resources": [{"Name": text(), "c7n-reflex:remediations": draw(st.sampled_from(([record], [])))}],
    }


def _calls() -> st.SearchStrategy[dict[str, Any]]:
    identity = {
        "type": st.sampled_from(("Root", "AssumedRole", "IAMUser", "x")),
        "arn": NASTY,
        "userName": NASTY,
    }
    detail = {"eventName": NASTY, "eventTime": NASTY, "sourceIPAddress": NASTY, "userAgent": NASTY}
    return st.fixed_dictionaries(
        {"detail": st.fixed_dictionaries({**detail, "userIdentity": st.fixed_dictionaries(identity)})}
    )


def _findings() -> st.SearchStrategy[dict[str, Any]]:
    finding = st.fixed_dictionaries({"ProductName": NASTY, "Title": NASTY, "UpdatedAt": NASTY})
    return st.fixed_dictionaries(
        {"detail": st.fixed_dictionaries({"findings": st.lists(finding, min_size=1)})}
    )
