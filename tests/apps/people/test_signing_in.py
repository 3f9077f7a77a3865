"""Signing in: lock-out, one-time codes, first login, and what each page says."""

from datetime import timedelta

import pyotp
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests import factories
from xianfeng.apps.journal.models import Entry
from xianfeng.apps.people import actions, authentication
from xianfeng.apps.people.actions.signing_in import LinkRefused, PasswordRefused, SignInRefused
from xianfeng.apps.people.models import Account, FirstLogin, LoginFailure
from xianfeng.apps.people.views import signing_in as views

pytestmark = pytest.mark.django_db
NOW = factories.NOW
GOOD = "heshan-9-yue-kaoti"


@pytest.fixture
def someone():
    return factories.account(factories.person("试用甲"))


@pytest.fixture
def officer(settings):
    settings.TOTP_ROLES = [*settings.TOTP_ROLES, "bureau_officer"]
    committee = factories.organization("party_committee")
    return factories.account(factories.person("干事", status="non_member"), grant="bureau_officer", at=committee)


def _fail(login, times, now=NOW):
    codes = []
    for _n in range(times):
        with pytest.raises(SignInRefused) as caught:
            actions.sign_in(now=now, login=login, password="不对")
        codes.append(caught.value.code)
    return codes


def test_right_password_signs_in(someone):
    answer = actions.sign_in(now=NOW, login=someone.login, password=GOOD)
    assert (answer.account_id, answer.needs_totp) == (someone.pk, False)


def test_phone_signs_in_only_when_it_belongs_to_one_person(someone):
    someone.person.phone = "13900000001"
    someone.person.save()
    assert actions.sign_in(now=NOW, login="13900000001", password=GOOD).account_id == someone.pk
    other = factories.account(factories.person("试用乙"))
    other.person.phone = "13900000001"
    other.person.save()
    assert _fail("13900000001", 1) == ["wrong"]


def test_five_failures_lock_for_fifteen_minutes(someone):
    assert _fail(someone.login, 5) == ["wrong"] * 4 + ["locked"]
    with pytest.raises(SignInRefused) as caught:
        actions.sign_in(now=NOW + timedelta(minutes=14), login=someone.login, password=GOOD)
    assert (caught.value.code, caught.value.params["minutes"]) == ("locked", 1)
    later = NOW + timedelta(minutes=15)
    assert actions.sign_in(now=later, login=someone.login, password=GOOD).account_id == someone.pk
    assert Account.objects.get(pk=someone.pk).failed_logins == 0
    assert Entry.objects.filter(action="account.locked_out").count() == 1


def test_an_unknown_number_answers_like_a_known_one(someone):
    assert _fail("没有这个工号", 6) == _fail(someone.login, 6)
    assert "没有这个工号" not in str(list(LoginFailure.objects.values()))


def test_unknown_failures_are_forgotten_after_a_day():
    _fail("nobody-1", 1)
    _fail("nobody-2", 1, now=NOW + timedelta(days=2))
    assert LoginFailure.objects.count() == 1


def test_every_refusal_costs_one_password_check(someone, monkeypatch):
    """The time of an answer must not tell whether the account exists or is locked."""
    calls = []
    real_make, real_check = authentication.make_password, authentication.check_password
    monkeypatch.setattr(authentication, "make_password", lambda *a: calls.append("make") or real_make(*a))
    monkeypatch.setattr(authentication, "check_password", lambda *a: calls.append("check") or real_check(*a))
    _fail("没有", 1)
    _fail(someone.login, 6)
    blank = factories.account(factories.person("无密码"))
    blank.set_unusable_password()
    blank.save()
    _fail(blank.login, 1)
    assert len(calls) == 8


def test_totp_code_is_good_once(officer):
    secret = authentication.new_totp_secret()
    now = timezone.now()
    actor = factories.TEST_ACTOR
    first = pyotp.TOTP(secret).at(now)
    actions.adopt_totp(now=now, actor=actor, account_id=officer.pk, secret=secret, code=first)
    officer.refresh_from_db()
    assert secret not in officer.totp_secret
    with pytest.raises(SignInRefused) as caught:
        actions.verify_totp(now=now, account_id=officer.pk, code=first)
    assert caught.value.code == "wrong_code"
    later = now + timedelta(seconds=60)
    actions.verify_totp(now=later, account_id=officer.pk, code=pyotp.TOTP(secret).at(later))
    with pytest.raises(SignInRefused):
        actions.verify_totp(now=later, account_id=officer.pk, code=pyotp.TOTP(secret).at(later))


