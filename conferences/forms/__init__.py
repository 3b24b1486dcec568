"""Forms of the conferences app, one module for each area. A form reads; services decide."""
