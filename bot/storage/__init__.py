"""What must survive a crash: deliveries, tasks, effects and gates, on SQLite or PostgreSQL."""
