#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Validates each line of the given files against the schema.

  validate.py SCHEMA FILE...      exit status 1 and one line per bad object
"""
import json
import sys

import jsonschema


def reject_twins(pairs):
    names = [k for k, _ in pairs]
    if len(names) != len(set(names)):
        raise ValueError(f"a member is there twice: {names}")
    return dict(pairs)


def main():
    with open(sys.argv[1]) as f:
        schema = json.load(f)
    jsonschema.Draft7Validator.check_schema(schema)
    # By type: what is wrong is then said of that type alone.
    checks = {
        name: jsonschema.Draft7Validator(
            {**schema["definitions"][name],
             "definitions": schema["definitions"]})
        for name in ("header", "syscall", "signal", "exec", "fork", "exit",
                     "note", "summary", "end")}
    bad = 0
    for path in sys.argv[2:]:
        with open(path, "rb") as f:
            for n, line in enumerate(f, 1):
                try:
                    o = json.loads(line.decode("utf-8"),
                                   object_pairs_hook=reject_twins)
                    checks[o["type"]].validate(o)
                except (ValueError, KeyError,
                        jsonschema.ValidationError) as e:
                    bad += 1
                    text = str(e).split("\n", 1)[0]
                    print(f"{path}:{n}: {text[:300]}")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
