from django.urls import path

from xianfeng.kinds.closing import views
from xianfeng.kinds.closing.choosing import indicators

app_name = "closing"
urlpatterns = [
    path("<int:campaign_id>/<slug:step_code>/", views.step, name="step"),
    path("<int:campaign_id>/<slug:step_code>/indicators/", indicators, name="indicators"),
    path("<int:campaign_id>/<slug:step_code>/write/", views.write, name="write"),
    path("<int:campaign_id>/<slug:step_code>/summary.docx", views.word, name="word"),
]
