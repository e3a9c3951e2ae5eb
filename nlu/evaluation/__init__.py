"""Measures how well messages are read: figures with their intervals, a report in words, a page with plots."""
