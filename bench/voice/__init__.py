"""Calls on one wire, Twilio's Media Streams: ours and pipecat answer the same callers."""
