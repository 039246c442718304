"""SQL that the tables lean on: bigrams of Chinese text and the sequence behind feedback numbers.

Bigrams is pure and immutable. A run's last character stands alone too, so that a search for one character finds it.
"""

from django.db import migrations

BIGRAMS = r"""
CREATE OR REPLACE FUNCTION bigrams(t text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT coalesce(array_to_tsvector(array(
    SELECT DISTINCT substr(r.x, i, CASE WHEN r.x ~ '^[a-z0-9]' THEN least(length(r.x), 200) ELSE 2 END)
    FROM regexp_split_to_table(lower(normalize(t, NFKC)),
           '[^a-z0-9一-鿿]+|(?<=[一-鿿])(?=[a-z0-9])|(?<=[a-z0-9])(?=[一-鿿])') AS r(x),
         LATERAL generate_series(1, CASE WHEN r.x ~ '^[a-z0-9]' THEN 1 ELSE length(r.x) END) i
    WHERE r.x <> '')), ''::tsvector)
$$
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.RunSQL(BIGRAMS, "DROP FUNCTION bigrams(text)"),
        migrations.RunSQL("CREATE SEQUENCE ticket_number START 1001", "DROP SEQUENCE ticket_number"),
    ]
