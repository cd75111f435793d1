"""What is new in a mail: told from history, quotations, signatures and footers."""
