"""Names as they are typed in pinyin. Houses have far fewer names than customers: each is read once."""

from django.db import migrations, models

from huisheng.kit.pinyin import spelled

BATCH = 5_000
WRITE = """
    UPDATE customers_customer SET spelled = known.spelled
    FROM unnest(%s::text[], %s::text[]) AS known(name, spelled) WHERE customers_customer.name = known.name
"""


def spell(apps, schema_editor):
    customers = apps.get_model("customers", "Customer").objects.exclude(name="")
    names = list(customers.order_by().values_list("name", flat=True).distinct())
    with schema_editor.connection.cursor() as cursor:
        for at in range(0, len(names), BATCH):
            some = names[at : at + BATCH]
            cursor.execute(WRITE, [some, [spelled(name) for name in some]])


class Migration(migrations.Migration):
    dependencies = [("customers", "0003_yearly_spend")]
    operations = [
        migrations.AddField("customer", "spelled", models.TextField(blank=True, db_default="", default="")),
        migrations.RunPython(spell, migrations.RunPython.noop),
    ]
