"""Which years' holidays are known; and who is told about the own teams may plan their duty."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def confirm_known(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """Until now a year counted as known once one of its days differed from the week."""
    for calendar in apps.get_model("accounts", "Calendar").objects.all():
        years = calendar.days.values_list("day__year", flat=True).distinct()
        calendar.confirmed_years = sorted(set(years))
        calendar.save(update_fields=["confirmed_years"])


def give(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    for role in apps.get_model("accounts", "Role").objects.all():
        if "be_told" in role.rights and "roster" not in role.rights:
            role.rights = [*role.rights, "roster"]
            role.save(update_fields=["rights"])


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_duty_and_heads")]
    operations = [
        migrations.AddField(model_name="calendar", name="confirmed_years", field=models.JSONField(default=list)),
        migrations.RunPython(confirm_known, migrations.RunPython.noop),
        migrations.RunPython(give, migrations.RunPython.noop),
    ]
