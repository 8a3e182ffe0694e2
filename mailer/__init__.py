"""Who hears: c7n-mailer on AWS Lambda, delivering each notice to the topic of the account's owner.

Everything here runs in the mailer's function and imports only c7n_mailer's topic delivery, Jinja2, boto3 and
the standard library. `c7n-reflex mailer deploy` packs this folder.
"""
