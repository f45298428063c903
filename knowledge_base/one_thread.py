"""Keeps numpy to one thread, where nothing else is asked for; imported before it.

A question is far too little work to share out: on two processors the threads of OpenBLAS spent eight times
the processor time waiting for each other.
"""

import os

for _name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
    if _name in os.environ:
        break
else:
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
