"""`owner`, `notices` and `deployment` of accounts.yml as JSON schema (draft 7).

Each `description` is what a value of the key is; errors read "... is not <description>".
"""

from __future__ import annotations

from typing import Any

JSON = dict[str, Any]

SEVERITIES = ("low", "medium", "high", "critical")
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
TICKET_SYSTEMS = ("jira", "servicenow")
TOPIC_NAME = r"[A-Za-z0-9_-]{1,256}(\.fifo)?"
TOPIC_ARN = r"arn:aws[a-z-]*:sns:[a-z0-9-]+:[0-9]{12}:" + TOPIC_NAME
_EMAIL = r"[^@\s,;:<>()\"\\]+@([^@\s,;:<>()\"\\.]+\.)+[^@\s,;:<>()\"\\.]+"
# Where a webhook's URL is kept (mailer/secrets.py); after # is a key of a secret that is a JSON object.
_SECRET = r"ssm:/[A-Za-z0-9_./-]+|secretsmanager:[A-Za-z0-9_/+=.@:-]+(#[A-Za-z0-9_.-]+)?"


_END = r"(?![\s\S])"  # Python's `$` lets a line break follow, and editors do not know `\Z`


def _text(pattern: str, description: str) -> JSON:
    return {"type": "string", "pattern": f"^({pattern}){_END}", "description": description}


def _choice(values: tuple[str, ...], noun: str) -> JSON:
    return {"enum": list(values), "description": f"{noun}: {', '.join(values)}"}


_TIME = _text(r"([01][0-9]|2[0-3]):[0-5][0-9]", 'a time of day in quotes, like "20:00"')

OWNER: JSON = {
    "type": "object",
    "additionalProperties": False,
    "required": ["name", "email"],
    "description": "an owner: name, email, and maybe distribution_list",
    "properties": {
        "name": {"type": "string", "description": "a name (who is greeted)"},
        "email": _text(_EMAIL, "an e-mail address (who answers for the account)"),
        "distribution_list": _text(_EMAIL, "an e-mail address (it is subscribed to the account's topic)"),
    },
}

NOTICES: JSON = {
    "type": "object",
    "additionalProperties": False,
    "description": "a mapping: how the account's owner is told",
    "properties": {
        "topic": _text(f"{TOPIC_NAME}|{TOPIC_ARN}", "a topic's name or ARN"),
        "email": {
            "type": "array",
            "items": _text(_EMAIL, "an e-mail address"),
            "description": "a list of e-mail addresses",
        },
        "slack": _text(
            rf"{_SECRET}|#[^\s,#/:]+|[CG][A-Z0-9]{{7,}}|{_EMAIL}",
            "a channel in quotes, like \"#payments\", a channel's id, a person's e-mail address, or where "
            "the webhook's URL is kept: ssm:/path or secretsmanager:name",
        ),
        "teams": _text(_SECRET, "where the webhook's URL is kept: ssm:/path or secretsmanager:name"),
        "locale": _text("[a-z]{2,3}(-[A-Z]{2})?", 'a language in quotes, like "en" or "de-CH"'),
        "time_zone": {"type": "string", "description": "an IANA time zone, like Europe/Berlin"},
        "ticket": {
            "type": "object",
            "additionalProperties": False,
            "required": ["system", "project"],
            "description": "a ticket: system and project",
            "properties": {
                "system": _choice(TICKET_SYSTEMS, "a ticket system"),
                "project": _text(r"[^\s](.*[^\s])?", "a Jira project's key or a ServiceNow assignment group"),
            },
        },
        "severity_floor": _choice(SEVERITIES, "a severity"),
        "quiet_hours": {
            "type": "object",
            "additionalProperties": False,
            "required": ["from", "to"],
            "description": "quiet hours: from, to, and maybe days",
            "properties": {
                "from": _TIME,
                "to": _TIME,
                "days": {
                    "type": "array",
                    "minItems": 1,
                    "items": _choice(DAYS, "a day on which quiet hours begin"),
                    "description": f"a list of days: {', '.join(DAYS)}",
                },
            },
        },
    },
}

DEFAULTS: JSON = {
    **NOTICES,
    "properties": {**NOTICES["properties"], "fallback_topic": NOTICES["properties"]["topic"]},
}

# What Lambda and CloudWatch Logs take; the same as c7n_reflex.modes.deployment (a test compares them).
_RETENTIONS = (
    *(1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288),
    3653,
)


def _number(least: int, most: int, unit: str, *, maybe: bool = False) -> JSON:
    kind = {"type": ["integer", "null"]} if maybe else {"type": "integer"}
    either = ", or null for no limit" if maybe else ""
    return {
        **kind,
        "minimum": least,
        "maximum": most,
        "description": f"a number of {unit} from {least} to {most}{either}",
    }


_FLAG: JSON = {"type": "boolean", "description": "true or false"}

DEPLOYMENT: JSON = {
    "type": "object",
    "additionalProperties": False,
    "description": "a mapping: how the functions of policies are deployed",
    "properties": {
        "retries": _number(0, 2, "retries"),
        "event-age": _number(60, 21_600, "seconds"),
        "log-retention": {
            "enum": list(_RETENTIONS),
            "description": "a number of days that CloudWatch Logs takes: " + ", ".join(map(str, _RETENTIONS)),
        },
        "tracing": _choice(("Active", "PassThrough"), "a way of tracing"),
        "architecture": _choice(("x86_64", "arm64"), "a processor architecture"),
        "snapstart": _FLAG,
        "alarm": _FLAG,
        "concurrency": _number(1, 1000, "functions at a time", maybe=True),
    },
}
