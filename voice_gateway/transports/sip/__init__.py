"""Plain SIP and RTP over UDP, as a trunk, a PBX or a desk phone speaks it (RFC 3261, 3264, 3550, 4733)."""
