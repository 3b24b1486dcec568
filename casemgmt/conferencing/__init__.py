"""What a conference looks at, gathered from all apps: readiness, contact standards, the pool."""
