"""Speech whose words are written into the sound: recogniser, voice and line without models or a network."""
