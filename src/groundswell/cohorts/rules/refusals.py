"""What can't be done, said to the person who tried: what, why, and what to do instead."""


class Refused(ValueError):
    """A verb of this app refuses. ``str()`` of it is a translated text for a page."""
