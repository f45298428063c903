"""The real system as tests and benches start it: every process, free ports, a folder of its own."""
