import pytest
import time_machine
from tests import factories

from xianfeng.apps.ballots import queries as ballots


@pytest.fixture(autouse=True)
def key_folder(settings, tmp_path):
    settings.KEY_FOLDER = tmp_path / "keys"
    ballots.get_sheet.cache_clear()


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(factories.NOW, tick=False) as traveller:
        yield traveller
