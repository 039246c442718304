"""How often we asked the customer, found without reading a ticket's whole ledger."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("insight", "0001_received")]
    operations = [
        migrations.RunSQL(
            "CREATE INDEX event_questions ON tickets_event (ticket_id, at)"
            " WHERE kind = 'status_changed' AND payload ->> 'after' = 'waiting_customer'",
            "DROP INDEX event_questions",
        ),
    ]
