"""What happens to a conversation: turns, answers, handoffs, wishes, and what is known of each."""
