"""What tests of several rooms share: engines, hubs, made-up deliveries."""
