import django.db.models.deletion
from django.db import migrations, models

from groundswell.kernel.rls import ProtectRows


class Migration(migrations.Migration):

    dependencies = [("surveys", "0005_frozen")]

    operations = [
        migrations.CreateModel(
            name='Theme',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('question', models.SlugField(max_length=60)),
                ('name', models.CharField(max_length=80)),
                ('meaning', models.TextField(blank=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('merged_into', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='surveys.theme')),
                ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.tenant')),
            ],
            options={
                'db_table': 'surveys_theme',
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('tenant', 'question', 'name'), name='theme_once')],
            },
        ),
        migrations.CreateModel(
            name='Coding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('given_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('answer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='codings', to='surveys.answer')),
                ('coder', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='roster.person')),
                ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.tenant')),
                ('theme', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='codings', to='surveys.theme')),
            ],
            options={
                'db_table': 'surveys_coding',
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True), ('theme__isnull', False)), fields=('answer', 'theme', 'coder'), name='coded_once'), models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True), ('theme__isnull', True)), fields=('answer', 'coder'), name='coded_none_once')],
            },
        ),
        ProtectRows('surveys', ['Theme', 'Coding']),
    ]
