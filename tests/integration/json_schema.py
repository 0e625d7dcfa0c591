# SPDX-FileCopyrightText: muster contributors
# SPDX-License-Identifier: BSD-3-Clause
"""Checks values against the part of JSON Schema that web/ui/openapi.json is written in."""

import re

TYPES = {"object": dict, "array": list, "string": str, "boolean": bool, "integer": int,
         "number": (int, float)}

# What is only for readers.
ANNOTATIONS = {"description", "default", "example", "nullable"}


class Schemas:
    """Knows what a description's references stand for."""

    def __init__(self, description):
        self._description = description

    def resolve(self, x):
        """What stands there, or what it refers to."""
        while "$ref" in x:
            found = self._description
            for step in x["$ref"].removeprefix("#/").split("/"):
                found = found[step]
            x = found
        return x

    def problems(self, schema, value, where="body"):
        """What is wrong with a value, as texts that begin with the place."""
        schema = self.resolve(schema)
        if "oneOf" in schema:
            fitting = [x for x in schema["oneOf"] if not list(self.problems(x, value, where))]
            if len(fitting) != 1:
                yield f"{where}: fits {len(fitting)} of the alternatives, not one"
            return
        if value is None and schema.get("nullable"):
            return
        if not is_of_type(schema["type"], value):
            yield f"{where}: {value!r} is of another type than {schema['type']}"
            return
        for keyword in schema:
            if keyword not in ANNOTATIONS:
                yield from getattr(self, "_" + keyword.lower())(schema, value, where)

    def _type(self, schema, value, where):
        yield from ()

    def _enum(self, schema, value, where):
        if value not in schema["enum"]:
            yield f"{where}: {value!r} is none of {schema['enum']}"

    def _pattern(self, schema, value, where):
        if not re.search(schema["pattern"], value):
            yield f"{where}: {value[:80]!r} does not match {schema['pattern']}"

    def _minimum(self, schema, value, where):
        if value < schema["minimum"]:
            yield f"{where}: {value} is less than {schema['minimum']}"

    def _maximum(self, schema, value, where):
        if value > schema["maximum"]:
            yield f"{where}: {value} is more than {schema['maximum']}"

    def _maxitems(self, schema, value, where):
        if len(value) > schema["maxItems"]:
            yield f"{where}: {len(value)} items, more than {schema['maxItems']}"

    def _items(self, schema, value, where):
        for i, x in enumerate(value):
            yield from self.problems(schema["items"], x, f"{where}[{i}]")

    def _required(self, schema, value, where):
        for name in schema["required"]:
            if name not in value:
                yield f"{where}: no member {name}"

    def _properties(self, schema, value, where):
        for name, x in value.items():
            if name in schema["properties"]:
                yield from self.problems(schema["properties"][name], x, f"{where}.{name}")

    def _additionalproperties(self, schema, value, where):
        others = schema["additionalProperties"]
        for name in value.keys() - schema.get("properties", {}).keys():
            if others:
                yield from self.problems(others, value[name], f"{where}.{name}")
            else:
                yield f"{where}: a member that is not described, {name}"


def is_of_type(name, value):
    # In Python a boolean is an integer; in JSON it is not.
    return isinstance(value, TYPES[name]) and isinstance(value, bool) == (name == "boolean")
