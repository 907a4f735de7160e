"""Writes handout.json, mazur.json and prakash.json: what each author printed, and what is right.

    python published.py HANDOUT.md FOLDER_OF_PUBLISHED_JSON

Each printed figure is judged by the contract's words: right (the exact value rounded or cut to the printed digits),
rounded (what the author's own printed figures give), carried (the same, but one of these was itself not right work),
wrong. A printed operand stands for all values that print so, rounded or cut; "own" is the formula's nominal value.
"exact" is within the author's method, "standard" by the standard one. Every wrong figure has its reason written here
by hand; the script stops where a verdict and a reason do not go together.
"""

import json
import re
import sys
from pathlib import Path

from mpmath import mp

from judging import Paper, write
from make_networks import embedded_networks, numbers
from reference import Number, copied, forward, mean_loss, parameters, quantities, text, updated

mp.dps = 60
NETWORKS = {name: numbers(net) for name, net in embedded_networks()}


# ---------------------------------------------------------------- the handout

def handout(path):
    lines = Path(path).read_text().split("\n")
    q, standard = quantities(NETWORKS["handout"], "handout"), quantities(NETWORKS["handout"])
    paper = Paper(q, standard)
    taken = set()

    def say(line, name, printed, formula=None, reason=None, **more):
        pattern = re.compile(r"(?<![\d._^{])" + re.escape(printed) + r"(?![\d]|\.\d)")
        if printed in ("0", "1") and line != 49:
            pattern = re.compile(r"(?<== )" + printed + r"(?![\d]|\.\d)")
        start = lines[line - 1].rindex("= [") if line in (47, 49) else 0
        columns = [m.start() + 1 for m in pattern.finditer(lines[line - 1], start) if (line, m.start() + 1) not in taken]
        assert columns, (line, printed, lines[line - 1])
        column = columns[0] if line in (47, 49) else columns[-1]
        taken.add((line, column))
        return paper.judge(name, printed, formula, reason, line=line, column=column, **more)

    sigmoid = lambda z: 1 / (1 + mp.exp(-z))
    w = lambda l, j, k: f"w[{l},{j},{k}]"
    # The author's factors: the output's slope from the o's, the loss's slope from the printed l.
    soft = lambda g, k: mp.exp(g(f"z[2,{k}]")) / sum(mp.exp(g(f"z[2,{i}]")) for i in (1, 2, 3))
    slope = lambda g, k: soft(g, k) * (1 - soft(g, k))
    loss_slope = lambda g, k: 1 / g("a[2,1]") if k == 1 else -1 / (1 - g(f"a[2,{k}]"))
    # Three ways to each output's delta: in one go, from two factors noted with four digits, from the printed delta
    # (printed last, among the biases, but plainly what the weights' gradients were made of).
    deltas = (lambda g, k: g(f"dE/db[2,{k}]"),
              lambda g, k: g(f"dE[{k}]/da[2,{k}]") * g(f"da[2,{k}]/dz[2,{k}]"),
              lambda g, k: loss_slope(g, k) * slope(g, k))

    for j, t in enumerate(("0.1", "0.2", "0.7"), 1):
        say(47, f"x[{j}]", t)
    for k, t in enumerate(("1", "0", "0"), 1):
        say(49, f"y[{k}]", t)
    for k, z, za, a, aa in ((1, "1.5", 52, "0.8175", 55), (2, "1.41", 60, "0.8037", 66), (3, "1.75", 71, "0.8519", 77)):
        say(za, f"z[1,{k}]", z, lambda g: sum(g(w(1, j, k)) * g(f"x[{j}]") for j in (1, 2, 3)) + g(f"b[1,{k}]"))
        say(aa, f"a[1,{k}]", a, lambda g: sigmoid(g(f"z[1,{k}]")))
    places = {1: (81, "1.7488", 81, "0.2143"), 2: (84, "2.0599", 84, "0.2926"), 3: (89, "2.5814", 93, "0.4929")}
    for k, (line, t, _, _) in places.items():
        say(line, f"z[2,{k}]", t, lambda g: sum(g(w(2, j, k)) * g(f"a[1,{j}]") for j in (1, 2, 3)) + g(f"b[2,{k}]"))
    for k, (_, _, line, t) in places.items():
        say(line, f"a[2,{k}]", t, lambda g: soft(g, k))
    say(105, "E[1]", "-1.540", lambda g: mp.log(g("a[2,1]")))
    say(107, "E[2]", "-0.3461", lambda g: mp.log(1 - g("a[2,2]")))
    say(109, "E[3]", "-0.6790", lambda g: mp.log(1 - g("a[2,3]")))
    say(113, "E", "-2.56514", lambda g: g("E[1]") + g("E[2]") + g("E[3]"))

    biases = ((327, 1, "0.7855"), (331, 2, "-0.2925"), (333, 3, "-0.4927"))
    for _, k, t in biases:
        paper.work_aside(f"dE[{k}]/da[2,{k}]", lambda g: loss_slope(g, k))
        paper.work_aside(f"da[2,{k}]/dz[2,{k}]", lambda g: g(f"a[2,{k}]") * (1 - g(f"a[2,{k}]")))
        paper.prints_later(f"dE/db[2,{k}]", t)

    # Output layer.
    say(125, "y[1]", "1")
    output = lambda j, k: tuple((lambda g, d=d: d(g, k) * g(f"a[1,{j}]")) for d in deltas)
    say(145, "dE[1]/dw[2,1,1]", "0.6421", output(1, 1))
    say(149, "dE[3]/dw[2,1,1]", "0", names=("dE[2]/dw[2,1,1]",))
    say(153, "dE/dw[2,1,1]", "0.6421", output(1, 1), names=("dE[1]/dw[2,1,1]",))
    say(157, "dE[3]/dw[2,2,1]", "0", names=("dE[2]/dw[2,2,1]",))
    say(157, "dE/dw[2,2,1]", "0.6313", output(2, 1), names=("dE[1]/dw[2,2,1]",))
    say(161, "dE[3]/dw[2,3,1]", "0", names=("dE[2]/dw[2,3,1]",))
    say(163, "dE/dw[2,3,1]", "0.6691", output(3, 1), names=("dE[1]/dw[2,3,1]",))
    say(167, "dE[3]/dw[2,1,2]", "0", names=("dE[1]/dw[2,1,2]",))
    say(170, "y[2]", "0")
    for line, j, k, t in ((180, 1, 2, "-0.2391"), (184, 2, 2, "-0.2350"), (188, 3, 2, "-0.2491"),
                          (192, 1, 3, "-0.4027"), (196, 2, 3, "-0.3959"), (200, 3, 3, "-0.4197")):
        say(line, f"dE/dw[2,{j},{k}]", t, output(j, k))

    # Hidden layer: three terms and their sum for each weight.
    def hidden(j, m, rows, total):
        for k, (line, t, *rest) in enumerate(rows, 1):
            a = f"a[1,{m}]"
            say(line, f"dE[{k}]/dw[1,{j},{m}]", t,
                tuple((lambda g, d=d: d(g, k) * g(w(2, m, k)) * g(a) * (1 - g(a)) * g(f"x[{j}]")) for d in deltas), *rest)
        line, t, *rest = total
        say(line, f"dE/dw[1,{j},{m}]", t, lambda g: sum(g(f"dE[{k}]/dw[1,{j},{m}]") for k in (1, 2, 3)), *rest)

    for j, m, rows, total in HIDDEN:
        hidden(j, m, rows, total)
    for line, j, k, first, second in UPDATES:
        for l, (t, *rest) in ((1, first), (2, second)):
            say(line, f"w'[{l},{j},{k}]", t, lambda g: g(w(l, j, k)) - g(f"dE/dw[{l},{j},{k}]"), *rest)

    say(323, "dz[2,1]/db[2,1]", "1")
    for line, k, t in biases:
        paper.aside.pop(f"dE/db[2,{k}]")
        say(line, f"dE/db[2,{k}]", t, tuple((lambda g, d=d: d(g, k)) for d in deltas[1:]))
    for line, k in ((343, 1), (351, 2), (361, 3)):
        say(line, f"dz[1,{k}]/db[1,{k}]", "1")
    paper.records.sort(key=lambda r: (r["line"], r["column"]))

    blanks = [{"line": line, "id": f"dE/db[1,{k}]", "exact": text(q[f"dE/db[1,{k}]"]),
               "standard": text(standard[f"dE/db[1,{k}]"])} for line, k in ((347, 1), (355, 2), (365, 3))]
    write("handout.json", {
        "network": "handout", "method": "handout",
        "quantities": {k: text(v) for k, v in q.items()},
        "blanks": blanks,
        "findings": FINDINGS,
    }, paper)
    return paper


