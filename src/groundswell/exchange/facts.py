"""What machines may ask keeps no tables of its own."""

from groundswell.kernel.facts import FactTable, NotPublished

TABLES: tuple[FactTable, ...] = ()
NOT_PUBLISHED: tuple[NotPublished, ...] = ()
