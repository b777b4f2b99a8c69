"""Which tests run on both databases is read from their fixtures, and a test can't get round saying so."""

import pytest

from tests.support import databases


def test_a_test_that_does_not_say_so_gets_no_database():
    with pytest.raises(AssertionError, match="fixture `engine`"):
        databases.migrated()


def test_one_that_says_so_gets_a_copy_of_its_own(django_db_setup):
    with databases.copied(databases.migrated()) as one, databases.copied(databases.migrated()) as other:
        assert one != other
