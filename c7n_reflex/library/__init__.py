"""What the policies that come with the project cover, and what is written from them.

sweeps        each event policy's twin for what was there before: policies/sweeps/
"""
