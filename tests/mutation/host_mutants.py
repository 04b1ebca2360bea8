"""Where host code can be broken by one word: an operator, a constant, a condition, a statement."""
import bisect
import re
from typing import NamedTuple

# Left alone: comments, strings, directives, and what only words a message or is read by the compiler.
LEFT_ALONE = re.compile(
    r"//[^\n]*|/\*.*?\*/"
    r'|R"\(.*?\)"|"(?:\\.|[^"\\\n])*"'
    r"|(?<![0-9a-fA-F])'(?:\\.|[^'\\\n])+'"
    r"|^[ \t]*#(?:\\\n|[^\n])*"
    r"|\b(?:static_assert|throw|using|template|namespace|typedef)\b[^;{]*", re.S | re.M)

OPPOSITE = {"+": "-", "-": "+", "*": "/", "/": "*", "<": "<=", "<=": "<", ">": ">=", ">=": ">",
            "==": "!=", "!=": "==", "&&": "||", "||": "&&", "+=": "-=", "-=": "+="}

# Code is formatted: only a binary operator has a space on either side, and a statement ends its line.
OPERATOR = re.compile(r"(?<=[\w)\]] )(?:[<>=!+-]=|[-+*/<>]|&&|\|\|)(?= )|(?<= )(?:&&|\|\|)(?=$)", re.M)
CONSTANT = re.compile(r"(?<![\w.'<])\d+(?![\w'>])")
CONDITION = re.compile(r"(?<=\bif \().*(?=\) \{$)|(?<=\bwhile \().*(?=\) \{$)", re.M)
STATEMENT = re.compile(r"^ +(?:(?!return\b)[a-z_][\w.:()\[\]>-]*(?: [-+*/|&^]?= [^;{}]*|\([^;{}]*\))|\+\+\w+|continue|break);$", re.M)


class Mutant(NamedTuple):
    """The text between two offsets of a file, and what stands there instead."""
    begin: int
    end: int
    new: str

    def applied_to(self, text):
        return text[: self.begin] + self.new + text[self.end :]


def code_of(text):
    """The text with everything that is left alone turned into spaces, so that offsets stay."""
    return LEFT_ALONE.sub(lambda found: re.sub(r"\S", " ", found[0]), text)


def mutants_of(text):
    """All one-word changes of a C++ source, in the order of the text."""
    code = code_of(text)
    found = [Mutant(*m.span(), OPPOSITE[m[0]]) for m in OPERATOR.finditer(code)]
    found += [Mutant(*m.span(), str(int(m[0]) + 1)) for m in CONSTANT.finditer(code)]
    found += [Mutant(*m.span(), f"!({text[m.start():m.end()]})") for m in CONDITION.finditer(code)]
    found += [Mutant(m.end() - len(m[0].lstrip()), m.end(), ";") for m in STATEMENT.finditer(code)]
    return sorted(found)


def line_at(text, offset):
    """Number and text of the line that holds an offset."""
    starts = [0] + [m.end() for m in re.finditer("\n", text)]
    number = bisect.bisect_right(starts, offset)
    return number, text.splitlines()[number - 1].strip()
