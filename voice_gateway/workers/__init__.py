"""Speech engines in processes of their own: they may be slow or fall over, and the calls go on."""
