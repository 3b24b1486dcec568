"""Due dates from facts and policy: pure, without Django, without a clock."""
