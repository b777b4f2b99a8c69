"""The bare engine that ours is measured against: the same Django with the same middleware, and a view that does least."""
