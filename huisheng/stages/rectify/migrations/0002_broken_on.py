"""The index every day's worklist starts from: which promises broke when. It holds broken ones only."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("rectify", "0001_initial")]
    operations = [
        migrations.RunSQL(
            "CREATE INDEX clock_broken_on ON sla_clock (breached_at, kind) WHERE breached_at IS NOT NULL",
            "DROP INDEX clock_broken_on",
        ),
    ]