MISREAD_NINE = ("digit", "One digit: the factors give -0.005594 (the author's own rounding; exactly -0.005596). The "
                "same product for i_2 and i_3 (-0.01118, -0.03916) was made from 0.00559.", None)
NO_LOSS_SLOPE = ("missing-factor", "The factor 1/l_1 of the written formula was not put in; with it the figure is "
                 "0.00991, twice the author's own 0.004955 for i_1.", "0.1683 * 0.5 * 0.8519 * (1 - 0.8519) * 0.2")
LOST_EIGHT = ("digit", "The last digit: the factors give -0.01088 (exactly -0.010886), seven times the figure for i_1.",
              None)
TWO_SLIPS = (None, "Two slips at once. The step 0.010533 was added as 0.0010533 (decimal shift), which would give "
             "0.7010533, and then a 3 became a 5. The author's own gradient gives 0.710533; with the right one "
             "(-0.00276, see line 270) it is 0.70276.", None)


def shifted(start, step, wrong_step):
    return ("decimal-shift", f"The step {step} was taken as {wrong_step}, a power of ten off.", f"{start} + {wrong_step}")


HIDDEN = [
    (1, 1, [(222, "0.00117"), (226, "-0.00174"), (226, "-0.005880")], (230, "-0.00645")),
    (1, 2, [(234, "0.003717"), (236, "-0.00323"), (238, "-0.00155")], (242, "-0.001063")),
    (1, 3, [(246, "0.004955"), (246, "-0.0007381"), (246, "-0.005534", MISREAD_NINE)], (250, "-0.0013171")),
    (2, 1, [(254, "0.002343"), (254, "-0.003491"), (254, "-0.01176")], (258, "-0.0129")),
    (2, 2, [(262, "0.007435"), (262, "-0.00646"), (262, "-0.003109")], (266, "-0.002134")),
    (2, 3, [(270, "0.002123", NO_LOSS_SLOPE), (270, "-0.001476"), (270, "-0.01118")], (274, "-0.010533")),
    (3, 1, [(278, "0.0082065"), (278, "-0.01221"), (278, "-0.04116")], (282, "-0.04516")),
    (3, 2, [(286, "0.02602"), (288, "-0.02261"), (290, "-0.01080", LOST_EIGHT)], (294, "-0.00738")),
    (3, 3, [(298, "0.03468"), (298, "-0.0051668"), (298, "-0.03916")], (302, "-0.009646")),
]
UPDATES = [
    (305, 1, 1, ("0.20645",), ("-0.5421",)),
    (306, 1, 2, ("0.301063",), ("0.6391",)),
    (307, 1, 3, ("0.501317",), ("1.2027",)),
    (308, 2, 1, ("0.30129", shifted("0.3", "0.0129", "0.00129")), ("-0.3313",)),
    (309, 2, 2, ("0.502134",), ("0.935",)),
    (310, 2, 3, ("0.7010553", TWO_SLIPS), ("0.5959",)),
    (311, 3, 1, ("0.604516", shifted("0.6", "0.04516", "0.004516")), ("-0.1691",)),
    (312, 3, 2, ("0.40738",), ("0.4491",)),
    (313, 3, 3, ("0.809646",), ("1.3197",)),
]
FINDINGS = [
    {"line": 40, "kind": "formula", "message": "The denominator of softmax's slope is the sum squared; the exponent is printed as 1/2."},
    {"line": 99, "kind": "loss-sign", "message": "Cross-entropy without its leading minus: E is at most 0 and best at 0."},
    {"line": 111, "kind": "formula", "message": "The factor 1/n is written but not used: line 113 adds the three terms."},
    {"line": 135, "kind": "label", "message": "The layer is 2, the superscripts of the weights and the bias say 3."},
    {"line": 147, "kind": "softmax-cross-terms", "message": "w_11^2 moves o_1 and so every l_i: E_2 and E_3 do change."},
    {"line": 161, "kind": "label", "message": "The slopes of o_2 written are those of o_1: the weight leads to the first output."},
    {"line": 238, "kind": "label", "message": "The left side names w_13^1; what is worked out is w_12^1."},
    {"line": 270, "kind": "label", "message": "The left sides name w_13^1; what is worked out is w_23^1."},
    {"line": 304, "kind": "uphill", "message": "With the sign of line 99 the step w - mu dE/dw goes up the cross-entropy."},
    {"line": 327, "kind": "formula", "message": "The sum in the denominator lacks its square; the figure was worked with it."},
    {"line": 331, "kind": "formula", "message": "The sum in the denominator lacks its square; the figure was worked with it."},
    {"line": 333, "kind": "formula", "message": "The sum in the denominator lacks its square; the figure was worked with it."},
    {"line": 347, "kind": "blank", "message": "dE/db_1^1 was never filled in."},
    {"line": 355, "kind": "blank", "message": "dE/db_2^1 was never filled in."},
    {"line": 365, "kind": "blank", "message": "dE/db_3^1 was never filled in."},
]


