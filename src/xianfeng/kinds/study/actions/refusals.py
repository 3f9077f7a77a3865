"""Why an act on readings and sessions may not happen."""

from xianfeng.apps.journal.actions import Refused


class StudyRefused(Refused):
    """code: text_missing | same_text (version) | not_on_list | version_changed (version) | not_yet_held |
    before_campaign (day) | topic_missing | minutes_out_of_range (most) | nobody_there | ground_missing (names) |
    day_missing (names) | form_not_asked | own_mark | reason_missing |
    training_missing | not_author | already_read | campaign_not_open | words_destroyed (day).
    """
