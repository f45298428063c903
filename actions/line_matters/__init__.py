"""What customers want of a line: its plan, its data, roaming, a suspension, a lost phone."""
