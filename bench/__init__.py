"""Side-by-side measurements against peers; each prints a table and writes `build/bench/<name>.json`."""
