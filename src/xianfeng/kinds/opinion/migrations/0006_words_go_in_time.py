"""What the database lets happen to an entry, whoever asks it.

Its words go once, whole, when the term is over by the day of the database itself; whom it is about stays; who handles it goes
up, never back; a digest that was fed back is confirmed and loses the numbers of destroyed entries, nothing else. The 90 days
stand in `kind.KEPT_DAYS` as well.
"""

from django.db import migrations, models

FORWARD = """
UPDATE opinion_opinion AS one SET answered_on = COALESCE(main.answered_on, CURRENT_DATE)
    FROM opinion_opinion AS main
    WHERE one.outcome = 'merged' AND one.answered_on IS NULL AND main.id = one.merged_into_id;
CREATE OR REPLACE FUNCTION opinion_words_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE'
       OR (NEW.id, NEW.campaign_id, NEW.step_code, NEW.organization_id, NEW.about_id, NEW.source, NEW.received_on, NEW.receipt_hash)
          IS DISTINCT FROM
          (OLD.id, OLD.campaign_id, OLD.step_code, OLD.organization_id, OLD.about_id, OLD.source, OLD.received_on, OLD.receipt_hash)
    THEN
        RAISE EXCEPTION 'xianfeng_opinion_stays' USING ERRCODE = '23514';
    END IF;
    IF (NEW.handled_by_id, NEW.about_leader) IS DISTINCT FROM (OLD.handled_by_id, OLD.about_leader)
       AND (OLD.about_leader OR NOT NEW.about_leader OR OLD.outcome <> 'open'
            OR NEW.handled_by_id IN (OLD.handled_by_id, OLD.organization_id)) THEN
        RAISE EXCEPTION 'xianfeng_opinion_handler_stays' USING ERRCODE = '23514';
    END IF;
    IF OLD.public_text_checked_label <> '' AND (NEW.public_text, NEW.public_text_checked_label)
       IS DISTINCT FROM (OLD.public_text, OLD.public_text_checked_label) THEN
        RAISE EXCEPTION 'xianfeng_opinion_copy_stays' USING ERRCODE = '23514';
    END IF;
    IF NEW.answered_on IS DISTINCT FROM OLD.answered_on AND NEW.answered_on IS NOT NULL
       AND (OLD.answered_on IS NOT NULL OR NEW.answered_on < GREATEST(OLD.received_on, OLD.again_on)) THEN
        RAISE EXCEPTION 'xianfeng_opinion_answered_once' USING ERRCODE = '23514';
    END IF;
    IF (NEW.text, NEW.contact, NEW.seconders, NEW.words_destroyed_on)
       IS DISTINCT FROM (OLD.text, OLD.contact, OLD.seconders, OLD.words_destroyed_on)
       AND NOT COALESCE(
           OLD.words_destroyed_on IS NULL
           AND NEW.text = '' AND NEW.contact = '' AND NEW.seconders = '[]'::jsonb
           AND OLD.outcome <> 'open' AND NEW.outcome = OLD.outcome AND NEW.answered_on = OLD.answered_on
           AND NEW.answered_on + 90 <= NEW.words_destroyed_on
           AND NEW.words_destroyed_on <= CURRENT_DATE + 1
           AND NOT EXISTS (SELECT 1 FROM opinion_message m
                           WHERE m.opinion_id = NEW.id AND m.written_on + 90 > NEW.words_destroyed_on),
           FALSE) THEN
        RAISE EXCEPTION 'xianfeng_opinion_stays' USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION opinion_messages_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE'
       OR (NEW.id, NEW.opinion_id, NEW.position, NEW.from_sender, NEW.written_on, NEW.by_label)
          IS DISTINCT FROM (OLD.id, OLD.opinion_id, OLD.position, OLD.from_sender, OLD.written_on, OLD.by_label)
       OR (NEW.text <> OLD.text AND NOT (OLD.from_sender AND NEW.text = '' AND EXISTS (
           SELECT 1 FROM opinion_opinion o WHERE o.id = OLD.opinion_id AND o.words_destroyed_on IS NOT NULL))) THEN
        RAISE EXCEPTION 'xianfeng_opinion_message_stays' USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER opinion_messages_stay BEFORE UPDATE OR DELETE ON opinion_message
    FOR EACH ROW EXECUTE PROCEDURE opinion_messages_stay();

CREATE FUNCTION opinion_forget_sources(lines jsonb) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT COALESCE(jsonb_agg(jsonb_build_array(line.value -> 0, (
        SELECT COALESCE(jsonb_agg(CASE WHEN o.id IS NULL THEN named.value ELSE 'opinion:0' END ORDER BY named.ordinality), '[]')
        FROM jsonb_array_elements_text(line.value -> 1) WITH ORDINALITY AS named
        LEFT JOIN opinion_opinion o ON named.value LIKE 'opinion:%' AND o.words_destroyed_on IS NOT NULL
            AND o.id = split_part(named.value, ':', 2)::bigint
    )) ORDER BY line.ordinality), '[]')
    FROM jsonb_array_elements(lines) WITH ORDINALITY AS line
$$;
CREATE FUNCTION opinion_digest_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state NOT IN ('sent', 'received') THEN
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
        RETURN NEW;
    END IF;
    IF TG_OP = 'DELETE'
       OR (NEW.campaign_id, NEW.step_code, NEW.organization_id, NEW.about_id, NEW.number, NEW.version, NEW."by", NEW.by_label,
           NEW.checked_label, NEW.checked_on)
          IS DISTINCT FROM
          (OLD.campaign_id, OLD.step_code, OLD.organization_id, OLD.about_id, OLD.number, OLD.version, OLD."by", OLD.by_label,
           OLD.checked_label, OLD.checked_on)
       OR NEW.lines NOT IN (OLD.lines, opinion_forget_sources(OLD.lines))
       OR NEW.returned_because NOT IN (OLD.returned_because, '')
       OR ((NEW.state, NEW.received_on, NEW.received_label)
           IS DISTINCT FROM (OLD.state, OLD.received_on, OLD.received_label)
           AND NOT (OLD.state = 'sent' AND NEW.state = 'received')) THEN
        RAISE EXCEPTION 'xianfeng_digest_stays' USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER opinion_digest_stays BEFORE UPDATE OR DELETE ON opinion_digest
    FOR EACH ROW EXECUTE PROCEDURE opinion_digest_stays();
"""
BACKWARD = """
DROP TRIGGER opinion_digest_stays ON opinion_digest;
DROP FUNCTION opinion_digest_stays();
DROP FUNCTION opinion_forget_sources(jsonb);
DROP TRIGGER opinion_messages_stay ON opinion_message;
DROP FUNCTION opinion_messages_stay();
CREATE OR REPLACE FUNCTION opinion_words_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR NEW.text <> OLD.text OR NEW.receipt_hash <> OLD.receipt_hash
       OR NEW.received_on <> OLD.received_on THEN
        RAISE EXCEPTION 'xianfeng_opinion_stays' USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("opinion", "0005_subjects_and_digests")]
    operations = [
        migrations.AddField("opinion", "words_destroyed_on", models.DateField(null=True)),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
