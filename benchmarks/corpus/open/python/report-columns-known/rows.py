SAMPLE = [{"price": 10, "count": 2}, {"price": 4, "count": 7}]


def rows(limit):
    return SAMPLE[:limit]
