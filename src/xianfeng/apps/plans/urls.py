from django.urls import path

from xianfeng.apps.plans import views
from xianfeng.apps.plans.views import documents

app_name = "plans"
urlpatterns = [
    path("", views.list_plans, name="list"),
    path("desk/", documents.list_documents, name="documents"),
    path("desk/<int:document_id>/", documents.desk, name="desk"),
    path("desk/<int:document_id>/correct/", documents.correct, name="desk-correct"),
    path("desk/<int:document_id>/add/<slug:field>/", documents.add, name="desk-add"),
    path("desk/<int:document_id>/adopt/", documents.adopt_document, name="desk-adopt"),
    path("adopt/", views.adopt, name="adopt"),
    path("<int:version_id>/", views.detail, name="detail"),
    path("<int:version_id>/value/", views.set_value, name="value"),
    path("<int:version_id>/consultation/", views.start_consultation, name="consultation"),
    path("<int:version_id>/publish/", views.publish, name="publish"),
    path("<int:version_id>/comment/", views.comment, name="comment"),
    path("comments/<int:comment_id>/answer/", views.answer, name="answer"),
    path("<int:version_id>/local/<int:organization_id>/", views.local_plan, name="local"),
]
