"""The index the live board reads: everything open, with what its numbers count. Its size is what is open, not what was ever."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("insight", "0003_wall"), ("tickets", "0001_initial")]
    operations = [
        migrations.RunSQL(
            "CREATE INDEX board_open ON tickets_ticket (channel_id, status, team_id, assignee_id)"
            " INCLUDE (next_due_at, last_message_at, created_at, grade_id) WHERE status <> 'closed'",
            "DROP INDEX board_open",
        ),
    ]
