"""Measurements beside a baseline, in one run on one machine. Nothing here passes or fails."""
