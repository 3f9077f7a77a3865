"""What the database lets happen to an objection, whoever asks it.

Its words, name and contact go once, whole, when it is decided, its notice is over and both are 90 days ago by the day of the
database itself; the checked copy and the finding stay. The 90 days stand in `models.KEPT_DAYS` as well.
"""

from django.db import migrations, models

FORWARD = """
CREATE OR REPLACE FUNCTION notices_objection_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE'
       OR (NEW.id, NEW.notice_id, NEW.channel, NEW.is_anonymous, NEW.received_on, NEW.recorded_label, NEW.receipt_hash)
          IS DISTINCT FROM
          (OLD.id, OLD.notice_id, OLD.channel, OLD.is_anonymous, OLD.received_on, OLD.recorded_label, OLD.receipt_hash)
       OR (OLD.decided_on IS NULL AND NEW.decided_on < OLD.received_on)
       OR (OLD.decided_on IS NOT NULL
           AND (NEW.finding, NEW.reason, NEW.result_changes, NEW.decided_on, NEW.decided_label)
               IS DISTINCT FROM (OLD.finding, OLD.reason, OLD.result_changes, OLD.decided_on, OLD.decided_label))
       OR (OLD.redaction_checked_label <> ''
           AND (NEW.redacted_text, NEW.redaction_checked_label)
               IS DISTINCT FROM (OLD.redacted_text, OLD.redaction_checked_label)) THEN
        RAISE EXCEPTION 'xianfeng_objection_stays' USING ERRCODE = '23514';
    END IF;
    IF (NEW.text, NEW.sender, NEW.contact, NEW.words_destroyed_on)
       IS DISTINCT FROM (OLD.text, OLD.sender, OLD.contact, OLD.words_destroyed_on)
       AND NOT COALESCE(
           OLD.words_destroyed_on IS NULL
           AND NEW.text = '' AND NEW.sender = '' AND NEW.contact = ''
           AND OLD.decided_on + 90 <= NEW.words_destroyed_on
           AND NEW.words_destroyed_on <= CURRENT_DATE + 1
           AND EXISTS (SELECT 1 FROM notices_notice n
                       WHERE n.id = OLD.notice_id AND n.state IN ('confirmed', 'superseded', 'withdrawn')
                         AND GREATEST(n.ends_on, n.confirmed_on) + 90 <= NEW.words_destroyed_on),
           FALSE) THEN
        RAISE EXCEPTION 'xianfeng_objection_stays' USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
END $$;
"""
BACKWARD = """
CREATE OR REPLACE FUNCTION notices_objection_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'xianfeng_objection_stays' USING ERRCODE = '23514';
    END IF;
    IF NEW.text <> OLD.text OR NEW.notice_id <> OLD.notice_id OR NEW.received_on <> OLD.received_on
       OR NEW.channel <> OLD.channel OR NEW.sender <> OLD.sender OR NEW.receipt_hash <> OLD.receipt_hash
       OR (OLD.decided_on IS NOT NULL AND (NEW.finding <> OLD.finding OR NEW.reason <> OLD.reason
           OR NEW.result_changes <> OLD.result_changes)) THEN
        RAISE EXCEPTION 'xianfeng_objection_stays' USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("notices", "0005_releases")]
    operations = [
        migrations.AddField("objection", "words_destroyed_on", models.DateField(null=True)),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
