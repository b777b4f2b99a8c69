"""What happens in Riverbend, day after day, from the invitation in spring to the six weeks after the surge."""
