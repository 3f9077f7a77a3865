"""Take the sealed keys of finished polls off the disk.

Emptying a column leaves the old row on its page until the server reuses the place; both trustees' codes would open the keys
in it, and with them the dead rows of slips. So the small table that holds sealed keys is written anew after each count.
"""

from __future__ import annotations

import logging

from django.db import DatabaseError, connection, transaction

from xianfeng.apps.ballots.models import PollKey

log = logging.getLogger("xianfeng.ballots")


def rewrite_keys() -> bool:
    """Write the table anew; False inside a transaction, or when somebody else is at it (the hourly sweep comes again)."""
    if connection.in_atomic_block:
        return False
    table = connection.ops.quote_name(PollKey._meta.db_table)
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '3s'")
            # VACUUM FULL would carry a dead row along while any older transaction, a backup say, could still see it.
            cursor.execute(f"LOCK TABLE {table}")
            cursor.execute(f"CREATE TEMPORARY TABLE living_keys ON COMMIT DROP AS TABLE {table}")
            cursor.execute(f"TRUNCATE {table}")
            cursor.execute(f"INSERT INTO {table} TABLE living_keys")
    except DatabaseError as error:
        log.info("table of keys not rewritten: %s", error)
        return False
    return True
