"""Jira and ServiceNow on loopback, in memory, as their public REST references describe them."""