def test_wrong_codes_lock_too(officer):
    now = timezone.now()
    secret = authentication.new_totp_secret()
    actions.adopt_totp(
        now=now, actor=factories.TEST_ACTOR, account_id=officer.pk, secret=secret, code=pyotp.TOTP(secret).at(now)
    )
    wrong = "000000" if pyotp.TOTP(secret).at(now + timedelta(seconds=60)) != "000000" else "000001"
    codes = []
    for _n in range(5):
        with pytest.raises(SignInRefused) as caught:
            actions.verify_totp(now=now, account_id=officer.pk, code=wrong)
        codes.append(caught.value.code)
        if len(codes) < 5:  # the right password in between buys no new guesses
            actions.sign_in(now=now, login=officer.login, password=GOOD)
    assert codes == ["wrong_code"] * 4 + ["locked"]


def test_first_login_link_sets_a_password_once(someone):
    ((name, number, secret),) = actions.issue_first_login(now=NOW, actor=factories.TEST_ACTOR, account_ids=[someone.pk])
    assert (name, number) == ("试用甲", someone.login)
    assert secret not in str(list(FirstLogin.objects.values()))
    actions.set_first_password(now=NOW, secret=secret, password="shuxue-zu-2026-qiu")
    assert actions.sign_in(now=NOW, login=someone.login, password="shuxue-zu-2026-qiu").account_id == someone.pk
    with pytest.raises(LinkRefused) as caught:
        actions.set_first_password(now=NOW, secret=secret, password="shuxue-zu-2026-dong")
    assert caught.value.code == "link_used"


def test_a_new_link_voids_the_old_and_links_expire(someone):
    issue = {"actor": factories.TEST_ACTOR, "account_ids": [someone.pk]}
    ((*_who, old),) = actions.issue_first_login(now=NOW, **issue)
    ((*_who, new),) = actions.issue_first_login(now=NOW, **issue)
    with pytest.raises(LinkRefused) as unknown:
        actions.set_first_password(now=NOW, secret=old, password=GOOD)
    with pytest.raises(LinkRefused) as expired:
        actions.set_first_password(now=NOW + timedelta(days=14), secret=new, password=GOOD)
    assert (unknown.value.code, expired.value.code) == ("link_unknown", "link_expired")


def test_weak_passwords_are_refused(someone):
    for weak in ("short", "1234567890", "password123", someone.login + "abc"):
        with pytest.raises(PasswordRefused):
            actions.change_password(now=NOW, actor=factories.TEST_ACTOR, account_id=someone.pk, old=GOOD, new=weak)
    assert actions.sign_in(now=NOW, login=someone.login, password=GOOD).account_id == someone.pk


# pages


def test_login_page_and_wrong_password_say_so(someone):
    client = Client()
    assert client.get(reverse("people:login")).status_code == 200
    answer = client.post(reverse("people:login"), {"login": someone.login, "password": "不对"})
    assert answer.status_code == 422
    assert "工号（手机号）或密码不对" in answer.content.decode()


def test_one_address_cannot_try_number_after_number(someone, monkeypatch):
    monkeypatch.setattr(views, "DOOR", views.Door(wrong_codes=3))
    client, address = Client(), reverse("people:login")
    for number in ("1001", "1002", "1003"):
        assert "密码不对" in client.post(address, {"login": number, "password": "不对"}).content.decode()
    right = client.post(address, {"login": someone.login, "password": factories.PASSWORD})
    assert (right.status_code, "请过一小时再试" in right.content.decode()) == (422, True)


def test_login_goes_where_one_wanted_and_never_elsewhere(someone):
    wanted = reverse("people:account")
    client = Client()
    assert client.get(wanted).status_code == 302
    answer = client.post(reverse("people:login"), {"login": someone.login, "password": GOOD, "next": wanted})
    assert answer.headers["Location"] == wanted
    client = Client()
    answer = client.post(
        reverse("people:login"), {"login": someone.login, "password": GOOD, "next": "https://elsewhere.example/"}
    )
    assert "elsewhere" not in answer.headers["Location"]


