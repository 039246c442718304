"""Who closes tickets with a reason may hand out dossiers with open personal data: supervisors and admins."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def give(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    for role in apps.get_model("accounts", "Role").objects.all():
        if "close" in role.rights and "evidence" not in role.rights:
            role.rights = [*role.rights, "evidence"]
            role.save(update_fields=["rights"])


class Migration(migrations.Migration):
    dependencies = [("accounts", "0008_breaks_and_capacity")]
    operations = [migrations.RunPython(give, migrations.RunPython.noop)]
