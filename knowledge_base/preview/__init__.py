"""The editors' preview page on this machine: how articles look, sound, and are found, as they are saved."""
