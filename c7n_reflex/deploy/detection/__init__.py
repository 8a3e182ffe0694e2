"""The services that find things: who administers them, and that they run in each account."""
