"""What the measuring of search is made of: a practice of years, and how a database answers."""
