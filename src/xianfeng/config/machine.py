"""What holds for every answer of the machine surface: an error is one sentence in JSON, and nobody asks without end.

Each token may ask so often in a minute, and each address several times as often: a whole bureau may go out by one. Who asks
more is told when to ask again. As with every `Limiter`, each worker process counts for itself and nobody is kept.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from xianfeng.apps.people.strangers import Limiter, address_of

A_MINUTE = timedelta(minutes=1)
PER_TOKEN, PER_ADDRESS = 240, 1200


class MachineManners:
    """Around everything below `/api/`."""

    def __init__(
        self,
        get_response: Callable[[HttpRequest], HttpResponse],
        per_token: int = PER_TOKEN,
        per_address: int = PER_ADDRESS,
    ) -> None:
        self.get_response = get_response
        self._tokens, self._addresses = Limiter(per_token, A_MINUTE), Limiter(per_address, A_MINUTE)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith("/api/"):
            return self.get_response(request)
        seconds = self._seconds_to_wait(request)
        if seconds:
            answer = _error(429, _("请求太频繁，请在 %(n)s 秒后再试。") % {"n": seconds})
            answer.headers["Retry-After"] = str(seconds)
            return answer
        response = self.get_response(request)
        if response.status_code < 400 or response.headers.get("Content-Type", "").startswith("application/json"):
            return response
        if response.status_code == 405:
            methods = response.headers.get("Allow", "")
            answer = _error(405, _("这个地址不能这样请求，可以用的方法：%(methods)s。") % {"methods": methods})
            answer.headers["Allow"] = methods
            return answer
        return _error(response.status_code, _sentence(response.status_code))

    def _seconds_to_wait(self, request: HttpRequest) -> int:
        """Count one request of this token and this address; 0 while neither has asked too often."""
        now, asked = timezone.now(), [(self._addresses, address_of(request))]
        if token := request.headers.get("Authorization", ""):
            asked.append((self._tokens, token))
        seconds = max(limiter.seconds_left(sender, now) for limiter, sender in asked)
        if not seconds:
            for limiter, sender in asked:
                limiter.count(sender, now)
        return seconds


def _sentence(status: int) -> str:
    """For what a page would have answered: the page is for people."""
    if status == 404:
        return _("没有这一项。")
    if status >= 500:
        return _("系统出了故障，已经记下，请稍后再试。")
    return _("没有办成，请核对后再试。")


def _error(status: int, sentence: str) -> JsonResponse:
    return JsonResponse({"detail": sentence}, status=status)
