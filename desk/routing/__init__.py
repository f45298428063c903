"""Who is offered which case: a floor of agents and waiting cases, and the rules that join them.

floor_events -> floor -> circles, fitting, waits -> decisions -> router; explaining says it in words.
Times are seconds since the epoch; nothing in here reads a clock.
"""
