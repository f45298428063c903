"""What the commands in scripts/ are made of.

`terminal`, `interpreters`, `uv`, `environments`, `prepare` run before anything is installed: standard library
only, any Python from 3.8 on. The other modules run in the services environment.
"""
