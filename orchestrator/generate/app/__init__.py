"""What an app is made of: the standing files, the manifest, README, LICENSE, attachments, workflow."""
