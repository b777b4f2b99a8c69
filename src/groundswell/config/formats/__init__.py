"""How dates and numbers are written where Django's own way is not that of a district in the United States."""