# ---------------------------------------------------------------- the two published articles

def listed(folder, name):
    return json.loads((Path(folder) / name).read_text())


def renamed(key):
    """The list's key for a quantity as the contract's id: W2[1][2]+ is w'[2,1,2]."""
    # In the contract's order of indices: layer first, from neuron j to neuron k.
    for pattern, form in (
            (r"W(\d)\[(\d)\]\[(\d)\]\+", "w'[{},{},{}]"), (r"dL/dW(\d)\[(\d)\]\[(\d)\]", "dE/dw[{},{},{}]"),
            (r"([za])(\d)\[(\d)\]", "{}[{},{}]"), (r"dL/d([za])(\d)\[(\d)\]", "dE/d{}[{},{}]"),
            (r"da/dz(\d)\[(\d)\]", "da[{0},{1}]/dz[{0},{1}]"), (r"loss\[(\d)\]", "E[{}]"), (r"loss", "E"),
            (r"part:o(\d)->h(\d)", "dE[{}]/da[1,{}]"), (r"term:l(\d)->k(\d)", "dE[{}]/da[2,{}]")):
        found = re.fullmatch(pattern, key)
        if found:
            return form.format(*found.groups())
    raise ValueError(key)


def frozen(net):
    """The update of the weights alone, as both articles do it."""
    new = updated(net, quantities(net, per_term=False))
    for y, old in zip(new["layers"], net["layers"]):
        y["bias"] = old["bias"]
    return new


