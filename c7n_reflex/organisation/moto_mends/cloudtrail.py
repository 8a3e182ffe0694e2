"""moto 5.2.5 answers DescribeTrails with every trail, whichever are asked for.

On AWS `trailNameList` has names, which are of the region's own trails only, and ARNs, which may be of a trail
of another region; what does not exist is left out (API reference, DescribeTrails).
"""

from __future__ import annotations

import json
from typing import Any

from c7n_reflex.organisation.organisation import Organisation

_MENDED = "c7n_reflex_mended"


def install(_: Organisation) -> None:
    """Leave out of the answer what was not asked for."""
    from moto.cloudtrail.responses import CloudTrailResponse

    stock = CloudTrailResponse.describe_trails
    if hasattr(stock, _MENDED):
        return

    def describe_trails(response: Any) -> str:
        answer: str = stock(response)
        names = response._get_param("trailNameList")
        if not names:
            return answer
        trails = json.loads(answer)["trailList"]
        return json.dumps({"trailList": [each for each in trails if _is_asked(each, names, response.region)]})

    setattr(describe_trails, _MENDED, stock)
    CloudTrailResponse.describe_trails = describe_trails


def _is_asked(trail: dict[str, Any], names: list[str], region: str) -> bool:
    return trail["TrailARN"] in names or (trail["HomeRegion"] == region and trail["Name"] in names)
