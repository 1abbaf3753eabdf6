"""A large mapping with a few changes on top, as a value of its own.

Copying a dictionary of 200,000 records for one edit takes longer than the edit. Here the large
dictionary stays where it is, shared by all later values, and the changes lie in a small one.
When there are many of them, both are put together into a new large one.
"""

from __future__ import annotations

from collections.abc import Hashable, ItemsView, Iterator, KeysView, Mapping, ValuesView
from functools import partial
from itertools import chain
from operator import is_not, itemgetter
from types import MappingProxyType
from typing import Any, TypeVar, cast

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")
D = TypeVar("D")

SMALL = 2000
"""Up to so many entries a dictionary is copied as quickly as laid over."""

LAYERED = 1000
"""So many changes may lie on top before all is put together."""

GONE: Any = object()
"""In place of a value: the entry of the large dictionary is taken out."""


def changed(mapping: Mapping[K, V], changes: Mapping[K, V]) -> Mapping[K, V]:
    """A mapping with some entries put in or replaced, or taken out where the value is ``GONE``.

    The given mapping stays as it is; it must not be changed afterwards by anybody else.
    """
    if isinstance(mapping, Overlay):
        base, over = mapping.base, mapping.over
    else:
        base, over = mapping, {}
    if len(base) > SMALL and len(over) + len(changes) <= LAYERED:
        over = {**over, **changes}
        for key, value in changes.items():
            if value is GONE and key not in base:
                del over[key]
        return Overlay(base, over)
    whole = _copy(base)
    for key, value in chain(over.items(), changes.items()):
        if value is GONE:
            whole.pop(key, None)
        else:
            whole[key] = value
    return whole


def _copy(mapping: Mapping[K, V]) -> dict[K, V]:
    # dict(proxy) hashes every key anew; the proxy's own copy is that of its dictionary.
    if isinstance(mapping, dict | MappingProxyType):
        return cast("dict[K, V]", mapping.copy())
    return dict(mapping)


class Overlay(Mapping[K, V]):
    """``base`` with ``over`` on top; no value is None."""

    __slots__ = ("_more", "_size", "base", "over")

    def __init__(self, base: Mapping[K, V], over: Mapping[K, V]) -> None:
        self.base = base
        self.over = over
        self._more = tuple(key for key in over if key not in base)
        gone = sum(value is GONE for value in over.values())
        self._size = len(base) + len(self._more) - gone

    def __getitem__(self, key: K) -> V:
        found = self.over.get(key)
        if found is None:
            return self.base[key]
        if found is GONE:
            raise KeyError(key)
        return found

    def get(self, key: K, default: Any = None) -> Any:
        """The value of a key, or the default."""
        found = self.over.get(key)
        if found is None:
            return self.base.get(key, default)
        return default if found is GONE else found

    def __contains__(self, key: object) -> bool:
        found = self.over.get(cast(K, key))
        return key in self.base if found is None else found is not GONE

    def __len__(self) -> int:
        return self._size

    # All loops run in C: records are gone through by the hundred thousand.

    def __iter__(self) -> Iterator[K]:
        return map(itemgetter(0), self._pairs())

    def keys(self) -> KeysView[K]:
        """All keys."""
        return KeysView(self)

    def values(self) -> ValuesView[V]:
        """All values, in the order of the keys."""
        return _Values(self)

    def items(self) -> ItemsView[K, V]:
        """All keys with their values."""
        return _Items(self)

    def _all(self) -> Iterator[V]:
        old = map(self.over.get, self.base, self.base.values())
        new = map(self.over.__getitem__, self._more)
        return cast("Iterator[V]", filter(partial(is_not, GONE), chain(old, new)))

    def _pairs(self) -> Iterator[tuple[K, V]]:
        values = map(self.over.get, self.base, self.base.values())
        old = zip(self.base, values, strict=True)
        new = zip(self._more, map(self.over.__getitem__, self._more), strict=True)
        return filter(lambda pair: pair[1] is not GONE, chain(old, new))


class _Values(ValuesView[V]):
    """As of any mapping, quicker to go through."""

    _mapping: Overlay[Any, V]

    def __iter__(self) -> Iterator[V]:
        return self._mapping._all()


class _Items(ItemsView[K, V]):
    """As of any mapping, quicker to go through."""

    _mapping: Overlay[K, V]

    def __iter__(self) -> Iterator[tuple[K, V]]:
        return self._mapping._pairs()
