"""Which channels were used, which groups were heard, what was given back: numbers and days, written once."""

import django.db.models.deletion
from django.db import migrations, models

FORWARD = """
CREATE FUNCTION opinion_hearings_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.withdrawn_on IS NOT NULL OR NEW.channel <> OLD.channel OR NEW.held_on <> OLD.held_on
       OR NEW.heard <> OLD.heard OR NEW.text <> OLD.text THEN
        RAISE EXCEPTION 'xianfeng_opinion_hearing_stays' USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER opinion_hearings_stay BEFORE UPDATE OR DELETE ON opinion_hearing
    FOR EACH ROW EXECUTE PROCEDURE opinion_hearings_stay();
"""
BACKWARD = """
DROP TRIGGER opinion_hearings_stay ON opinion_hearing;
DROP FUNCTION opinion_hearings_stay();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("campaigns", "0001_initial"),
        ("people", "0003_roles_without_organization"),
        ("opinion", "0002_words_stay"),
    ]
    operations = [
        migrations.CreateModel(
            name="Hearing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("step_code", models.CharField(max_length=60)),
                (
                    "channel",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("box", "意见箱"),
                            ("forum", "座谈会"),
                            ("talk", "个别谈话"),
                            ("form", "征求意见表"),
                            ("hotline", "热线电话"),
                            ("web", "网上意见箱"),
                        ],
                        max_length=10,
                    ),
                ),
                ("held_on", models.DateField()),
                ("heard", models.JSONField(default=dict)),
                ("text", models.TextField(blank=True)),
                ("by_label", models.CharField(max_length=200)),
                ("withdrawn_on", models.DateField(null=True)),
                ("withdrawn_because", models.CharField(blank=True, max_length=300)),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="campaigns.campaign"
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.organization"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_on__isnull", True)),
                        fields=("campaign", "step_code", "organization", "channel", "held_on"),
                        name="opinion_hearing_once",
                    )
                ],
            },
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
