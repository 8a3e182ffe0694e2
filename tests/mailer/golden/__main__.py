"""Records the golden files again."""

from tests.mailer.golden import record

record()
