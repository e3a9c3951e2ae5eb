"""A practice of years: what fills a store with it, and what looks at how the database answers."""
