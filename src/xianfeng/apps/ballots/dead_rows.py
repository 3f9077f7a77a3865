"""Take the sealed keys of finished polls off the disk.

Emptying a column leaves the old row on its page until the server reuses the place; both trustees' codes would open the keys
in it, and with them the dead rows of slips. So the small table that holds sealed keys is written anew after each count.
"""

from __future__ import annotations

import logging

from django.db import DatabaseError, connection

from xianfeng.apps.ballots.models import PollKey

log = logging.getLogger("xianfeng.ballots")


def rewrite_keys() -> bool:
    """Write the table anew; False inside a transaction, or when somebody else is at it (the hourly sweep comes again)."""
    if connection.in_atomic_block:
        return False
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '3s'")
        try:
            cursor.execute(f"VACUUM (FULL) {connection.ops.quote_name(PollKey._meta.db_table)}")
        except DatabaseError as error:
            log.info("table of keys not rewritten: %s", error)
            return False
        finally:
            cursor.execute("RESET lock_timeout")
    return True
