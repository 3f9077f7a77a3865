"""How often one sender may write to an open form; see `people.strangers`."""

from xianfeng.apps.people.strangers import MOST_KEPT as MOST_KEPT
from xianfeng.apps.people.strangers import Limiter as Limiter
