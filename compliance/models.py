"""The collector that Django reads. Code imports ``compliance.<capability>.models``, never this module."""

from compliance import collect

for _module in collect.modules("models"):
    globals().update({name: getattr(_module, name) for name in _module.__all__})
