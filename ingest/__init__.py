"""Mail in: fetched by UID, kept as bytes, read into values, told apart by kind."""