def in_turn(net):
    """Mazur's program: the output weights are updated first and then used for the hidden gradients."""
    q = quantities(net, per_term=False)
    middle = frozen(net)
    middle["layers"][0] = copied(net)["layers"][0]
    z, a = forward(net, net["samples"][0]["input"])
    new = copied(middle)
    for j in range(2):
        da = sum((q[f"dE/dz[2,{k+1}]"] * middle["layers"][1]["weights"][j][k] for k in range(2)), Number(0))
        dz = da * a[0][j] * (1 - a[0][j])
        for i in range(2):
            row = new["layers"][0]["weights"][i]
            row[j] = row[j] - net["learning_rate"] * dz * net["samples"][0]["input"][i]
    return new


def after(net, step, count):
    digits, mp.dps = mp.dps, 30
    for _ in range(count):
        net = step(net)
        for name, place, k in parameters(net):
            place[k] = Number(place[k].mpf())  # no fraction grows
    mp.dps = digits
    return net


def mazur(folder):
    net = NETWORKS["mazur"]
    q = quantities(net)
    paper = Paper(q, q)
    once, once_in_turn = frozen(net), in_turn(net)
    end, end_in_turn = after(net, frozen, 10000), after(net, in_turn, 10000)
    outputs = lambda n: forward(n, n["samples"][0]["input"])[1][-1]
    # Halving -0.038098237, the second output's delta at the author's nine decimals, gives his last digit.
    formulas = {"dE[2]/da[1,1]": lambda g: g("dE[2]/dz[2,2]") * g("w[2,1,2]")}
    for figure in listed(folder, "mazur-2-2-2.json")["printed"]:
        key, printed = figure["quantity"], figure["value"]
        more = {"key": key, "published_status": figure["status"]}
        if key == "loss_after":
            paper.judge("E'", printed, exact=mean_loss(once).mpf(), reason=(
                "order-of-update", "Worked with the output weights already updated while the hidden gradients were "
                "still being found, against the article's own text and its own printed w_1+ ... w_4+, which use the "
                "old weights. In that order the loss is " + text(mean_loss(once_in_turn), 12) + "; all at once it is "
                "0.291027774.", None), bias="not updated", in_turn=text(mean_loss(once_in_turn)), **more)
        elif key == "loss_after_10000":
            paper.judge("E", printed, exact=mean_loss(end).mpf(), reason=(
                None, "Neither order of updating gives it: all at once " + text(mean_loss(end), 10) + ", in turn "
                + text(mean_loss(end_in_turn), 10) + ". The printed outputs, put into the loss, give 0.0000350848 "
                "too, so a stray digit 1 in 0.000035085 is likely.", None),
                bias="not updated", after=10000, in_turn=text(mean_loss(end_in_turn)), **more)
        elif key.startswith("out_after_10000"):
            k = int(key[-2]) - 1
            paper.judge(f"a[2,{k+1}]", printed, exact=outputs(end)[k].mpf(), reason=(
                "order-of-update", "10,000 updates in Mazur's order (output weights first, then used for the hidden "
                "ones) give " + text(outputs(end_in_turn)[k], 10) + ", the printed digits; the order that the text "
                "describes gives " + text(outputs(end)[k], 10) + ".", None),
                bias="not updated", after=10000, in_turn=text(outputs(end_in_turn)[k]), **more)
        else:
            name = renamed(key)
            if name == "dE[2]/da[1,1]":
                paper.work_aside("dE[2]/dz[2,2]", lambda g: (g("a[2,2]") - g("y[2]")) * g("a[2,2]") * (1 - g("a[2,2]")), 9)
            paper.judge(name, printed, formulas.get(name), **more)
    write("mazur.json", {
        "network": "mazur", "method": "standard",
        "bias": "The article never updates its biases; the standard E' with the biases updated is in E_after_bias.",
        "E_after_bias": text(q["E'"]), "E_after_frozen": text(mean_loss(once)),
        "quantities": {k: text(v) for k, v in q.items()},
    }, paper)


