"""Ours against the bare engine doing the same work in the same run. ``python -m bench`` lists and runs them."""
