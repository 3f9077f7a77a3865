import pytest
from django.db import connection

from tests import factories
from tests.attacks import attacker
from xianfeng.apps.ballots import queries


@pytest.fixture(autouse=True)
def key_folder(settings, tmp_path):
    settings.KEY_FOLDER = tmp_path / "keys"
    queries.get_sheet.cache_clear()  # numbers of polls come again in another test's database
    return settings.KEY_FOLDER


@pytest.fixture
def administrator(transactional_db):
    """The leak test needs the powers of its attacker; on the embedded server it always has them."""
    if not attacker.is_administrator():
        pytest.skip("needs a superuser of a server whose major version has bundled client programs")


@pytest.fixture
def district(transactional_db):
    """Polls get numbers so large that no count in the files looks like one of them, and files of their own: in emptied
    ones new rows would not lie in the order in which they came."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE ballots_poll, ballots_slip CASCADE")
        cursor.execute("SELECT setval('ballots_poll_id_seq', greatest(nextval('ballots_poll_id_seq'), %s))", [1 << 40])
    return factories.District(members=13, staff=3)
