"""The <style> blocks of a mail: which of their rules speak of an element.

Selectors of names are understood (`p`, `.note`, `p.note`, `#top`, and names inside names);
others are passed over, as are rules for phones, for print and for dark screens. How much is
read is bounded.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice

from samehand.ingest.html.css import Declarations, declarations, plain_css

LONGEST_SHEET = 200_000  # characters
MOST_RULES = 3_000
MOST_NESTED = 50  # of them, that look beyond the element itself
MOST_CLASSES = 12  # of one element
DEEPEST_BLOCK = 4

Names = frozenset[str]  # of an element, as in a selector: "p", ".note", "#top"

_COMPOUND = re.compile(r"(?:\*|[a-z][a-z0-9]*)?(?:[.#][\w-]+)*$")
_NAME = re.compile(r"[.#]?[\w-]+")
_MEDIA = re.compile(
    r"@media(?: only)?(?: screen| all)?(?: and)?(?:\(min-width:(\d{1,5})px\))?$"
)
_DESKTOP = 1_000  # pixels: a window at least as wide as this is open


def names_of(tag: str, attributes: Mapping[str, str]) -> Names:
    """The names by which a selector may call an element."""
    identity, classes = attributes.get("id", ""), attributes.get("class", "")
    called = [f".{name}" for name in classes.lower().split()[:MOST_CLASSES]]
    return frozenset([tag, *called, *([f"#{identity.lower()}"] if identity else [])])


@dataclass(frozen=True)
class _Rule:
    target: Names
    outer: tuple[Names, ...]
    weight: tuple[int, int, int]  # ids, classes, elements
    place: int
    said: Declarations

    @property
    def hides(self) -> bool:
        said = self.said.together
        return said.get("display") == "none" or said.get("visibility") == "hidden"


class Stylesheet:
    """The rules that all <style> blocks of one document make together."""

    def __init__(self, css: str) -> None:
        self._simple: dict[Names, _Rule] = {}
        self._nested: list[_Rule] = []
        rules = islice(_rules(plain_css(css[:LONGEST_SHEET])), MOST_RULES)
        for place, (selector, said) in enumerate(rules):
            if (rule := _rule(selector, said, place)) is not None:
                self._add(rule)
        del self._nested[MOST_NESTED:]
        self._found: dict[Names, tuple[list[_Rule], Declarations]] = {}

    @property
    def looks_around(self) -> bool:
        """Whether the style of an element may depend on what it stands in."""
        return any(rule.outer for rule in self._nested)

    def _add(self, rule: _Rule) -> None:
        if rule.outer or len(rule.target) > 2:
            self._nested.append(rule)
            return
        known = self._simple.get(rule.target)
        said = known.said.followed_by(rule.said) if known else rule.said
        self._simple[rule.target] = replace(rule, said=said)

    def said_of(
        self, names: Names, inside: Collection[str], anywhere: Collection[str]
    ) -> Declarations:
        """What is said of an element, from the names that it is inside of.

        A rule that hides something inside of what is nowhere in the mail counts: it means the
        frame that some mail program puts around it, and hides there until it is forwarded.
        """
        if names not in self._found:
            rules = self._rules_for(names)
            self._found[names] = rules, _merged(rule for rule in rules if not rule.outer)
        rules, said = self._found[names]
        if any(rule.outer for rule in rules):
            return _merged(rule for rule in rules if _is_inside(rule, inside, anywhere))
        return said

    def _rules_for(self, names: Names) -> list[_Rule]:
        found = [rule for target in _targets(names) if (rule := self._simple.get(target))]
        found += [rule for rule in self._nested if rule.target <= names]
        return sorted(found, key=lambda rule: (rule.weight, rule.place))


def _merged(rules: Iterable[_Rule]) -> Declarations:
    said = Declarations()
    for rule in rules:
        said = said.followed_by(rule.said)
    return said


def _is_inside(rule: _Rule, inside: Collection[str], anywhere: Collection[str]) -> bool:
    if rule.hides and not all(name in anywhere for outer in rule.outer for name in outer):
        return True
    return all(name in inside for outer in rule.outer for name in outer)


def _targets(names: Names) -> Iterator[Names]:
    yield frozenset()
    tag = frozenset(name for name in names if name[0] not in ".#")
    for name in names:
        yield frozenset([name])
        if name not in tag:
            yield tag | {name}


def _rules(css: str) -> Iterator[tuple[str, Declarations]]:
    """Selectors and what they say, without blocks for other screens than a desk's."""
    around: list[str] = []
    pieces = re.split(r"([{}])", css)
    for before, brace in zip(pieces[::2], pieces[1::2], strict=False):
        if brace == "{":
            around.append(before.rpartition(";")[2].replace("<!--", "").strip())
        elif around:
            selectors = around.pop()
            is_rule = not selectors.startswith("@") and len(around) <= DEEPEST_BLOCK
            if is_rule and all(map(_applies, around)):
                said = declarations(before)
                if said.plain or said.important:
                    yield from ((one, said) for one in selectors.split(","))


def _applies(condition: str) -> bool:
    if condition.startswith("@supports") or not condition.startswith("@"):
        return True
    media = _MEDIA.match(re.sub(r" ?([:()]) ?", r"\1", " ".join(condition.split())))
    return media is not None and int(media[1] or 0) <= _DESKTOP


def _rule(selector: str, said: Declarations, place: int) -> _Rule | None:
    compounds = selector.replace(">", " ").split()
    if not 0 < len(compounds) <= 8 or not all(map(_COMPOUND.match, compounds)):
        return None
    *outer, target = (frozenset(_NAME.findall(compound)) for compound in compounds)
    names = [name for compound in (*outer, target) for name in compound]
    ids, classes = (sum(name[0] == mark for name in names) for mark in "#.")
    weight = (ids, classes, len(names) - ids - classes)
    return _Rule(target, tuple(outer), weight, place, said)
