"""A real process, killed by the system while it imports: nothing has changed, and the worker does it afterwards."""

import os
import signal
import subprocess
import sys
import time

import pytest
from django.db import connection

from tests import factories
from tests.apps.people import rosters
from xianfeng.apps.people import actions, jobs
from xianfeng.apps.people.models import Employment, ImportBatch, ImportProgress, Organization, Person

CHILD = """
import sys, time
import django
from django.conf import settings
django.setup()
from django.db import connections
connections["default"].settings_dict["NAME"] = sys.argv[2]
from xianfeng.apps.people.importing import applying
real = applying._write_changes
def slow(table, changes):
    if table == "employment":
        print("half way", flush=True)
        time.sleep(60)
    return real(table, changes)
applying._write_changes = slow
from xianfeng.apps.people import jobs
jobs.run_import(int(sys.argv[1]))
"""


def counts() -> list[int]:
    return [model.objects.count() for model in (Organization, Person, Employment)]


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_killed_half_way_nothing_changed_and_the_worker_finishes_it():
    now, actor = factories.NOW, factories.TEST_ACTOR
    content = rosters.xlsx(rosters.whole())
    batch_id = actions.upload_roster(now=now, actor=actor, file_name="roster.xlsx", content=content)
    actions.start_import(now=now, actor=actor, batch_id=batch_id)
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, str(batch_id), connection.settings_dict["NAME"]],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "xianfeng.config.settings"},
    )
    try:
        assert child.stdout.readline() == "half way\n"
        # Its bar is visible to others while its rows are not.
        assert ImportProgress.objects.get(pk=batch_id).stage == "write"
        assert counts() == [0, 0, 0]
        assert jobs.run_import(batch_id, now) is False  # busy: nobody else starts it meanwhile
    finally:
        child.send_signal(signal.SIGKILL)
        child.wait()
    assert counts() == [0, 0, 0]
    assert ImportBatch.objects.get(pk=batch_id).state == "applying"
    for _attempt in range(600):  # until the server has noticed that the client is gone and let go of the row
        if jobs.run_waiting_imports(now):
            break
        time.sleep(0.1)
    assert counts() == [6, 3, 3]
    assert (ImportBatch.objects.get(pk=batch_id).state, ImportProgress.objects.count()) == ("applied", 0)
