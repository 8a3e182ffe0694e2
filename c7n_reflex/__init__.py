"""Undo AWS misconfigurations in seconds, across accounts, with Cloud Custodian policies."""
