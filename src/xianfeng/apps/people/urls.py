"""Pages of people and organisations, and of signing in."""

from django.urls import path

from xianfeng.apps.people.views import accounts, imports, organizations, people, record_notes, signing_in

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
    path("notes/", record_notes.attach, name="note"),
    path("notes/<int:note_id>/", record_notes.answer, name="note-answer"),
    path("", people.index, name="index"),
    path("export.xlsx", people.export, name="export"),
    path("persons/<int:person_id>/", people.person, name="person"),
    path("persons/<int:person_id>/offices/<int:office_id>/end/", people.end_office, name="end-office"),
    path("persons/<int:person_id>/<slug:code>/", people.movement, name="movement"),
    path("organizations/", organizations.tree, name="organizations"),
    path("organizations/export.xlsx", organizations.export, name="organizations-export"),
    path("organizations/<int:organization_id>/", organizations.organization, name="organization"),
    path("imports/", imports.imports, name="imports"),
    path("imports/template.xlsx", imports.template, name="import-template"),
    path("imports/<int:batch_id>/", imports.batch, name="import"),
    path("imports/<int:batch_id>/progress/", imports.progress, name="import-progress"),
    path("imports/<int:batch_id>/marked.xlsx", imports.marked, name="import-marked"),
    path("imports/<int:batch_id>/apply/", imports.apply, name="import-apply"),
    path("imports/<int:batch_id>/undo/", imports.undo, name="import-undo"),
    path("accounts/", accounts.accounts, name="accounts"),
    path("accounts/create/", accounts.create, name="account-create"),
    path("accounts/create-many/", accounts.create_many, name="account-create-many"),
    path("accounts/slips/", accounts.print_slips, name="slips"),
    path("accounts/<int:account_id>/", accounts.account, name="account-of"),
    path("accounts/<int:account_id>/lock/", accounts.lock, name="account-lock"),
    path("accounts/<int:account_id>/unlock/", accounts.unlock, name="account-unlock"),
    path("accounts/<int:account_id>/link/", accounts.link, name="account-link"),
    path("accounts/<int:account_id>/grant/", accounts.grant, name="role-grant"),
    path("accounts/<int:account_id>/first/", accounts.name_first, name="role-first"),
    path("accounts/<int:account_id>/roles/<int:grant_id>/end/", accounts.end_role, name="role-end"),
    path("accounts/<int:account_id>/code/reset/", accounts.reset_totp, name="totp-reset"),
]
