"""What the database lets happen to an essay, whoever asks it.

Its author puts other words in place of it until it was read, and shares it or not. Its words go once, whole, when it is not
shared and the campaign has been over for 365 days by the day of the database itself. The 365 days stand in `kind.KEPT_DAYS` as well.
"""

from django.db import migrations, models

FORWARD = """
CREATE FUNCTION study_essay_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.words_destroyed_on IS NOT NULL
       OR (NEW.id, NEW.nonce, NEW.campaign_id, NEW.step_code, NEW.organization_id, NEW.person_id)
          IS DISTINCT FROM (OLD.id, OLD.nonce, OLD.campaign_id, OLD.step_code, OLD.organization_id, OLD.person_id) THEN
        RAISE EXCEPTION 'xianfeng_essay_stays' USING ERRCODE = '23514';
    END IF;
    IF NEW.words_destroyed_on IS NULL THEN
        IF (NEW.title, NEW.text, NEW.written_at) IS DISTINCT FROM (OLD.title, OLD.text, OLD.written_at)
           AND (NEW.text = '' OR EXISTS (SELECT 1 FROM study_mark m WHERE m.essay_id = OLD.id)) THEN
            RAISE EXCEPTION 'xianfeng_essay_stays' USING ERRCODE = '23514';
        END IF;
    ELSIF NEW.text <> '' OR OLD.is_shared OR NEW.is_shared
       OR (NEW.title, NEW.written_at) IS DISTINCT FROM (OLD.title, OLD.written_at)
       OR NEW.words_destroyed_on > CURRENT_DATE + 1
       OR NOT EXISTS (SELECT 1 FROM campaigns_campaign c
                      WHERE c.id = OLD.campaign_id AND c.closed_at::date + 365 <= NEW.words_destroyed_on) THEN
        RAISE EXCEPTION 'xianfeng_essay_stays' USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER study_essay_stays BEFORE UPDATE OR DELETE ON study_essay
    FOR EACH ROW EXECUTE PROCEDURE study_essay_stays();
"""
BACKWARD = """
DROP TRIGGER study_essay_stays ON study_essay;
DROP FUNCTION study_essay_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("study", "0004_topics")]
    operations = [
        migrations.AddField("essay", "words_destroyed_on", models.DateField(null=True)),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
