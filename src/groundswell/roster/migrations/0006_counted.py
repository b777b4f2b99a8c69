from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("roster", "0005_fill")]

    operations = [
        migrations.AddIndex(
            model_name="person",
            index=models.Index(
                fields=["tenant", "is_student", "guest_kind", "ended_on"], name="person_counted"
            ),
        ),
    ]
