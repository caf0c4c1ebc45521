"""Filters of the lists of classification."""

import django_filters

from compliance.classification.models import Determination
from compliance.classification.states import OUTCOMES


class DeterminationFilter(django_filters.FilterSet):
    """By transfer, regime and answer, and whether it counts."""

    subject_reference = django_filters.CharFilter(lookup_expr="istartswith", label="Transfer")
    regime = django_filters.CharFilter(lookup_expr="iexact", label="Regime")
    outcome = django_filters.ChoiceFilter(choices=OUTCOMES, label="Answer", empty_label="Every answer")
    stands = django_filters.BooleanFilter(label="Counts")

    class Meta:
        model = Determination
        fields: list[str] = []
