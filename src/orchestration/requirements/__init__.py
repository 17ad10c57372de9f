"""Free text becomes clauses, wishes and outcomes."""
