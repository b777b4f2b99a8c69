"""Readers of public school data, as published: no database, no guessing.

`table` opens a CSV file and names what can't be read; `cells` turns published text into values and states;
`enrolment_list`, `performance` and `reference` know one kind of file each; `compact` reads the facts that
ship with the product. A verb of the roster takes their rows to the database.
"""
