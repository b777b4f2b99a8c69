"""Every model carries its district, every field says how private it is, every table is published or says why not."""

from django.db import connection, models

from groundswell.kernel.facts import FactTable, NotPublished
from groundswell.kernel.privacy import Privacy, undeclared
from tests.support.house import our_facts, our_models

WITHOUT_A_DISTRICT = {
    "kernel.Tenant": "It is the district.",
    "accounts.User": "One per verified address; somebody may work in two districts.",
    "accounts.SignInLink": "Signing in comes before a district is chosen.",
    "notices.RelayPace": "The relay's limit is the installation's; it holds a counter.",
    "notices.AccountMail": "Sign-in mail belongs to an account, not to a district.",
}


def _label(model: type[models.Model]) -> str:
    return model._meta.label


def test_every_model_belongs_to_one_district_or_is_listed_with_a_reason():
    stray = [
        _label(model)
        for model in our_models()
        if not any(f.name == "tenant" and not f.null for f in model._meta.local_fields)
        and _label(model) not in WITHOUT_A_DISTRICT
    ]
    assert stray == []


def test_the_list_of_models_without_a_district_is_not_stale():
    assert set(WITHOUT_A_DISTRICT) <= {_label(model) for model in our_models()}


def test_every_model_with_a_district_refuses_an_unscoped_query():
    from django_scopes.manager import DisabledQuerySet

    open_managers = [
        _label(model)
        for model in our_models()
        if _label(model) not in WITHOUT_A_DISTRICT
        and not isinstance(model.objects.none(), models.QuerySet | DisabledQuerySet)
    ]
    unscoped = [
        _label(model)
        for model in our_models()
        if _label(model) not in WITHOUT_A_DISTRICT and not _refuses(model)
    ]
    assert (open_managers, unscoped) == ([], [])


def _refuses(model: type[models.Model]) -> bool:
    from django_scopes.exceptions import ScopeError

    try:
        model.objects.all()
    except ScopeError:
        return True
    return False


def test_every_field_says_how_private_it_is():
    assert {_label(m): undeclared(m) for m in our_models() if undeclared(m)} == {}


def test_no_privacy_line_names_a_field_that_is_gone():
    gone = {
        _label(model): sorted(set(model.PRIVACY) - {f.name for f in model._meta.local_fields})
        for model in our_models()
    }
    assert {label: names for label, names in gone.items() if names} == {}


def test_every_model_is_told_about_in_facts_or_says_why_not():
    told, silent = set(), set()
    for module in our_facts():
        assert all(isinstance(table, FactTable) for table in module.TABLES)
        assert all(isinstance(entry, NotPublished) and entry.reason for entry in module.NOT_PUBLISHED)
        told |= {label for table in module.TABLES for label in table.tells_about}
        silent |= {entry.model for entry in module.NOT_PUBLISHED}
    labels = {_label(model) for model in our_models() if model._meta.app_label != "kernel"}
    assert told & silent == set()
    assert labels - told - silent == set()
    assert (told | silent) - labels == set()


def test_facts_say_the_privacy_of_each_column():
    for module in our_facts():
        for table in module.TABLES:
            assert table.grain.endswith(".")
            assert all(isinstance(column.privacy, Privacy) and column.meaning for column in table.columns), (
                table.name
            )


def test_no_signals_and_no_generic_keys():
    from django.contrib.contenttypes.fields import GenericForeignKey

    assert not [
        m for m in our_models() if any(isinstance(f, GenericForeignKey) for f in m._meta.private_fields)
    ]


def test_on_postgresql_every_table_with_a_district_is_locked_to_it(cast):
    if connection.vendor != "postgresql":
        return
    tables = {m._meta.db_table for m in our_models() if _label(m) not in WITHOUT_A_DISTRICT}
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity")
        locked = {row[0] for row in cursor.fetchall()}
        cursor.execute("SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == (False, False)
    assert tables - locked == set()
