"""YAML that surprises nobody: no key stands twice, and what looks like a day stays as it was written."""

from collections.abc import Hashable
from typing import Any

import yaml


class PlainLoader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """
    A safe loader that keeps days as text, so that whoever knows the field can name it where the day is none.

    :raises yaml.YAMLError: where a key is given twice or is no single value
    :raises ValueError: where a number has more digits than Python reads
    """


def _mapping(loader: Any, node: yaml.MappingNode) -> dict[Any, Any]:
    seen: set[Any] = set()
    for key_node, _ in node.value:
        key = loader.construct_object(key_node, deep=True)
        if not isinstance(key, Hashable) or isinstance(key_node, yaml.CollectionNode):
            raise yaml.constructor.ConstructorError(None, None, "a key is a single value", key_node.start_mark)
        if key in seen:
            raise yaml.constructor.ConstructorError(None, None, f'"{key}" is given twice', key_node.start_mark)
        seen.add(key)
    return loader.construct_mapping(node, deep=True)


PlainLoader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)
PlainLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
