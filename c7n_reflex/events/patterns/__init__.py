"""EventBridge event patterns, with the answers of AWS's own engine (github.com/aws/event-ruler).

    pattern = compile({"source": ["aws.ec2"], "detail": {"eventName": [{"prefix": "Authorize"}]}})
    pattern.matches(event)

Check a file of pairs with `python -m c7n_reflex.events.patterns FILE`.
Source: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html
"""

from c7n_reflex.events.patterns.errors import InvalidPatternError
from c7n_reflex.events.patterns.pattern import Pattern, compile  # noqa: A004 - as in `re.compile`

__all__ = ["InvalidPatternError", "Pattern", "compile"]
