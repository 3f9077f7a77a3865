"""Who signed a decision, as a person; decisions signed before keep their label only."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("results", "0003_salted_check_values")]

    operations = [migrations.AddField("decision", "signed_by_id", models.BigIntegerField(null=True))]
