from django.urls import path

from xianfeng.kinds.admission import views

app_name = "admission"
urlpatterns = [path("<int:campaign_id>/<slug:step_code>/", views.step, name="step")]
