"""What holds of work, posts and Party standing, however it is entered: by a roster or one movement at a time."""

from __future__ import annotations

UNIT_TYPES = ("bureau", "school", "department", "teaching_group")
"""Where people work."""
MAIN_WORK = ("regular", "leave", "retired")
"""Of these somebody has one at a time."""
ADULT_YEARS = 18
RIGHTS = ("may_speak", "may_vote", "may_elect", "may_be_elected")
USUAL_RIGHTS = {
    "full_member": (True, True, True, True),
    "probationary_member": (True, False, False, False),
    "activist": (False, False, False, False),
    "non_member": (False, False, False, False),
}
"""党章 art. 4, 7: a probationary member speaks, and does not vote, elect or stand. The roster may say otherwise."""
NEXT_STATUS = {
    "non_member": ("activist",),
    "activist": ("probationary_member", "non_member"),
    "probationary_member": ("full_member", "activist", "non_member"),
    "full_member": ("non_member",),
}
"""A standing is reached step by step; nobody becomes a full member from one day to the next."""
PARTY_ROLES = (
    "branch_secretary",
    "deputy_secretary",
    "organization_commissioner",
    "publicity_commissioner",
    "discipline_commissioner",
)
MASS_TYPES = ("union", "league", "womens_body")
"""群团: nobody holds a post of the Party or of a school there."""
ANYWHERE = ("leader_in_charge",)
"""Posts held in Party organisations and in units alike: whatever somebody's portfolio names."""
ONE_HOLDER = ("branch_secretary", "principal")
"""Posts that one person at a time holds in one organisation."""
