"""How a policy becomes a Lambda function."""
