"""The sentence encoder: turns a message into numbers that lie close together when two messages mean the same.

It is a published small network whose weights come with a pinned package. `convert` makes the form that is served, once;
`SentenceEncoder` runs it. Nothing here is trained.
"""
