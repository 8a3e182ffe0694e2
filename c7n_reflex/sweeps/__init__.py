"""Runs of many policies over accounts and regions: what is fetched once, who was denied, how it ended."""
