"""The retriever beside others: quality on public sets, cost at any size, edits under load."""
