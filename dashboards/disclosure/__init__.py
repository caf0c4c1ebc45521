"""
What may be shown: pure functions between raw figures and published ones.

A count below ``Rules.smallest`` is kept back, and so is whatever would let a reader work it out: another cell, a
margin, a share, a percentile, or an earlier release about the same time. Four parts:

- ``rules``: the thresholds, shares and percentiles
- ``cubes``: counts by several axes, and the unknown numbers that an outsider faces
- ``protecting``: which further cells are kept back, by an optimiser
- ``attacking``: what an outsider can work out from the published files alone, by linear programming

Nothing here knows Django or a clock.
"""
