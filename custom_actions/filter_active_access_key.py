"""`active-access-key` on aws.iam-user: has it a key that `deactivate-access-key` would deactivate?"""

from __future__ import annotations

from typing import Any

from c7n.filters import Filter
from c7n.utils import local_session, type_schema

from custom_actions._access_keys import named_keys
from custom_actions._principals import USER


class ActiveAccessKey(Filter):  # type: ignore[misc, unused-ignore]
    """Users with an active access key; on an event only the keys that the call or the finding names count.

    :example:

    .. code-block:: yaml

        policies:
          - name: users-with-keys
            resource: aws.iam-user
            filters:
              - active-access-key
    """

    schema = type_schema("active-access-key")
    permissions = ("iam:ListAccessKeys",)

    def process(
        self, resources: list[dict[str, Any]], event: dict[str, Any] | None = None
    ) -> list[dict[str, Any]]:
        """The users with at least one key that counts."""
        return [each for each in resources if self._active(each, event)]

    def _active(self, user: dict[str, Any], event: dict[str, Any] | None) -> bool:
        session = local_session(self.manager.session_factory)
        keys = USER.pages(session.client, "list_access_keys", user["UserName"], "AccessKeyMetadata")
        named = named_keys(user, event)
        return any(
            key["Status"] == "Active" and (named is None or key["AccessKeyId"] in named) for key in keys
        )
