"""The router at work: who is on the floor, which conversations wait, and whom they are offered to."""
