"""A folder for PYTHONPATH: its `sitecustomize` sends stock AWS tools to the organisation (endpoint_shim)."""
