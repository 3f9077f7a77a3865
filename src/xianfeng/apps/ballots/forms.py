"""What is typed about the trustees of an organisation's ballots."""

from __future__ import annotations

from collections.abc import Sequence

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from xianfeng.apps.ballots.actions import NewPost
from xianfeng.apps.ballots.queries import POSTS, KeeperRow
from xianfeng.apps.people.choosing import Crowd, PersonField

TITLES = ("纪检委员", "教师代表")


class Trustees(forms.Form):
    """Both posts: what each is called, who keeps its key, who stands in."""

    use_required_attribute = False

    def __init__(self, *args: object, keepers: Sequence[KeeperRow], crowd: Crowd, **kwargs: object) -> None:
        super().__init__(*args, auto_id="%s", **kwargs)
        at = {(one.post, one.is_deputy): one for one in keepers}
        for number, usual in zip(POSTS, TITLES, strict=True):
            holder, deputy = at.get((number, False)), at.get((number, True))
            self.fields[f"title{number}"] = forms.CharField(
                label=_("职务"), max_length=40, initial=holder.title if holder else usual
            )
            for name, label, kept in (("holder", _("保管人"), holder), ("deputy", _("候补"), deputy)):
                field = PersonField(label=label, initial=kept.person_id if kept else None)
                field.crowd = crowd
                self.fields[f"{name}{number}"] = field

    def fields_of(self, post: int) -> list[BoundField]:
        return [self[f"{name}{post}"] for name in ("title", "holder", "deputy")]

    def posts(self) -> list[NewPost]:
        data = self.cleaned_data
        return [NewPost(data[f"title{n}"], data[f"holder{n}"], data[f"deputy{n}"]) for n in POSTS]
