"""What goes wrong with one notice. It stays on the queue and, after five attempts, in the dead letters."""


class DeliveryError(Exception):
    """A notice could not be delivered, or not to everyone that it is for."""


class BusyError(DeliveryError):
    """Another invocation is sending the same notice; the message comes again, to see whether it was."""
