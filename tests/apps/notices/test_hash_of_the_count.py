"""The hash of the counters on a notice: printed, kept as it hung, checkable by the script, and silent about small figures."""

import io
import subprocess
import sys
import zipfile
from itertools import product

import docx
import pytest
from django.test import Client

from tests import factories
from tests.apps.ballots.making import RULES, campaign, close, elector, open_poll, vote
from tests.apps.notices.test_actions import wording
from tests.apps.results.test_results import freeze, sign
from xianfeng.apps.ballots import queries as polls
from xianfeng.apps.ballots.models import Counter, Poll
from xianfeng.apps.notices import actions, own, queries
from xianfeng.apps.results.packaging import build_package

pytestmark = pytest.mark.django_db


@pytest.fixture
def counted(settings, tmp_path):
    """A poll of seven that is counted, and the signed decision on it."""
    settings.KEY_FOLDER = tmp_path / "keys"
    polls.get_sheet.cache_clear()
    district = factories.District(members=7, staff=2)
    running = campaign(district)
    poll_id = open_poll(district, running, electors=[elector(one) for one in district.members])
    for turn, member in enumerate(district.members):
        vote(poll_id, member, r1="for" if turn < 6 else "against")
    close(poll_id)
    decision = sign(freeze((district, running), a=10, b=9, c=3), ["a", "b"])
    return district, running, poll_id, decision


def hang(district, running, decision):
    secretary, officer = factories.actor_of(district.secretary), factories.actor_of(district.officer)
    notice = actions.propose(
        now=factories.NOW,
        actor=secretary,
        campaign_id=running.pk,
        step_code="selection",
        organization_id=district.branch.pk,
        wording=wording(),
        nonce="n1",
        subject=f"decision:{decision}",
    )
    before = {"now": factories.NOW, "notice_id": notice}
    actions.review(**before, actor=officer, version=queries.get_notice(notice).version, secrecy_checked=True)
    actions.approve(**before, actor=officer, version=queries.get_notice(notice).version)
    actions.post(**before, actor=secretary, version=queries.get_notice(notice).version)
    return notice


def test_the_sheet_prints_the_hash_and_keeps_it_as_it_hung(counted):
    district, running, poll_id, decision = counted
    value = Poll.objects.get(pk=poll_id).counters_sha256
    notice = hang(district, running, decision)
    assert queries.get_notice(notice).tallies == (("优秀评选投票", value),)
    where = {"campaign_id": running.pk, "step_code": "selection", "organization_id": district.branch.pk, "days": 1}
    until = queries.get_notice(notice).ends_on
    assert [(term.last_day, term.is_open) for term in own.list_contest_terms(**where)] == [(until, False)]
    Poll.objects.filter(pk=poll_id).update(counters_sha256="0" * 64)
    client = Client()
    client.force_login(district.account_of(district.secretary))
    for page in (f"/notices/{notice}/", f"/notices/{notice}/sheet/"):
        said = client.get(page).content.decode()
        assert (value in said, "核对办法" in said) == (True, True)
    paper = docx.Document(io.BytesIO(client.get(f"/notices/{notice}/sheet/", {"format": "docx"}).content))
    assert sum(value in line.text for line in paper.paragraphs) == 1


def test_before_it_hangs_the_page_shows_what_will_be_printed(counted):
    district, running, poll_id, decision = counted
    secretary = factories.actor_of(district.secretary)
    notice = actions.propose(
        now=factories.NOW,
        actor=secretary,
        campaign_id=running.pk,
        step_code="selection",
        organization_id=district.branch.pk,
        wording=wording(),
        nonce="n2",
        subject=f"decision:{decision}",
    )
    assert queries.get_notice(notice).tallies == ()
    where = {"campaign_id": running.pk, "step_code": "selection", "organization_id": district.branch.pk, "days": 1}
    assert [term.is_open for term in own.list_contest_terms(**where)] == [True]
    client = Client()
    client.force_login(district.account_of(district.secretary))
    assert Poll.objects.get(pk=poll_id).counters_sha256 in client.get(f"/notices/{notice}/").content.decode()


def test_the_full_package_makes_the_printed_value_again(counted, tmp_path):
    _district, running, poll_id, _decision = counted
    value = Poll.objects.get(pk=poll_id).counters_sha256
    assert not [name for name in _files(build_package(running.pk)) if name.startswith("tallies/")]
    path = tmp_path / "package.zip"
    path.write_bytes(build_package(running.pk, full=True))
    assert f"计票校验值{value}，一致" in _checked(path)
    Counter.objects.filter(poll=poll_id, row=1, choice="for").update(count=7)
    path.write_bytes(build_package(running.pk, full=True))
    assert f"计票校验值{value}，不一致" in _checked(path)


def _files(data):
    return zipfile.ZipFile(io.BytesIO(data)).namelist()


def _checked(path):
    script = path.with_name("check_result.py")
    script.write_bytes(zipfile.ZipFile(path).read("check_result.py"))
    return subprocess.run([sys.executable, "-I", script, path], capture_output=True, text=True, check=False).stdout


def test_nobody_finds_a_withheld_figure_by_trying(counted):
    """Whoever reads the notice and the published tally tries every way to fill what was withheld."""
    _district, _running, poll_id, _decision = counted
    tally, published = polls.get_tally(poll_id), polls.get_published(poll_id)
    codes = RULES.row_codes()
    real = sorted(Counter.objects.filter(poll=poll_id).values_list("stratum", "row", "choice", "count"))
    assert published.rows[0].cells["against"] is None, "one of seven is withheld"
    known = {(s, row, c): n for s, row, c, n in real if row != 1}
    shown = {code: published.rows[0].cells[code] for code in codes}
    hidden = [code for code in codes if shown[code] is None]

    def fits(salt, value):
        for guess in product(range(tally.valid + 1), repeat=len(hidden)):
            row = {**shown, **dict(zip(hidden, guess, strict=True))}
            if sum(row.values()) == tally.valid:
                cells = known | {("members", 1, code): count for code, count in row.items()}
                if polls.counters_sha256([(*cell, count) for cell, count in cells.items()], salt) == value:
                    yield row

    bare = polls.counters_sha256(real)
    assert [row["against"] for row in fits("", bare)] == [1], "without a salt the attack succeeds"
    assert list(fits("", tally.sha256)) == []
