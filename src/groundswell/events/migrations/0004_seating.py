import django.db.models.deletion
import groundswell.kernel.clock
from django.db import migrations, models

from groundswell.kernel.rls import FillRows, ProtectRows


class Migration(migrations.Migration):

    dependencies = [
        ('events', '0003_shape'),
        ('kernel', '0002_protect'),
        ('roster', '0006_counted'),
        ('surveys', '0002_protect'),
    ]

    operations = [
        migrations.CreateModel(
            name='OnCall',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('turn', models.PositiveSmallIntegerField()),
                ('has_agreed', models.BooleanField(default=False)),
                ('state', models.CharField(choices=[('ready', 'Ready'), ('called', 'Was asked'), ('placed', 'Leads a section'), ('declined', "Can't this time")], default='ready', max_length=10)),
                ('called_at', models.DateTimeField(blank=True, null=True)),
                ('answer_by', models.DateTimeField(blank=True, null=True)),
                ('secret_hash', models.CharField(blank=True, max_length=64, null=True, unique=True)),
            ],
            options={
                'db_table': 'events_on_call',
            },
        ),
        migrations.CreateModel(
            name='OrderChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rank_before', models.IntegerField()),
                ('rank', models.IntegerField()),
                ('reason', models.CharField(max_length=300)),
                ('at', models.DateTimeField(default=groundswell.kernel.clock.now)),
            ],
            options={
                'db_table': 'events_order_change',
            },
        ),
        migrations.CreateModel(
            name='PartyBooking',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120)),
                ('size', models.PositiveSmallIntegerField()),
                ('made_at', models.DateTimeField(default=groundswell.kernel.clock.now)),
            ],
            options={
                'db_table': 'events_party',
            },
        ),
        migrations.CreateModel(
            name='SeatKeep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120)),
                ('group', models.JSONField(default=list)),
                ('seats', models.PositiveIntegerField()),
                ('until', models.DateTimeField()),
                ('released_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'db_table': 'events_seat_keep',
            },
        ),
        migrations.CreateModel(
            name='SeatLottery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('seed', models.CharField(max_length=64)),
                ('commitment', models.CharField(max_length=64)),
                ('draws_at', models.DateTimeField()),
                ('drawn_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'db_table': 'events_seat_lottery',
            },
        ),
        migrations.CreateModel(
            name='SeatOffer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('made_at', models.DateTimeField(default=groundswell.kernel.clock.now)),
                ('ends_at', models.DateTimeField()),
                ('state', models.CharField(choices=[('open', 'Open'), ('accepted', 'Accepted'), ('passed', 'Passed on'), ('expired', 'Not answered in time'), ('withdrawn', 'Taken back')], default='open', max_length=10)),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('secret_hash', models.CharField(max_length=64, unique=True)),
            ],
            options={
                'db_table': 'events_seat_offer',
            },
        ),
        migrations.RemoveConstraint(
            model_name='registration',
            name='registration_one_live',
        ),
        migrations.RemoveConstraint(
            model_name='section',
            name='section_line_only_when_full',
        ),
        migrations.AddField(
            model_name='registration',
            name='rank',
            field=models.IntegerField(default=0),
        ),
        migrations.AddField(
            model_name='registration',
            name='school',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='roster.organisation'),
        ),
        migrations.AddField(
            model_name='registration',
            name='why_ended',
            field=models.CharField(blank=True, choices=[('left', 'Gave it back'), ('passed', 'Passed on an offer'), ('expired', 'Did not answer an offer in time'), ('declined', 'Was not approved'), ('gone', 'Left the district'), ('joined', 'Two records of one person were joined')], max_length=12),
        ),
        migrations.AddField(
            model_name='section',
            name='by_rules',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='section',
            name='cap',
            field=models.PositiveIntegerField(default=0),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="section",
            name="dates",
            field=models.PositiveSmallIntegerField(default=1),
        ),
        migrations.AddField(
            model_name='section',
            name='freed_seat',
            field=models.CharField(choices=[('offer', 'Ask the next in line, with a deadline'), ('seat', 'Give it to the next in line at once')], default='offer', max_length=8),
        ),
        migrations.AddField(
            model_name='section',
            name='line_order',
            field=models.CharField(choices=[('time', 'First come, first served'), ('priority', 'By a declared priority'), ('lottery', 'By a lottery that anyone can check')], default='time', max_length=10),
        ),
        migrations.AddField(
            model_name='section',
            name='number',
            field=models.PositiveSmallIntegerField(default=1),
        ),
        migrations.AddField(
            model_name='section',
            name='opened_by_surge',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='section',
            name='overbooked_by',
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='section',
            name='overbooks',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='section',
            name='per_facilitator',
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="section",
            name="priority",
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.AddField(
            model_name='section',
            name='school_cap',
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='section',
            name='takes_parties',
            field=models.BooleanField(default=False),
        ),
        FillRows(
            "events", "Section", "UPDATE events_section SET cap = seats, freed_seat = 'seat'"
        ),
        migrations.AlterField(
            model_name='registration',
            name='state',
            field=models.CharField(choices=[('asked', 'Waits for approval'), ('waiting', 'Waiting'), ('offered', 'Has an offer'), ('booked', 'Has a seat'), ('cancelled', 'Left')], max_length=10),
        ),
        migrations.AddConstraint(
            model_name='section',
            constraint=models.UniqueConstraint(fields=('event', 'number'), name='section_number_once'),
        ),
        migrations.AddConstraint(
            model_name='section',
            constraint=models.CheckConstraint(condition=models.Q(('waiting', 0), models.Q(('seats_taken', models.F('seats')), ('waiting__gt', 0)), ('by_rules', True), _connector='OR'), name='section_line_only_when_full'),
        ),
        migrations.AddField(
            model_name='oncall',
            name='event',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='on_call', to='events.learningevent'),
        ),
        migrations.AddField(
            model_name='oncall',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='roster.person'),
        ),
        migrations.AddField(
            model_name='oncall',
            name='section',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='events.section'),
        ),
        migrations.AddField(
            model_name='oncall',
            name='tenant',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.tenant'),
        ),
        migrations.AddField(
            model_name='orderchange',
            name='by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='roster.person'),
        ),
        migrations.AddField(
            model_name='orderchange',
            name='registration',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='events.registration'),
        ),
        migrations.AddField(
            model_name='orderchange',
            name='tenant',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.tenant'),
        ),
        migrations.AddField(
            model_name='partybooking',
            name='lead',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='roster.person'),
        ),
        migrations.AddField(
            model_name='partybooking',
            name='section',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='parties', to='events.section'),
        ),
        migrations.AddField(
            model_name='partybooking',
            name='tenant',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.tenant'),
        ),
        migrations.AddField(
            model_name='registration',
            name='party',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='registrations', to='events.partybooking'),
        ),
        migrations.AddField(
            model_name='seatkeep',
            name='section',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='keeps', to='events.section'),
        ),
        migrations.AddField(
            model_name='seatkeep',
            name='tenant',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.tenant'),
        ),
        migrations.AddField(
            model_name='registration',
            name='keep',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='registrations', to='events.seatkeep'),
        ),
        migrations.AddIndex(
            model_name='registration',
            index=models.Index(condition=models.Q(('state', 'waiting')), fields=['section', 'rank', 'line'], name='registration_in_line'),
        ),
        migrations.AddIndex(
            model_name='registration',
            index=models.Index(condition=models.Q(('party__isnull', False)), fields=['party'], name='registration_by_party'),
        ),
        migrations.AddConstraint(
            model_name='registration',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['booked', 'waiting', 'offered', 'asked'])), fields=('section', 'person'), name='registration_one_live'),
        ),
        migrations.AddField(
            model_name='seatlottery',
            name='section',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='lottery', to='events.section'),
        ),
        migrations.AddField(
            model_name='seatlottery',
            name='tenant',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.tenant'),
        ),
        migrations.AddField(
            model_name='seatoffer',
            name='registration',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='offers', to='events.registration'),
        ),
        migrations.AddField(
            model_name='seatoffer',
            name='tenant',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.tenant'),
        ),
        migrations.AddConstraint(
            model_name='oncall',
            constraint=models.UniqueConstraint(fields=('event', 'person'), name='on_call_once'),
        ),
        migrations.AddConstraint(
            model_name='partybooking',
            constraint=models.CheckConstraint(condition=models.Q(('size__gte', 2)), name='party_of_two_or_more'),
        ),
        migrations.AddConstraint(
            model_name='seatkeep',
            constraint=models.CheckConstraint(condition=models.Q(('seats__gt', 0)), name='keep_of_some_seats'),
        ),
        migrations.AddIndex(
            model_name='seatoffer',
            index=models.Index(fields=['tenant', 'state', 'ends_at'], name='offer_by_deadline'),
        ),
        migrations.AddConstraint(
            model_name='seatoffer',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('registration',), name='offer_one_open'),
        ),
        migrations.AddConstraint(
            model_name='seatoffer',
            constraint=models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('made_at'))), name='offer_ends_after_it_was_made'),
        ),
        ProtectRows(
            "events", ["OnCall", "OrderChange", "PartyBooking", "SeatKeep", "SeatLottery", "SeatOffer"]
        ),
    ]
