"""The one error that operations raise on purpose."""


class Refused(Exception):
    """Nothing was changed. The text says what stood in the way, where, and what to do."""
