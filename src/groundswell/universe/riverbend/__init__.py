"""Riverbend County Schools, the fictional twin: its schools, its county, and names for its people.

Only the distribution of sizes and mixes is real (shape.csv); every name and place is invented.
"""
