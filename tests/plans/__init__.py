"""Tests of plans: their versions, reviews, actions and pages."""
