"""Samehand: a support desk that nobody has to sit at.

Customers write to a support address; every conversation has exactly one owner, who answers
from their own mail client. A mail's way through the system is in `pipeline.py`.
"""

__version__ = "0.1.0"
