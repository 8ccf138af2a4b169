# SPDX-License-Identifier: Apache-2.0
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("joint", "0001_first"),
    ]

    operations = [
        migrations.CreateModel(
            name="Pouch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("party", models.CharField(max_length=20)),
                ("way", models.CharField(max_length=3)),
                ("number", models.BigIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("start", models.BigIntegerField()),
                ("end", models.BigIntegerField()),
                ("age", models.JSONField(default=list)),
                ("state", models.CharField(max_length=7)),
                ("data", models.BinaryField(default=b"")),
                ("at", models.DateTimeField()),
                (
                    "dialogue",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="pouches", to="joint.dialogue"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("dialogue", "way", "sha256"), name="one_pouch")],
            },
        ),
    ]
