"""Medians, ranges and ratios of runs; ratios are between runs of the same round."""

from statistics import median


class Runs:
    """The runs of `throughput.measure`."""

    def __init__(self, runs):
        self.runs = runs

    def select(self, **wanted):
        return [run for run in self.runs if all(run[name] == value for name, value in wanted.items())]

    def names(self, field):
        """The values of a field, in the order in which they came."""
        return list(dict.fromkeys(run[field] for run in self.runs))

    def values(self, field, **wanted):
        """A field by round."""
        return {run["round"]: run[field] for run in self.select(**wanted)}

    def ratio(self, field, one, other):
        """The median over the rounds of a field's ratio; `one` and `other` select. `None` without any."""
        return self.compare(field, one, other, lambda value, base: value / base if base else None)

    def difference(self, field, one, other):
        """The same of the difference."""
        return self.compare(field, one, other, lambda value, base: value - base)

    def compare(self, field, one, other, operation):
        values, bases = self.values(field, **one), self.values(field, **other)
        found = [operation(values[number], bases[number]) for number in values if number in bases]
        found = [value for value in found if value is not None]
        return median(found) if found else None


def spread(values, scale=1, digits=0):
    """Median and range in words: `15,300 (14,100-16,200)`."""
    low, middle, high = (value * scale for value in (min(values), median(values), max(values)))
    return f"{middle:,.{digits}f} ({low:,.{digits}f}–{high:,.{digits}f})"
