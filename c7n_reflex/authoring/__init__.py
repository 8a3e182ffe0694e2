"""For authors, offline: what a policy will do, and what is wrong with it. Not packed into functions."""
