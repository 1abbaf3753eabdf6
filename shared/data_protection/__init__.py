"""What is stored about whom, why, for how long, and how it is deleted everywhere."""
