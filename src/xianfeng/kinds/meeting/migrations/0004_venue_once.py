from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("meeting", "0003_venues"),
    ]

    operations = [
        migrations.AddConstraint(
            model_name="venue",
            constraint=models.UniqueConstraint(
                fields=["organization", "name"], condition=models.Q(retired_at__isnull=True), name="meeting_venue_once"
            ),
        ),
    ]
