"""The words of an objection, and a finding once given, cannot be changed or deleted, whoever asks the database."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION notices_objection_stays() RETURNS trigger LANGUAGE plpgsql AS $$
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
CREATE TRIGGER notices_objection_stays BEFORE UPDATE OR DELETE ON notices_objection
    FOR EACH ROW EXECUTE PROCEDURE notices_objection_stays();
"""
BACKWARD = """
DROP TRIGGER notices_objection_stays ON notices_objection;
DROP FUNCTION notices_objection_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("notices", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
