"""The few links at the top of every page, by what the signed-in person may do."""

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from xianfeng.apps.people import access, queries
from xianfeng.config import first_start


def navigation(request: HttpRequest) -> dict[str, object]:
    user = getattr(request, "user", None)
    everybody = {"complaint_url": _address("opinion:boxes"), "made_up": first_start.is_demonstration()}
    if user is None or not user.is_authenticated:
        return {"navigation": [], **everybody}
    viewer = access.viewer_of(request)
    wanted = [("home:home", _("我的待办"), True)]
    organiser = viewer.has("branch_secretary") or viewer.has("deputy_secretary")
    upstairs = viewer.has("bureau_officer") or viewer.has("inspector")
    admin = any(viewer.has(role) for role in ("system_admin", "security_admin"))
    wanted += [
        ("home:branch", _("支部"), organiser or bool(viewer.branch_ids)),
        ("board:board", _("全区进展"), upstairs),
        ("board:portfolio", _("我分管的"), viewer.has("leader_in_charge")),
        ("campaigns:list", _("活动"), organiser or upstairs),
        ("plans:list", _("方案"), organiser or upstairs),
        ("notices:board", _("公示栏"), not upstairs and bool(viewer.branch_ids | viewer.workplace_ids)),
        ("people:index", _("人员与组织"), admin or viewer.has("bureau_officer") or organiser),
        ("journal:search", _("日志"), viewer.has("audit_admin")),
        ("record:record", _("我的记录"), viewer.person_id is not None),
    ]
    links = [
        {"url": address, "label": label, "current": request.path == address, "within": False}
        for name, label, shown in wanted
        if shown and (address := _address(name))
    ]
    _mark_section(links, request.path)
    mine = [("people:account", _("我的账号")), ("machine", _("日历与接口"))]
    return {
        "navigation": links,
        "signed_in_person": queries.find_person_name(user),
        "user_links": [{"url": address, "label": label} for name, label in mine if (address := _address(name))],
        **everybody,
    }


def _mark_section(links: list[dict[str, object]], path: str) -> None:
    """A page further down belongs to the link whose address its own begins with."""
    if not any(link["current"] for link in links):
        for link in links:
            link["within"] = path.startswith(str(link["url"])) and not path.startswith("/people/account/")


def _address(name: str) -> str:
    """The page's address; '' where this installation does not have the room."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
