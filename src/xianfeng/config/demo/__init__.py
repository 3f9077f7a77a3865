"""The demonstration district and its stations."""

STAGES = ("duties", "pledge", "narration", "selection", "notice", "archive")
