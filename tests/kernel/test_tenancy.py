"""Districts don't see each other."""

import pytest
from django.db import connection
from django_scopes.exceptions import ScopeError

from groundswell.kernel.tenancy import reading, serving
from groundswell.roster.actions import people
from groundswell.roster.models import Person


def test_a_query_outside_a_district_raises(cast):
    with pytest.raises(ScopeError):
        Person.objects.count()


def test_inside_a_district_only_its_people_are_seen(cast):
    with reading(cast.tenant):
        assert not Person.objects.filter(given_name="Noor").exists()
    with reading(cast.other):
        assert Person.objects.filter(given_name="Noor").exists()


def test_postgresql_refuses_what_the_orm_would_let_through(cast):
    if connection.vendor != "postgresql":
        pytest.skip("row-level security is PostgreSQL's")
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM roster_person")
        assert cursor.fetchone()[0] == 0
        with reading(cast.tenant):
            cursor.execute("SELECT DISTINCT tenant_id FROM roster_person")
            assert cursor.fetchall() == [(cast.tenant.pk,)]


def test_a_verb_writes_and_journals(cast):
    people.add_person(by=cast.system, given_name="Eve", family_name="Stone")
    with reading(cast.tenant):
        assert Person.objects.filter(given_name="Eve").exists()


def test_serving_reads_one_district(cast):
    with serving(cast.tenant):
        assert not Person.objects.filter(given_name="Noor").exists()
