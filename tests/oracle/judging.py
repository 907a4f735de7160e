"""Judges an author's printed figures: right, rounded, carried or wrong, by the contract's words.

A printed operand stands for every value that prints so, rounded or cut.
"""

import itertools
import json
import re
from decimal import Decimal
from pathlib import Path

from mpmath import mp, mpf

from reference import text

HERE = Path(__file__).parent


def band(printed):
    """The values that print so, rounded or cut: half a unit towards zero, a unit away from it."""
    v, unit = mpf(printed), mpf(10) ** Decimal(printed).as_tuple().exponent
    sign = -1 if printed.startswith("-") else 1
    ends = sorted((sign * (abs(v) - unit / 2), sign * (abs(v) + unit)))
    return ends if "." in printed else [v, v]  # a whole number is meant exactly


def prints_as(exact, printed):
    """Whether the exact value, rounded or cut to the printed digits, is the printed number."""
    unit = mpf(10) ** Decimal(printed).as_tuple().exponent
    v, difference = mpf(printed), abs(exact) - abs(mpf(printed))
    if v != 0 and exact != 0 and (v < 0) != (exact < 0):
        return False
    return -unit / 2 <= difference + mpf(10) ** -40 and difference < unit


def nearest(exact, printed):
    """The exact value with as many decimals as were printed."""
    places = max(0, -Decimal(printed).as_tuple().exponent)
    return str(Decimal(mp.nstr(exact, 40, min_fixed=-100, max_fixed=100)).quantize(Decimal(1).scaleb(-places)))


def worked(expression):
    """An expression in decimals, at full precision: "0.3 + 0.01 * 0.0554"."""
    literals = re.sub(r"(?<![\w.])\d+\.?\d*", lambda m: f'mpf("{m.group()}")', expression)
    return eval(literals, {"mpf": mpf, "exp": mp.exp, "ln": mp.log, "log_10": mp.log10})


class Paper:
    """The figures of one author, judged in the order of reading."""

    def __init__(self, exact, standard):
        self.exact, self.standard = exact, standard
        self.printed, self.records, self.aside, self.values = {}, [], {}, {}

    def range_of(self, formula):
        """(lowest, highest, nominal value, ids used) of a formula over its operands' bands."""
        used = {}
        formula(lambda n: self.operand(n, used)[0])
        nominal = {n: self.values.get(n, sum(v) / 2) for n, v in used.items()}
        corners = [formula(corner.get) for corner in
                   (dict(zip(used, ends)) for ends in itertools.product(*used.values()))]
        return min(corners), max(corners), formula(nominal.get), list(used)

    def prints_later(self, name, printed):
        """A figure that the author worked before, though its line comes further down."""
        self.aside[name], self.values[name] = band(printed), mpf(printed)

    def work_aside(self, name, formula, places=4):
        """A figure that the author must have had on a slip of paper: worked, then rounded or cut to `places`."""
        low, high, _, _ = self.range_of(formula)
        unit = mpf(10) ** -places
        self.aside[name] = [low - unit, high + unit]

    def operand(self, name, asked):
        if name in self.aside:
            asked[name] = self.aside[name]
        elif name in self.printed and name[0] not in "xy":
            asked[name] = band(self.printed[name]["text"])
        else:
            v = self.exact[name].mpf()
            asked[name] = [v, v]
        return asked[name]

    def judge(self, name, printed, formula=None, reason=None, exact=None, names=(), **more):
        """`formula` takes a getter of operands by id; `reason` = (cause, why) for a wrong figure."""
        exact = self.exact[name].mpf() if exact is None else exact
        record = {**more, "id": name, "text": printed}
        if names:
            record["also"] = list(names)
        formulas = formula if isinstance(formula, tuple) else (formula,) if formula else ()
        ways = [self.range_of(f) for f in formulas]
        # The way that gives the printed digits outright, else one whose range meets them, else the first.
        meets = [w for w in ways if w[0] <= band(printed)[1] and band(printed)[0] <= w[1]]
        way = next((w for w in ways if prints_as(w[2], printed)), (meets or ways or [None])[0])
        if prints_as(exact, printed):
            verdict = "right"
        elif meets:
            spoilt = [n for n in way[3] if n in self.printed and self.printed[n]["verdict"] in ("carried", "wrong")]
            verdict = "carried" if spoilt else "rounded"
        else:
            verdict = "wrong"
        record |= {"verdict": verdict, "exact": text(exact), "exact_printed": nearest(exact, printed)}
        if "after" not in more and name in self.standard and self.standard[name].mpf() != exact:
            record["standard"] = text(self.standard[name])
        if way:
            record |= {"own": text(way[2], 15), "own_printed": nearest(way[2], printed),
                       "operands": [n for n in way[3] if n in self.values and n[0] not in "xy"]}
        if reason is not None:
            cause, why, slip = reason
            record |= {"cause": cause, "why": why}
            if slip:  # the author's slip, worked: it must give the printed digits
                assert prints_as(worked(slip), printed), (printed, slip, worked(slip))
                record["slip"] = slip
        assert (verdict == "wrong") == (reason is not None), record
        self.records.append(record)
        for n in (name, *names):
            self.printed[n], self.values[n] = record, mpf(printed)
            self.aside.pop(n, None)
        return record

    def counts(self):
        found = [r["verdict"] for r in self.records]
        return {v: found.count(v) for v in ("right", "rounded", "carried", "wrong")}


def write(name, content, paper):
    content["counts"] = paper.counts()
    content["figures"] = paper.records
    head = json.dumps({k: v for k, v in content.items() if k != "figures"}, indent=1, ensure_ascii=False)
    rows = ",\n".join("  " + json.dumps(r, ensure_ascii=False) for r in paper.records)
    (HERE / name).write_text(head[:-2] + ',\n "figures": [\n' + rows + "\n ]\n}\n")
    print(name, content["counts"])
