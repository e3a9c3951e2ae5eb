"""The parts of reading a message that need no framework: plain spelling, word features, the trained linear reader."""
