"""What every test shares: the clock is an argument, the database is a real PostgreSQL."""
