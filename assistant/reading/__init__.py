"""What a question says: its kind, places, documents, departments, and what it goes on from."""
