"""The launcher: one command that runs or tests the product on its own PostgreSQL and Redis.

Nothing outside this package imports it, and nothing in production runs it: there the servers are
named by `DATABASE_URL` and `REDIS_URL` (see `docker-compose.yml`).
"""
