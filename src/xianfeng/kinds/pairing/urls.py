from django.urls import path

from xianfeng.kinds.pairing import views

app_name = "pairing"
urlpatterns = [
    path("pair/<int:pair_id>/", views.pair, name="pair"),
    path("<int:campaign_id>/<slug:step_code>/", views.step, name="step"),
    path("<int:campaign_id>/<slug:step_code>/propose/", views.propose, name="propose"),
    path("<int:campaign_id>/<slug:step_code>/propose-many/", views.propose_many, name="propose-many"),
]
