"""What the voter is told is what the tables are."""

from django.db import models

from xianfeng.apps.ballots import disclosure, sealing
from xianfeng.apps.ballots.models import Comment, Counter, KeptSlips, PollKey, RollEntry, SealedComment, Slip, VoteCode
from xianfeng.apps.ballots.queries import PollKeeperRow

COLUMNS = {
    RollEntry: {"id", "poll", "position", "person", "name", "unit", "stratum", "marked"},
    Slip: {"key", "poll", "sealed"},
    Counter: {"id", "poll", "stratum", "row", "choice", "count"},
    PollKey: {"id", "poll", "post", "title", "person", "is_deputy", "standing_key", "sealed", "kept_half"},
    KeptSlips: {"id", "poll", "sealed", "sha256", "asked_on", "asked_by_label", "destroyed_on"},
    VoteCode: {"sha256", "poll", "stratum", "used"},
    SealedComment: {"key", "poll", "sealed"},
    Comment: {"key", "poll", "text", "state"},
}
KEEPERS = [
    PollKeeperRow(post, title, number, name, is_deputy, False)
    for number, (post, title, name, is_deputy) in enumerate(
        [
            (1, "纪检委员", "甲", False),
            (1, "纪检委员", "乙", True),
            (2, "教师代表", "丙", False),
            (2, "教师代表", "丁", True),
        ]
    )
]


def test_the_tables_hold_what_this_list_says_and_no_more():
    """A new column is a new promise to voters: change the page, the threat model and this list together."""
    for model, columns in COLUMNS.items():
        assert {field.name for field in model._meta.concrete_fields} == columns


def test_every_column_is_explained_in_plain_words():
    every = disclosure.stored_tables(trustees=2, codes=True, comments=True)
    assert len(every) == len(COLUMNS)
    for table in every:
        assert all(column.endswith(("。", "）")) and len(column) > 4 for column in table.columns)


def test_all_claims_hold_for_the_real_tables():
    every = disclosure.CLAIMS + disclosure.CLAIMS_WITH_TRUSTEES + disclosure.CLAIMS_WITHOUT_TRUSTEES
    assert [claim.code for claim in every if not claim.holds()] == []
    assert not any(sentence.startswith("注意") for n in (1, 2) for sentence in disclosure.claims(trustees=n))


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

    for group in ("CLAIMS", "CLAIMS_WITHOUT_TRUSTEES"):
        broken = tuple(replace(claim, holds=lambda: False) for claim in getattr(disclosure, group))
        monkeypatch.setattr(disclosure, group, broken)
    assert all(sentence.startswith("注意") for sentence in disclosure.claims())


def test_the_page_says_which_of_the_two_sealings_holds():
    alone, together = disclosure.who_opens([]), disclosure.who_opens(KEEPERS)
    assert "没有设开票人" in alone
    assert "纪检委员甲（候补乙）、教师代表丙（候补丁）" in together
    told = {one.who: one.what for one in disclosure.knowers(keepers=KEEPERS, smallest_cell=5)}
    assert "打不开" in told["纪检委员甲（候补乙）"]
    assert "与计票结果相同" in told["两边的钥匙和计票后的数据库都拿到的人"]
    assert "留下钥匙的副本" in told["改动了正在运行的程序的人"]
    assert "同时拿到数据库和开票钥匙的人" not in told
    assert "同时拿到数据库和开票钥匙的人" in {one.who for one in disclosure.knowers(keepers=[], smallest_cell=5)}


def test_the_claim_of_two_keys_is_tried_and_would_be_withdrawn(monkeypatch):
    """Control: sealed to the last key only, the page says that one key is enough."""
    assert disclosure.opens_only_together()
    monkeypatch.setattr(disclosure, "seal", lambda poll, mark, keys: sealing.seal(poll, mark, keys[1:]))
    assert not disclosure.opens_only_together()
    assert "注意：只用一把钥匙也能打开票条。" in disclosure.claims(trustees=2)


def test_what_is_kept_for_a_recount_is_told_and_who_has_its_key():
    for trustees, key in ((1, "另用一把钥匙"), (2, "两边的钥匙缺一不可")):
        assert any("重新计票" in table.title for table in disclosure.stored_tables(trustees=trustees))
        assert [key in said for said in disclosure.claims(trustees=trustees) if "重新计票" in said] == [True]
    alone = {one.who: one.what for one in disclosure.knowers(keepers=[], smallest_cell=5)}
    assert "与计票结果相同" in alone["计票后拿到数据库和留存票条的钥匙的人"]


def test_the_claim_about_kept_slips_would_be_withdrawn(monkeypatch):
    """Control: a block that one half opens, or that is longer for what it says."""
    assert disclosure.is_kept_as_one()
    monkeypatch.setattr(disclosure, "open_block", lambda poll, sealed, halves: ())
    assert not disclosure.is_kept_as_one()
    for trustees in (1, 2):
        assert "注意：计票后留存的票条没有按说明密封。" in disclosure.claims(trustees=trustees)
