"""The names by which a function can be called: its name, a partial ARN or an ARN, each with a qualifier."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from c7n_reflex.organisation.calls import ApiError

_NAME = re.compile(
    r"^(?:(?:arn:[\w-]+:lambda:(?P<region>[\w-]+):)?(?P<account>\d{12}):(?:function:)?)?"
    r"(?P<name>[\w-]+)(?::(?P<qualifier>\$LATEST|[\w-]+))?$"
)


@dataclass(frozen=True)
class FunctionName:
    """A function of one account and region; an empty qualifier is $LATEST."""

    account: str
    region: str
    name: str
    qualifier: str = ""

    @property
    def arn(self) -> str:
        """As asked for: without a qualifier if there was none."""
        bare = f"arn:aws:lambda:{self.region}:{self.account}:function:{self.name}"
        return f"{bare}:{self.qualifier}" if self.qualifier else bare


def parse(text: str, account: str, region: str, qualifier: str = "") -> FunctionName:
    """The function that `text` names, in `account` and `region` where it does not say.

    Raises ApiError ValidationException if it is no function's name.
    """
    match = _NAME.match(text)
    if match is None:
        raise ApiError(
            "ValidationException", f"1 validation error detected: Value '{text}' at 'functionName'"
        )
    name = FunctionName(match["account"] or account, match["region"] or region, match["name"])
    return replace(name, qualifier=match["qualifier"] or qualifier or "")
