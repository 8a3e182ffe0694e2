"""Who hears: c7n-mailer on AWS Lambda, delivering each notice to those whom it is for, or parking it.

Everything here runs in the mailer's function and imports only c7n_mailer, Jinja2, boto3 (with urllib3) and
the standard library, tickets' clients late. `c7n-reflex mailer deploy` packs this folder.
"""
