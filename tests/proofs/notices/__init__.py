"""A storm of notices: what is queued, where the mailer runs, and who got what in the end."""
