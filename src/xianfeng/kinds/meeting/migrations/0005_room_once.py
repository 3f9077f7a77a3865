"""One room at one time, kept by the database itself: two bookings at once cannot both stand (S1-25).

Ranges of numbers and of moments need no extension of the server, a bare number in an exclusion would.
"""

from django.db import migrations

ONCE = """
ALTER TABLE meeting_meeting ADD CONSTRAINT meeting_room_once EXCLUDE USING gist (
    int8range(venue_id, venue_id, '[]') WITH &&,
    tsrange(held_on + starts_at, held_on + ends_at) WITH &&
) WHERE (venue_id IS NOT NULL AND removed_at IS NULL)
"""


class Migration(migrations.Migration):
    dependencies = [("meeting", "0004_venue_once")]

    operations = [migrations.RunSQL(ONCE, "ALTER TABLE meeting_meeting DROP CONSTRAINT meeting_room_once")]
