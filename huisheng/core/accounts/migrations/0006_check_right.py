"""Who leads, and who sets up the house, may sign missed promises: supervisors and admins of houses that are open already."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def give(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    for role in apps.get_model("accounts", "Role").objects.all():
        if "be_told" in role.rights and "check" not in role.rights:
            role.rights = [*role.rights, "check"]
            role.save(update_fields=["rights"])


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_skills")]
    operations = [migrations.RunPython(give, migrations.RunPython.noop)]
