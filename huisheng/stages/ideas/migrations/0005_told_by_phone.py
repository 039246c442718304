from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("ideas", "0004_from_colleagues"),
    ]

    operations = [
        migrations.AlterField(
            model_name="proposal",
            name="told_how",
            field=models.CharField(
                blank=True,
                choices=[
                    ("ticket", "on the feedback"),
                    ("letter", "by letter"),
                    ("call", "a call was planned"),
                    ("nobody", "no way to reach them"),
                ],
                default="",
                max_length=8,
            ),
        ),
    ]
