"""The words of an entry cannot be changed or deleted, whoever asks the database; hiding leaves them where they are."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION opinion_words_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR NEW.text <> OLD.text OR NEW.receipt_hash <> OLD.receipt_hash
       OR NEW.received_on <> OLD.received_on THEN
        RAISE EXCEPTION 'xianfeng_opinion_stays' USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER opinion_words_stay BEFORE UPDATE OR DELETE ON opinion_opinion
    FOR EACH ROW EXECUTE PROCEDURE opinion_words_stay();
"""
BACKWARD = """
DROP TRIGGER opinion_words_stay ON opinion_opinion;
DROP FUNCTION opinion_words_stay();
"""


class Migration(migrations.Migration):
    dependencies = [("opinion", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
