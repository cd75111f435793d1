"""What kind of mail it is, by weighed evidence, and what a delivery report says."""
