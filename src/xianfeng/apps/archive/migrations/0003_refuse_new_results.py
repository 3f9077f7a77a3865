"""A result of what is filed cannot be added, changed or deleted either."""

from django.db import migrations

FORWARD = """
CREATE TRIGGER archive_frozen BEFORE INSERT OR UPDATE OR DELETE ON results_result
    FOR EACH ROW EXECUTE PROCEDURE archive_refuse_frozen();
"""
BACKWARD = "DROP TRIGGER archive_frozen ON results_result;"


class Migration(migrations.Migration):
    dependencies = [("archive", "0002_refuse_edits"), ("results", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
