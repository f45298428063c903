"""The carrier's systems: one port in the words of the contract, its HTTP adapter, the demo back office."""
