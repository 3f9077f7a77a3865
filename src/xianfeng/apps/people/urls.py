"""Pages of people and organisations, and of signing in."""

from django.urls import path

from xianfeng.apps.people.views import signing_in

app_name = "people"
urlpatterns = [
    path("login/", signing_in.login_page, name="login"),
    path("logout/", signing_in.logout_page, name="logout"),
    path("code/", signing_in.totp, name="totp"),
    path("code/setup/", signing_in.totp_setup, name="totp-setup"),
    path("first/<str:secret>/", signing_in.first_login, name="first-login"),
    path("account/", signing_in.account, name="account"),
    path("account/password/", signing_in.password, name="password"),
    path("account/sessions/", signing_in.end_sessions, name="end-sessions"),
]
