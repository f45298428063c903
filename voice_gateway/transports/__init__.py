"""How sound reaches us: one module for each kind of line, all behind `voice_gateway.media`."""
