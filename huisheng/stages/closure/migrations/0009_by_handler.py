from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("closure", "0008_asking_running"),
    ]

    operations = [
        migrations.AddField(
            model_name="confirmation",
            name="by_handler",
            field=models.BooleanField(default=False),
        ),
    ]
