"""Tests of the parts of a deployment."""
