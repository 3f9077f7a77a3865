from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("rating", "0002_aims_and_everyday"),
    ]

    operations = [
        migrations.AddField(
            model_name="everydayentry",
            name="nonce",
            field=models.UUIDField(null=True, unique=True),
        ),
    ]