def prakash(folder):
    net = NETWORKS["prakash"]
    q, standard = quantities(net, "diagonal"), quantities(net)
    paper = Paper(q, standard)
    sigmoid = lambda z: 1 / (1 + mp.exp(-z))
    soft = lambda g, k: mp.exp(g(f"z[3,{k}]")) / sum(mp.exp(g(f"z[3,{i}]")) for i in (1, 2, 3))

    def formula(name):
        """The author's way to a figure from what stands printed before it."""
        head, ids = name.split("[")[0], list(map(int, re.findall(r"\d+", name)))
        rate = lambda g: net["learning_rate"].mpf()
        if head == "z":
            l, k = ids
            return lambda g: sum(g(f"w[{l},{j},{k}]") * g(f"a[{l-1},{j}]" if l > 1 else f"x[{j}]")
                                 for j in (1, 2, 3)) + g(f"b[{l},{k}]")
        if head == "a":
            l, k = ids[:2]
            if "dz" not in name:
                return (lambda g: sigmoid(g(f"z[{l},{k}]"))) if l == 2 else (lambda g: soft(g, k))
            return ((lambda g: g(f"a[2,{k}]") * (1 - g(f"a[2,{k}]"))) if l == 2
                    else (lambda g: soft(g, k) * (1 - soft(g, k))))
        if head == "da":
            l, k = ids[:2]
            return ((lambda g: g(f"a[2,{k}]") * (1 - g(f"a[2,{k}]"))) if l == 2
                    else (lambda g: soft(g, k) * (1 - soft(g, k))))
        if head == "E":
            if not ids:
                return lambda g: g("E[1]") + g("E[2]") + g("E[3]")
            return lambda g: -mp.log(g("a[3,1]")) if ids[0] == 1 else -mp.log(1 - g(f"a[3,{ids[0]}]"))
        if head == "dE/da":
            l, k = ids
            if l == 3:
                return lambda g: -1 / g("a[3,1]") if k == 1 else 1 / (1 - g(f"a[3,{k}]"))
            if l == 2:
                return lambda g: sum(g(f"dE[{t}]/da[2,{k}]") for t in (1, 2, 3))
            return lambda g: sum(g(f"dE/da[2,{m}]") * g(f"da[2,{m}]/dz[2,{m}]") * g(f"w[2,{k},{m}]") for m in (1, 2, 3))
        if head == "dE":  # the term of output t in dE/da[2,k]
            t, _, k = ids
            return lambda g: g(f"dE/da[3,{t}]") * g(f"da[3,{t}]/dz[3,{t}]") * g(f"w[3,{k},{t}]")
        if head == "dE/dw":
            l, j, k = ids
            slope = (lambda g: g(f"da[{l},{k}]/dz[{l},{k}]")) if l > 1 else (lambda g: 1)
            below = f"a[{l-1},{j}]" if l > 1 else f"x[{j}]"
            return lambda g: g(f"dE/da[{l},{k}]") * slope(g) * g(below)
        if head == "w'":
            l, j, k = ids
            return lambda g: g(f"w[{l},{j},{k}]") - rate(g) * g(f"dE/dw[{l},{j},{k}]")
        raise ValueError(name)

    for figure in listed(folder, "14prakash-3-3-3-3.json")["printed"]:
        name = renamed(figure["quantity"])
        paper.judge(name, figure["value"], formula(name), PRAKASH.get(name), key=figure["quantity"],
                    published_status=figure["status"],
                    **({"expression": figure["from_printed"]} if "from_printed" in figure else {}))
    write("prakash.json", {
        "network": "prakash", "method": "diagonal: the standard loss, softmax cross terms left out",
        "quantities": {k: text(v) for k, v in q.items()},
        "standard_quantities": {k: text(v) for k, v in standard.items()},
    }, paper)


