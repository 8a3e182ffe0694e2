"""What is wrong, or doubtful, in policies: found offline, told with file, line and remedy.

base       what a lint is, and what it is given
registry   all lints, found by their files in `lints/`
engine     runs them over files and places what they find
marks      line and column of each key and value
ignores    comments that silence a problem, with a reason
fixes      mistakes that can be corrected safely
formats/   text, json, github, sarif
"""
