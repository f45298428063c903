"""The assistant as the front door asks it: its port, Rasa behind it, a scripted one for tests."""
