"""What a production site may not be started with."""
