"""Policy as something people own: editions, approvals, previews and their pages."""
