from collections import defaultdict

from django.db import connection, migrations

from groundswell.surveys.rules.fingerprints import fingerprint_of


def tell_apart(apps, schema_editor):
    """Every question of a ready version gets its fingerprint, and its number among the wordings of its key."""
    for tenant in list(apps.get_model("kernel", "Tenant")._base_manager.values_list("pk", flat=True)):
        if connection.vendor == "postgresql":
            schema_editor.execute("SELECT set_config('groundswell.tenant', %s, true)", [str(tenant)])
        ready = apps.get_model("surveys", "Item")._base_manager.filter(
            tenant_id=tenant, instrument__state="ready"
        )
        wordings = defaultdict(dict)
        items = list(ready.order_by("instrument_id", "position", "pk"))
        for item in items:
            item.fingerprint = fingerprint_of(item)
            known = wordings[item.key]
            item.revision = known.setdefault(item.fingerprint, len(known) + 1)
        ready.model._base_manager.bulk_update(items, ["fingerprint", "revision"], batch_size=500)


class Migration(migrations.Migration):

    dependencies = [("surveys", "0006_themes")]

    operations = [migrations.RunPython(tell_apart, migrations.RunPython.noop)]
