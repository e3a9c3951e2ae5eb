"""The readers that `benchmarks/understanding.py` holds against one another, each trained and served in its own way."""
