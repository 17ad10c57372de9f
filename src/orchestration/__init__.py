"""What production needs for a project: infrastructure, security and monitoring, each file proven."""
