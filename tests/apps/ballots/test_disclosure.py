"""What the voter is told is what the tables are."""

from django.db import models

from xianfeng.apps.ballots import disclosure
from xianfeng.apps.ballots.models import Counter, RollEntry, Slip

COLUMNS = {
    RollEntry: {"id", "poll", "position", "person", "name", "unit", "stratum", "marked"},
    Slip: {"key", "poll", "sealed"},
    Counter: {"id", "poll", "stratum", "row", "choice", "count"},
}


def test_the_tables_hold_what_this_list_says_and_no_more():
    """A new column is a new promise to voters: change the page, the threat model and this list together."""
    for model, columns in COLUMNS.items():
        assert {field.name for field in model._meta.concrete_fields} == columns


def test_every_column_is_explained_in_plain_words():
    for table in disclosure.stored_tables():
        assert all(column.endswith(("。", "）")) and len(column) > 4 for column in table.columns)


def test_all_claims_hold_for_the_real_tables():
    assert [claim.code for claim in disclosure.CLAIMS if not claim.holds()] == []
    assert not any(sentence.startswith("注意") for sentence in disclosure.claims())


def test_a_table_with_a_time_or_a_counting_key_is_found_out():
    class Timed(models.Model):
        cast_on = models.DateField()
        number = models.IntegerField()

        class Meta:
            app_label = "ballots_test"
            managed = False

    assert not disclosure.has_no_time(Timed)
    assert not disclosure.has_no_order(Timed)


def test_a_claim_that_fails_says_the_opposite(monkeypatch):
    from dataclasses import replace

    broken = tuple(replace(claim, holds=lambda: False) for claim in disclosure.CLAIMS)
    monkeypatch.setattr(disclosure, "CLAIMS", broken)
    assert all(sentence.startswith("注意") for sentence in disclosure.claims())
