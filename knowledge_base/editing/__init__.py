"""What editors work with beside the articles: deeper checks, changes, gaps, drafts, the preview."""
