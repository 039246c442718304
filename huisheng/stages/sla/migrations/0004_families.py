"""Policies say which preset they belong to; those of a house that stands already are told by their source."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def name_families(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    policies = apps.get_model("sla", "ServicePolicy")
    for family in ("P-RYG", "P-123", "P-NU", "P-CH"):
        policies.objects.filter(source__startswith=f"{family} ").update(family=family)
        policies.objects.filter(source=family).update(family=family)


class Migration(migrations.Migration):
    dependencies = [("sla", "0003_clocks_of_their_own")]

    operations = [
        migrations.AddField(
            model_name="servicepolicy",
            name="family",
            field=models.CharField(blank=True, default="", max_length=16),
        ),
        migrations.AddField(
            model_name="servicepolicy",
            name="verified_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name="servicepolicy",
            name="source",
            field=models.CharField(blank=True, default="", max_length=200),
        ),
        migrations.RunPython(name_families, migrations.RunPython.noop),
    ]
