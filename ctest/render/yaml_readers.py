"""Reads documents from standard input, each as a line of JSON, its YAML and a line `...`: all readers must agree."""

import json
import sys

import ruamel.yaml
import yaml


def documents(lines):
    """(value, YAML) of each."""
    lines = iter(lines)
    for line in lines:
        text = ""
        for part in lines:
            if part == "...\n":
                break
            text += part
        yield json.loads(line), text


def main():
    readers = {"PyYAML (1.1)": yaml.safe_load,
               "libyaml (1.1)": lambda text: yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)),
               "ruamel.yaml (1.2)": ruamel.yaml.YAML(typ="safe", pure=True).load}
    count = wrong = 0
    for value, text in documents(sys.stdin):
        count += 1
        for name, read in readers.items():
            try:
                got = read(text)
            except Exception as error:  # whatever a reader throws, it could not read
                got = error
            if got != value:
                wrong += 1
                print(f"{name} reads\n{text}as {got!r}\nand not {value!r}")
    print(count, "documents,", wrong, "misread")
    return 1 if wrong or not count else 0


if __name__ == "__main__":
    # Line ends as they are: `\r` is part of a text.
    sys.stdin.reconfigure(encoding="utf-8", newline="\n")
    sys.exit(main())
