from django.urls import path

from xianfeng.apps.plans import views
from xianfeng.apps.plans.views import desk, documents, local, open_doors, papers, readings

app_name = "plans"
urlpatterns = [
    path("", views.list_plans, name="list"),
    path("desk/", documents.list_documents, name="documents"),
    path("desk/<int:document_id>/", desk.desk, name="desk"),
    path("desk/<int:document_id>/act/", desk.act, name="desk-act"),
    path("desk/<int:document_id>/edit/<slug:code>/", readings.edit, name="desk-edit"),
    path("desk/<int:document_id>/add/<slug:field>/", readings.add, name="desk-add"),
    path("desk/<int:document_id>/part/<int:number>/", documents.take_part, name="desk-part"),
    path("desk/<int:document_id>/adopt/", documents.adopt_document, name="desk-adopt"),
    path("open/", open_doors.enter, name="open-enter"),
    path("open/receipt/", open_doors.receipt, name="open-receipt"),
    path("open/<slug:code>/", open_doors.opened, name="open"),
    path("<int:version_id>/doors/", open_doors.doors, name="doors"),
    path("doors/<int:door_id>/close/", open_doors.close, name="close-door"),
    path("adopt/", views.adopt, name="adopt"),
    path("<int:version_id>/", views.detail, name="detail"),
    path("<int:version_id>/paper/", papers.printed, name="paper"),
    path("<int:version_id>/plan.docx", papers.word, name="word"),
    path("<int:version_id>/value/", views.set_value, name="value"),
    path("<int:version_id>/answers/", views.answer_questions, name="answers"),
    path("<int:version_id>/consultation/", views.start_consultation, name="consultation"),
    path("<int:version_id>/publish/", views.publish, name="publish"),
    path("<int:version_id>/comment/", views.comment, name="comment"),
    path("comments/<int:comment_id>/answer/", views.answer, name="answer"),
    path("<int:version_id>/local/<int:organization_id>/", local.local_plan, name="local"),
]
