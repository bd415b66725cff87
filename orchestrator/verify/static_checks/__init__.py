"""What can be judged from the files alone: the gate, secrets, workflows, HTML errors."""