def twice(a, right):
    return ("extra-factor", f"-0.301 is -1.4755 * 0.2040 already; it was multiplied by 0.204 once more. From the "
            f"author's figures it is {right}.", f"0 - 0.301 * 0.204 * {a}")


def without_exp(z):
    return ("missing-exponential", "The exponential was left out: z divided by the sum of the z. From the author's sums "
            "softmax is 0.1986, 0.2856, 0.5158.", f"{z} / (1.8658 + 2.2292 + 2.8204)")


def diagonal_weight(k, expression):
    return ("missing-term", f"Only the weight from neuron {k} to neuron {k} was followed; the sum over the three neurons "
            "of the layer above is missing.", expression)


SIGN = ("sign", "The slope of -ln(1 - a) by a is +1/(1 - a).")
PRODUCT = "the author's factors dE/da, da/dz and w give"
PRAKASH = {
    "z[2,3]": ("digit", "The printed operands give 4.004 exactly; the last digit is wrong.", None),
    "a[3,1]": without_exp("1.8658"), "a[3,2]": without_exp("2.2292"), "a[3,3]": without_exp("2.8204"),
    "E[1]": ("log-base", "The logarithm to base 10 for the natural one, and then two digits swapped: -log_10(0.2698) is "
             "0.568958; -ln(0.2698) is 1.310.", None),
    "E[2]": ("log-base", "The logarithm to base 10 for the natural one, and then one digit wrong: -log_10(0.6777) is "
             "0.16896; -ln(0.6777) is 0.389.", None),
    "E[3]": ("log-base", "The logarithm to base 10 for the natural one; -ln(0.5922) is 0.5239.", "0 - log_10(0.5922)"),
    "E": (None, "The three printed terms add up to 0.966248, not 0.985.", None),
    "dE/da[3,2]": (*SIGN, "0 - 1 / (1 - 0.3223)"), "dE/da[3,3]": (*SIGN, "0 - 1 / (1 - 0.4078)"),
    "da[3,1]/dz[3,1]": ("digit", "From the printed sums it is 0.15914 (exactly 0.15907); the last digit is wrong.", None),
    "da[3,3]/dz[3,3]": ("wrong-index", "e^z3 was multiplied by e^z1 + e^z3, the neighbours of output 2, in place of "
                        "e^z1 + e^z2; from the printed sums it is 0.2497.",
                        "exp(2.8204) * (exp(1.8658) + exp(2.8204)) / (exp(1.8658) + exp(2.2292) + exp(2.8204)) ** 2"),
    "dE/dw[3,1,2]": twice("0.938", "-0.2823"), "dE/dw[3,2,2]": twice("0.94", "-0.2829"),
    "dE/dw[3,3,2]": twice("0.98", "-0.2950"),
    "w'[3,2,1]": shifted("0.3", "0.00554347", "0.000554347"), "w'[3,2,3]": shifted("0.2", "0.005849", "0.0005849"),
    "w'[3,3,1]": shifted("0.5", "0.00577937", "0.000577937"), "w'[3,3,3]": shifted("0.9", "0.006098", "0.0006098"),
    "w'[2,3,3]": shifted("0.8", "0.0003813", "0.003813"),
    "dE[2]/da[2,1]": (None, f"{PRODUCT} -0.1204; the three terms of output 2 all hold 0.5957 where 0.3010 belongs.", "0 - 0.5957 * 0.4"),
    "dE[2]/da[2,2]": (None, f"{PRODUCT} -0.2107; the three terms of output 2 all hold 0.5957 where 0.3010 belongs.", "0 - 0.5957 * 0.7"),
    "dE[2]/da[2,3]": (None, f"{PRODUCT} -0.0602; the three terms of output 2 all hold 0.5957 where 0.3010 belongs.", "0 - 0.5957 * 0.2"),
    "dE[3]/da[2,1]": (None, f"{PRODUCT} -0.4978; the three terms of output 3 all hold 0.7414 where 0.6223 belongs.", "0 - 0.7414 * 0.8"),
    "dE[3]/da[2,2]": (None, f"{PRODUCT} -0.1244; the three terms of output 3 all hold 0.7414 where 0.6223 belongs.", "0 - 0.7414 * 0.2"),
    "dE[3]/da[2,3]": (None, f"{PRODUCT} -0.5600; the three terms of output 3 all hold 0.7414 where 0.6223 belongs.", "0 - 0.7414 * 0.9"),
    "dE/da[1,1]": diagonal_weight(1, "0 - 0.8903 * 0.058156 * 0.2"),
    "dE/da[1,2]": diagonal_weight(2, "0 - 0.74218 * 0.0564 * 0.5"),
    "dE/da[1,3]": diagonal_weight(3, "0 - 1.0810 * 0.0196 * 0.8"),
}

if __name__ == "__main__":
    handout(sys.argv[1])
    mazur(sys.argv[2])
    prakash(sys.argv[2])
