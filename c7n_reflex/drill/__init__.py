"""The drill: attacks the embedded organisation and checks in AWS state that it healed itself."""
