"""Pages of notices; the open ones are for people without an account."""

from django.urls import path

from xianfeng.apps.notices import open_views
from xianfeng.apps.notices.views import lists, objections, releases, sheets

app_name = "notices"
urlpatterns = [
    path("", lists.list_notices, name="list"),
    path("board/", lists.board, name="board"),
    path("releases/", releases.list_releases, name="releases"),
    path("receipt/", open_views.receipt, name="receipt"),
    path("open/<int:notice_id>/", open_views.public, name="public"),
    path("open/<int:notice_id>/object/", open_views.public_object, name="public-object"),
    path("t/<str:token>/", open_views.token, name="token"),
    path("t/<str:token>/object/", open_views.token_object, name="token-object"),
    path("<int:notice_id>/", sheets.detail, name="detail"),
    path("<int:notice_id>/act/", sheets.act, name="act"),
    path("<int:notice_id>/sheet/", sheets.sheet, name="sheet"),
    path("<int:notice_id>/object/", open_views.inside_object, name="object"),
    path("<int:notice_id>/record/", objections.record, name="record"),
    path("<int:notice_id>/objections/<int:objection_id>/", objections.objection, name="objection"),
]
