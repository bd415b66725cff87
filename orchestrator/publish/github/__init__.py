"""GitHub's REST API: client, response models, repositories and workflow runs."""
