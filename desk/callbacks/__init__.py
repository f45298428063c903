"""Phone appointments: which quarter hours a team can offer, when to try again, when one is missed.

slots -> tries; the numbers are in `desk.teams.callback_policy`. A slot is a moment (UTC) on the quarter
hour; how it reads on a clock is worked out from the moment, never the other way round, so that no change of
clocks moves or doubles one.
"""
