"""The indexes only search needs: names of customers, and the numbers people quote from the middle."""

from django.db import migrations

KEYS = "CREATE INDEX ticket_keys_bigrams ON tickets_ticket USING gin (bigrams(number || ' ' || order_number))"
NAMES = "CREATE INDEX customer_name_bigrams ON customers_customer USING gin (bigrams(name))"


class Migration(migrations.Migration):
    dependencies = [("base", "0001_functions"), ("customers", "0001_initial"), ("tickets", "0001_initial")]
    operations = [
        migrations.RunSQL(KEYS, "DROP INDEX ticket_keys_bigrams"),
        migrations.RunSQL(NAMES, "DROP INDEX customer_name_bigrams"),
    ]
