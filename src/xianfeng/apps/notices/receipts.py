"""Receipt codes; see `people.strangers`."""

from xianfeng.apps.people.strangers import ALPHABET as ALPHABET
from xianfeng.apps.people.strangers import new_receipt as new_receipt
from xianfeng.apps.people.strangers import receipt_hash as receipt_hash