def test_officer_sets_up_a_code_and_needs_it_ever_after(officer):
    client = Client()
    credentials = {"login": officer.login, "password": GOOD}
    answer = client.post(reverse("people:login"), credentials)
    assert answer.headers["Location"] == reverse("people:totp-setup")
    assert client.get(reverse("people:account")).status_code == 302
    page = client.get(reverse("people:totp-setup"))
    shown = page.context["secret"].replace(" ", "")
    assert client.post(reverse("people:totp-setup"), {"code": "12"}).status_code == 422
    client.post(reverse("people:totp-setup"), {"code": pyotp.TOTP(shown).now()})
    assert client.get(reverse("people:account")).status_code == 200
    again = Client()
    assert again.post(reverse("people:login"), credentials).headers["Location"] == reverse("people:totp")
    assert again.get(reverse("people:totp-setup")).headers["Location"] == reverse("people:totp")
    Account.objects.update(totp_last_step=0)
    again.post(reverse("people:totp"), {"code": pyotp.TOTP(shown).now()})
    assert again.get(reverse("people:account")).status_code == 200


def test_the_code_page_is_closed_without_the_password():
    assert Client().get(reverse("people:totp")).headers["Location"] == reverse("people:login")
    assert Client().get(reverse("people:totp-setup")).headers["Location"] == reverse("people:login")


def test_first_login_page(someone):
    ((*_who, secret),) = actions.issue_first_login(
        now=timezone.now(), actor=factories.TEST_ACTOR, account_ids=[someone.pk]
    )
    url = reverse("people:first-login", args=[secret])
    client = Client()
    assert "试用甲" in client.get(url).content.decode()
    assert client.post(url, {"new": "shuxue-zu-2026-qiu", "again": "别的"}).status_code == 422
    assert client.post(url, {"new": "shuxue-zu-2026-qiu", "again": "shuxue-zu-2026-qiu"}).status_code == 302
    assert client.get(reverse("people:account")).status_code == 200
    gone = Client().get(url)
    assert gone.status_code == 404
    assert "已经用过" in gone.content.decode()


def test_changing_the_password_ends_the_other_sessions(someone):
    here, there = Client(), Client()
    for client in (here, there):
        client.post(reverse("people:login"), {"login": someone.login, "password": GOOD})
    new = "yuwen-zu-2026-chun"
    here.post(reverse("people:password"), {"old": GOOD, "new": new, "again": new})
    assert here.get(reverse("people:account")).status_code == 200
    assert there.get(reverse("people:account")).status_code == 302


def test_the_old_password_cannot_be_guessed_at_a_browser_left_open(someone):
    stamp = {"now": NOW, "actor": factories.TEST_ACTOR, "account_id": someone.pk, "new": "xin-mima-2027"}
    codes = []
    for old in [*["不对"] * 5, GOOD]:
        with pytest.raises((PasswordRefused, SignInRefused)) as caught:
            actions.change_password(**stamp, old=old)
        codes.append(caught.value.code)
    assert codes == ["wrong_old"] * 5 + ["locked"]


def test_leaving_on_all_devices(someone):
    here, there = Client(), Client()
    for client in (here, there):
        client.post(reverse("people:login"), {"login": someone.login, "password": GOOD})
    here.post(reverse("people:end-sessions"))
    assert [client.get(reverse("people:account")).status_code for client in (here, there)] == [302, 302]


def test_only_a_post_signs_out(someone):
    client = Client()
    client.post(reverse("people:login"), {"login": someone.login, "password": GOOD})
    assert client.get(reverse("people:logout")).status_code == 200
    assert client.get(reverse("people:account")).status_code == 200
    client.post(reverse("people:logout"))
    assert client.get(reverse("people:account")).status_code == 302


def test_an_account_closed_while_signed_in_is_out(someone):
    client = Client()
    client.post(reverse("people:login"), {"login": someone.login, "password": GOOD})
    actions.lock_account(now=NOW, actor=factories.TEST_ACTOR, account_id=someone.pk, reason="调离")
    assert client.get(reverse("people:account")).status_code == 302
    assert _fail(someone.login, 1) == ["wrong"]
