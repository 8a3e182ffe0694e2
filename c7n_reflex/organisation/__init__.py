"""The embedded AWS organisation: moto, plus the parts of AWS that moto does not have.

It is an ordinary AWS endpoint on loopback. Nothing in the engine imports this package.
"""
