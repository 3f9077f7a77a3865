"""The database itself refuses to change what is filed: the frozen file, its notes, and the records it was made from."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION archive_refuse_edit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'xianfeng_archived' USING ERRCODE = '23514';
END $$;
CREATE FUNCTION archive_refuse_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    campaign bigint;
    unit bigint;
BEGIN
    IF TG_OP = 'INSERT' THEN
        campaign := NEW.campaign_id; unit := NEW.organization_id;
    ELSE
        campaign := OLD.campaign_id; unit := OLD.organization_id;
    END IF;
    IF EXISTS (SELECT 1 FROM archive_archivedcampaign a WHERE a.campaign_id = campaign AND a.organization_id = unit) THEN
        RAISE EXCEPTION 'xianfeng_archived' USING ERRCODE = '23514';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER archive_file_fixed BEFORE UPDATE OR DELETE ON archive_archivedcampaign
    FOR EACH ROW EXECUTE PROCEDURE archive_refuse_edit();
CREATE TRIGGER archive_note_fixed BEFORE UPDATE OR DELETE ON archive_archivenote
    FOR EACH ROW EXECUTE PROCEDURE archive_refuse_edit();
CREATE TRIGGER archive_frozen BEFORE INSERT OR UPDATE OR DELETE ON notices_notice
    FOR EACH ROW EXECUTE PROCEDURE archive_refuse_frozen();
CREATE TRIGGER archive_frozen BEFORE INSERT OR UPDATE OR DELETE ON evidence_fact
    FOR EACH ROW EXECUTE PROCEDURE archive_refuse_frozen();
CREATE TRIGGER archive_frozen BEFORE INSERT OR UPDATE OR DELETE ON campaigns_stepverdict
    FOR EACH ROW EXECUTE PROCEDURE archive_refuse_frozen();
CREATE TRIGGER archive_frozen BEFORE INSERT OR UPDATE OR DELETE ON campaigns_excuse
    FOR EACH ROW EXECUTE PROCEDURE archive_refuse_frozen();
"""
BACKWARD = """
DROP TRIGGER archive_frozen ON campaigns_excuse;
DROP TRIGGER archive_frozen ON campaigns_stepverdict;
DROP TRIGGER archive_frozen ON evidence_fact;
DROP TRIGGER archive_frozen ON notices_notice;
DROP TRIGGER archive_note_fixed ON archive_archivenote;
DROP TRIGGER archive_file_fixed ON archive_archivedcampaign;
DROP FUNCTION archive_refuse_frozen();
DROP FUNCTION archive_refuse_edit();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("archive", "0001_initial"),
        ("campaigns", "0001_initial"),
        ("evidence", "0001_initial"),
        ("notices", "0001_initial"),
    ]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
