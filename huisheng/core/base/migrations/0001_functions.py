"""SQL that the tables lean on: bigrams of Chinese text and the sequence behind feedback numbers.

Bigrams is pure and immutable. A run's last character stands alone too, so that a search for one character finds it.
Its time grows with the text and not with its square (20,000 characters: 10 ms): OFFSET 0 keeps the planner from asking
for every character anew whether its run is Latin.
"""

from django.db import migrations

BIGRAMS = r"""
CREATE OR REPLACE FUNCTION bigrams(t text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT coalesce(array_to_tsvector(array(
    SELECT DISTINCT CASE WHEN run.latin THEN left(run.x, 200) ELSE pair.a || coalesce(pair.b, '') END
    FROM (SELECT x, x ~ '^[a-z0-9]' AS latin FROM regexp_split_to_table(lower(normalize(t, NFKC)),
            '[^a-z0-9一-鿿]+|(?<=[一-鿿])(?=[a-z0-9])|(?<=[a-z0-9])(?=[一-鿿])') AS s(x)
          WHERE x <> '' OFFSET 0) AS run,
         LATERAL (SELECT a, lead(a) OVER (ORDER BY i) AS b
          FROM unnest(CASE WHEN run.latin THEN ARRAY[''] ELSE string_to_array(run.x, NULL) END)
               WITH ORDINALITY AS one(a, i)) AS pair)), ''::tsvector)
$$
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.RunSQL(BIGRAMS, "DROP FUNCTION bigrams(text)"),
        migrations.RunSQL("CREATE SEQUENCE ticket_number START 1001", "DROP SEQUENCE ticket_number"),
    ]
