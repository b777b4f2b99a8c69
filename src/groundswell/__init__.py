"""Groundswell: grow a change in teaching from the classroom up, and prove what came of it."""

__version__ = "0.1.0"
