"""Support hours, the clocks that run in them, and who hears when one runs out."""
