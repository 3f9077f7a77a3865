import pytest

from tests import factories
from xianfeng.apps.ballots import queries


@pytest.fixture(autouse=True)
def key_folder(settings, tmp_path):
    settings.KEY_FOLDER = tmp_path / "keys"
    queries.get_sheet.cache_clear()  # numbers of polls come again in another test's database
    return settings.KEY_FOLDER


@pytest.fixture
def district(transactional_db):
    return factories.District(members=13, staff=3)
