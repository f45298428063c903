"""Pages, status and the headers all answers carry."""
