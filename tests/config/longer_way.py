"""Code that brings a database part of the longer way: by the migrations that a `0001_whole` replaces, one by one."""

from tests.config.installations import PREAMBLE

LONGER_WAY = (
    PREAMBLE
    + """
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from groundswell.config.operations import migrating

def longer_way():
    '''An executor that knows what was replaced and nothing of what replaced it.'''
    executor = MigrationExecutor(connection)
    executor.loader = loader = MigrationLoader(connection, replace_migrations=False)
    for name, whole in loader.replacements.items():
        loader.graph.remove_replacement_node(name, whole.replaces)
    loader.replacements.clear()
    return executor

def give_rights():
    for statement in migrating.grants():
        connection.cursor().execute(statement)
"""
)
