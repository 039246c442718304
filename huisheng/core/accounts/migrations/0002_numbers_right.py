"""Who is told about the own teams may see their numbers: supervisors and admins of houses that are open already."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def give(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    for role in apps.get_model("accounts", "Role").objects.all():
        if "be_told" in role.rights and "numbers" not in role.rights:
            role.rights = [*role.rights, "numbers"]
            role.save(update_fields=["rights"])


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]
    operations = [migrations.RunPython(give, migrations.RunPython.noop)]
