"""The commands of `xianfeng` that need the database, one file a room."""

from xianfeng.config.commands.campaigns import campaign_open, campaign_status
from xianfeng.config.commands.journal import journal_verify
from xianfeng.config.commands.people import people_import
from xianfeng.config.commands.results import results_package, results_replay

__all__ = ["campaign_open", "campaign_status", "journal_verify", "people_import", "results_package", "results_replay"]
