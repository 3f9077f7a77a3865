"""The commands of `xianfeng` that need the database, one file a room."""

from xianfeng.config.commands.journal import journal_verify
from xianfeng.config.commands.people import people_import

__all__ = ["journal_verify", "people_import"]
