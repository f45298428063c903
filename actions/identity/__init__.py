"""Who somebody is: asked, heard, looked up, proved, no guessing; the gate before every account."""
