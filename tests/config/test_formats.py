"""A browser's date field takes one form only; a date filled in another way shows as empty and stops the form."""

from datetime import date

import pytest
from django import forms
from django.utils import translation


class Day(forms.Form):
    on = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}))


@pytest.mark.parametrize("language", ["zh-hans", "zh-hant", "en"])
def test_dates_fill_a_date_field_in_every_language(language):
    with translation.override(language):
        assert 'value="2026-06-27"' in str(Day(initial={"on": date(2026, 6, 27)})["on"])
        assert Day({"on": "2026-06-27"}).is_valid()
