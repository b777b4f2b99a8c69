"""Django's mail backend."""
