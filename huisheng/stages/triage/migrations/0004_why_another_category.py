from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("triage", "0003_assessment"),
    ]

    operations = [
        migrations.AddField(
            model_name="categorychange",
            name="reason",
            field=models.TextField(blank=True, default=""),
        ),
    ]
