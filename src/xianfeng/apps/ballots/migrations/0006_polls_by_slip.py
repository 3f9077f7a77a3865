from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("ballots", "0005_salted_hash")]

    operations = [
        migrations.AlterField(
            "poll",
            "purpose",
            models.CharField(
                choices=[
                    ("ballot", "投票"),
                    ("recommendation", "推荐"),
                    ("run_off", "再投一轮"),
                    ("rating", "测评"),
                    ("confirmation", "受益方确认"),
                ],
                default="ballot",
                max_length=16,
            ),
        )
    ]
