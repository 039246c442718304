"""Customers by pinyin, and what a person looked for."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

SPELLED = "CREATE INDEX customer_spelled_bigrams ON customers_customer USING gin (bigrams(spelled))"


class Migration(migrations.Migration):
    dependencies = [
        ("search", "0001_indexes"),
        ("customers", "0004_spelled"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.RunSQL(SPELLED, "DROP INDEX customer_spelled_bigrams"),
        migrations.CreateModel(
            "Recent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=8, choices=[("search", "Search"), ("command", "Command")])),
                ("words", models.CharField(max_length=120)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "staff",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={"ordering": ["-at", "-id"]},
        ),
        migrations.AddConstraint(
            "Recent", models.UniqueConstraint(fields=["staff", "kind", "words"], name="recent_once")
        ),
    ]
