"""What Rasa runs of ours: channel, turns, tracker store, wording, classifier, rule policy."""
