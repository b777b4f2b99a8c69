"""The bare engine that ours is measured against: the same Django, the same middleware, a view that does least."""
