"""Nothing is kept about a person that the page "my record" leaves out without saying why."""

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import factories
from xianfeng.apps.people.models import Person
from xianfeng.desk.record.views import _gather

pytestmark = pytest.mark.django_db

LEFT_OUT = {
    # Pointers: a fact only counts a record (a pledge, a text, a meeting), and each record is listed by its own room.
    "evidence.Fact.person",
    # Words of others, kept from whom they are about: the checked digest made of them is listed instead.
    "opinion.Opinion.about",
    # Part of the minutes, which everybody who was there can read.
    "meeting.Meeting.chair",
    "meeting.Meeting.recorder",
}


def _columns() -> dict[str, tuple[str, str]]:
    """ "app.Model.field" -> (table, column) of every foreign key to a person."""
    return {
        f"{model._meta.app_label}.{model.__name__}.{field.name}": (model._meta.db_table, field.column)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if field.related_model is Person
    }


def test_every_table_that_names_a_person_is_asked_for_the_record():
    someone = factories.person("甲记录")
    factories.account(someone)
    with CaptureQueriesContext(
        connection,
    ) as captured:
        _gather(someone.pk, factories.START)
    asked = [query["sql"] for query in captured.captured_queries]
    missing = sorted(
        name
        for name, (table, column) in _columns().items()
        if name not in LEFT_OUT
        and not any(f'"{table}"' in sql and f'"{column}" = {someone.pk}' in sql for sql in asked)
    )
    assert missing == []
