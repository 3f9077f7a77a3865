from django.urls import path

from xianfeng.desk.board import evidence, heads, leaders, portfolio, tree, views

app_name = "board"
urlpatterns = [
    path("", views.latest, name="board"),
    path("portfolio/", portfolio.portfolio, name="portfolio"),
    path("<int:campaign_id>/", views.board, name="campaign"),
    path("<int:campaign_id>/evidence/", evidence.evidence, name="evidence"),
    path("<int:campaign_id>/heads/", heads.heads, name="heads"),
    path("<int:campaign_id>/leaders/", leaders.leaders, name="leaders"),
    path("<int:campaign_id>/tree/", tree.tree, name="tree"),
]
