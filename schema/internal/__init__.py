"""What the hub keeps beside the records that agencies share. It is never a type of the API."""
