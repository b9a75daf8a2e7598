"""What a feed is: its wire types, and what a record of it stands for."""
