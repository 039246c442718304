"""The index every number starts from: what came in, in order of time."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("tickets", "0001_initial")]
    operations = [
        migrations.RunSQL(
            "CREATE INDEX ticket_received ON tickets_ticket (created_at, id)", "DROP INDEX ticket_received"
        ),
    ]
