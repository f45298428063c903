"""Telephone calls through Twilio: signed webhooks that answer in TwiML, and Media Streams as a line."""
