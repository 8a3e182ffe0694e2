"""`open-url` on aws.lambda: does a URL of the function ask nobody who they are?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from c7n.filters import Filter
from c7n.utils import local_session, type_schema

from custom_actions._function_urls import open_urls, read_auth_types

if TYPE_CHECKING:
    from custom_actions.base import JSON


class OpenUrl(Filter):  # type: ignore[misc, unused-ignore]
    """Functions with a URL of the auth type NONE: what `require-url-auth` sets to AWS_IAM.

    :example:

    .. code-block:: yaml

        policies:
          - name: function-url-public
            resource: aws.lambda
            filters:
              - open-url
    """

    schema = type_schema("open-url")
    permissions = ("lambda:ListFunctionUrlConfigs",)

    def process(self, resources: list[JSON], event: JSON | None = None) -> list[JSON]:
        """Reads the URLs afresh. A function that is gone by now is left out; other errors are raised."""
        client = local_session(self.manager.session_factory).client("lambda")

        def is_open(resource: JSON) -> bool:
            try:
                found = read_auth_types(lambda _: client, str(resource["FunctionName"]))
            except client.exceptions.ResourceNotFoundException:
                return False
            return bool(open_urls(found, event))

        return [each for each in resources if is_open(each)]
