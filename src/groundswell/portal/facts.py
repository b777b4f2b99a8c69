"""Pages keep no tables of their own."""

from groundswell.kernel.facts import FactTable, NotPublished

TABLES: tuple[FactTable, ...] = ()
NOT_PUBLISHED: tuple[NotPublished, ...] = ()
