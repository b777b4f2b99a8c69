"""Settings of the bare pages: ours in all (middleware, sign-in, CSRF, database, durability) but the addresses."""

from groundswell.config.settings import *  # noqa: F403

ROOT_URLCONF = "bench.baselines.urls"
