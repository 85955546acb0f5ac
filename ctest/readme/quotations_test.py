"""What README.md quotes is the file it names, whole; that the file works is that file's own test.

usage: quotations_test.py <source tree>
"""

import pathlib
import re
import sys


def main(root):
    readme = (root / "README.md").read_text()
    marks = re.findall(r"<!-- quotation: (\S+),", readme)
    quotations = re.findall(r"<!-- quotation: (\S+), .*?-->\n```\w+\n(.*?)```\n", readme, re.DOTALL)
    if not marks or [path for path, _ in quotations] != marks:
        sys.exit(f"README.md: {len(marks)} marks `<!-- quotation: … -->`, {len(quotations)} quotations")
    for path, text in quotations:
        if text != (root / path).read_text():
            sys.exit(f"README.md does not quote {path} as it is: copy it anew")


main(pathlib.Path(sys.argv[1]))
