"""The mathematics of a small network, written from its definitions in arithmetic of as many digits as asked for.

Nothing here knows how clearprop works: it is the other opinion. Inputs are exact decimals. A value stays an exact
fraction for as long as only sums, differences, products and quotients touch it (so a relu at exactly z = 0 is met as
zero, and 0.3775 is a true tie), and becomes an mpmath number with the first exp, ln, tanh or erf.
"""

from decimal import Decimal
from fractions import Fraction
from mpmath import mp, mpf


class Number:
    """An exact fraction while it can be, else an mpmath number at the working precision."""

    __slots__ = ("v",)

    def __init__(self, v):
        self.v = Fraction(Decimal(v)) if isinstance(v, str) else Fraction(v) if isinstance(v, int) else v

    def mpf(self):
        return mpf(self.v.numerator) / self.v.denominator if isinstance(self.v, Fraction) else self.v

    def _with(self, other, op):
        other = other if isinstance(other, Number) else Number(other)
        if isinstance(self.v, Fraction) and isinstance(other.v, Fraction):
            return Number(op(self.v, other.v))
        return Number(op(self.mpf(), other.mpf()))

    def __add__(self, o): return self._with(o, lambda p, q: p + q)
    def __radd__(self, o): return self._with(o, lambda p, q: q + p)
    def __sub__(self, o): return self._with(o, lambda p, q: p - q)
    def __rsub__(self, o): return self._with(o, lambda p, q: q - p)
    def __mul__(self, o): return self._with(o, lambda p, q: p * q)
    def __rmul__(self, o): return self._with(o, lambda p, q: q * p)
    def __truediv__(self, o): return self._with(o, lambda p, q: p / q)
    def __rtruediv__(self, o): return self._with(o, lambda p, q: q / p)
    def __neg__(self): return Number(-self.v)
    def __gt__(self, o): return self.v > (o.v if isinstance(o, Number) else o)
    def __lt__(self, o): return self.v < (o.v if isinstance(o, Number) else o)
    def is_zero(self): return self.v == 0


def of(function):
    """A function of mpmath as a function of a Number."""
    return lambda x: Number(function(x.mpf()))


exp, ln, tanh, expm1, log1p, erfc = map(of, (mp.exp, mp.log, mp.tanh, mp.expm1, mp.log1p, mp.erfc))
ZERO, ONE = Number(0), Number(1)
LEAK = Number("0.01")


def sigmoid(z): return 1 / (1 + exp(-z))
def normal_cdf(z): return erfc(-z / Number(mp.sqrt(2))) / 2
def normal_density(z): return exp(-(z * z) / 2) / Number(mp.sqrt(2 * mp.pi))


# name: (value, slope). Softmax is no function of one number; `activate` and `jacobian` treat it apart.
ACTIVATIONS = {
    "identity": (lambda z: z, lambda z: ONE),
    "sigmoid": (sigmoid, lambda z: sigmoid(z) * sigmoid(-z)),
    "tanh": (tanh, lambda z: 1 / (of(mp.cosh)(z) * of(mp.cosh)(z))),
    "relu": (lambda z: z if z > 0 else ZERO, lambda z: ONE if z > 0 else ZERO),
    "leaky-relu": (lambda z: z if z > 0 else LEAK * z, lambda z: ONE if z > 0 else LEAK),
    "elu": (lambda z: z if z > 0 else expm1(z), lambda z: ONE if z > 0 else exp(z)),
    "softplus": (lambda z: log1p(exp(z)), sigmoid),
    "silu": (lambda z: z * sigmoid(z), lambda z: sigmoid(z) * (1 + z * sigmoid(-z))),
    "gelu": (lambda z: z * normal_cdf(z), lambda z: normal_cdf(z) + z * normal_density(z)),
    "softmax": None,
}


def softmax(z):
    powers = [exp(v) for v in z]
    total = sum(powers, ZERO)
    return [p / total for p in powers]


def activate(name, z):
    return softmax(z) if name == "softmax" else [ACTIVATIONS[name][0](v) for v in z]


def jacobian(name, z, cross_terms=True):
    """J[i][k] = da_i/dz_k; None where i != k and the activation has no cross terms at all."""
    n = len(z)
    if name != "softmax":
        return [[ACTIVATIONS[name][1](z[k]) if i == k else None for k in range(n)] for i in range(n)]
    a = softmax(z)
    if not cross_terms:
        return [[a[i] * sum((a[m] for m in range(n) if m != i), ZERO) if i == k else ZERO for k in range(n)] for i in range(n)]
    # a_i (1 - a_i) is written with 1 - a_i as the sum of the others, which loses no digits.
    return [[a[i] * sum((a[m] for m in range(n) if m != i), ZERO) if i == k else -(a[i] * a[k])
             for k in range(n)] for i in range(n)]


def loss_term(loss, y, a, n):
    """Output k's term of the loss."""
    if loss == "categorical-cross-entropy":
        return ZERO if y.is_zero() else -(y * ln(a))
    if loss == "binary-cross-entropy":
        return -(y * ln(a) + (1 - y) * ln(1 - a))
    if loss == "squared-error":
        return (y - a) * (y - a) / 2
    if loss == "mean-squared-error":
        return (y - a) * (y - a) / n
    if loss == "sum-of-squares":
        return (y - a) * (y - a)
    if loss == "handout":
        return y * ln(a) + (1 - y) * ln(1 - a)
    raise ValueError(loss)


def loss_slope(loss, y, a, n):
    """The derivative of output k's term by its output a."""
    if loss == "categorical-cross-entropy":
        return ZERO if y.is_zero() else -(y / a)
    if loss == "binary-cross-entropy":
        return (1 - y) / (1 - a) - y / a
    if loss == "squared-error":
        return a - y
    if loss == "mean-squared-error":
        return 2 * (a - y) / n
    if loss == "sum-of-squares":
        return 2 * (a - y)
    if loss == "handout":
        return y / a - (1 - y) / (1 - a)
    raise ValueError(loss)


def forward(net, x, bump=None):
    """The lists z[l], a[l]. `bump` = ("z" or "a", layer, neuron, h) adds h to that value on the way."""
    a, z_all, a_all = x, [], []
    for l, layer in enumerate(net["layers"]):
        z = [sum((a[j] * layer["weights"][j][k] for j in range(len(a))), ZERO) + layer["bias"][k]
             for k in range(len(layer["bias"]))]
        if bump and bump[:2] == ("z", l):
            z[bump[2]] = z[bump[2]] + bump[3]
        a = activate(layer["activation"], z)
        if bump and bump[:2] == ("a", l):
            a = list(a)
            a[bump[2]] = a[bump[2]] + bump[3]
        z_all.append(z)
        a_all.append(a)
    return z_all, a_all


def terms(net, sample, bump=None):
    """E[k] for each output k."""
    a = forward(net, sample["input"], bump)[1][-1]
    return [loss_term(net["loss"], y, a_k, len(a)) for y, a_k in zip(sample["target"], a)]


def mean_loss(net):
    total = sum((sum(terms(net, s), ZERO) for s in net["samples"]), ZERO)
    return total / len(net["samples"])


def sample_quantities(net, sample, cross_terms, per_term):
    """Every quantity of one sample, by id without @s, and the sample's gradient by id."""
    q = {}
    x, layers, loss = sample["input"], net["layers"], net["loss"]
    z, a = forward(net, x)
    outputs = len(a[-1])
    for j, v in enumerate(x, 1):
        q[f"x[{j}]"] = v
    for k, v in enumerate(sample["target"], 1):
        q[f"y[{k}]"] = v
    for l in range(len(layers)):
        for k in range(len(z[l])):
            q[f"z[{l+1},{k+1}]"], q[f"a[{l+1},{k+1}]"] = z[l][k], a[l][k]
    for k in range(outputs):
        q[f"E[{k+1}]"] = loss_term(loss, sample["target"][k], a[-1][k], outputs)
    q["E"] = sum((q[f"E[{k+1}]"] for k in range(outputs)), ZERO)

    # The factors of the chain.
    slopes = []
    for l, layer in enumerate(layers):
        below = a[l - 1] if l else x
        J = jacobian(layer["activation"], z[l], cross_terms)
        slopes.append(J)
        for i in range(len(z[l])):
            for k in range(len(z[l])):
                if J[i][k] is not None:
                    q[f"da[{l+1},{i+1}]/dz[{l+1},{k+1}]"] = J[i][k]
        for k in range(len(z[l])):
            q[f"dz[{l+1},{k+1}]/db[{l+1},{k+1}]"] = ONE
            for j in range(len(below)):
                q[f"dz[{l+1},{k+1}]/dw[{l+1},{j+1},{k+1}]"] = below[j]
                if l:
                    q[f"dz[{l+1},{k+1}]/da[{l},{j+1}]"] = layer["weights"][j][k]

    # One term at a time from the output down; the loss's gradient is their sum.
    gradient = {}
    for t in range(outputs):
        dE = f"dE[{t+1}]"
        da = [loss_slope(loss, sample["target"][t], a[-1][t], outputs) if k == t else ZERO for k in range(outputs)]
        for l in reversed(range(len(layers))):
            J, weights, n = slopes[l], layers[l]["weights"], len(z[l])
            below = a[l - 1] if l else x
            dz = [sum((da[i] * J[i][k] for i in range(n) if J[i][k] is not None), ZERO) for k in range(n)]
            part = {}
            for k in range(n):
                part[f"da[{l+1},{k+1}]"], part[f"dz[{l+1},{k+1}]"], part[f"db[{l+1},{k+1}]"] = da[k], dz[k], dz[k]
                for j in range(len(below)):
                    part[f"dw[{l+1},{j+1},{k+1}]"] = dz[k] * below[j]
            for of_what, v in part.items():
                if per_term:
                    q[f"{dE}/{of_what}"] = v
                gradient[f"dE/{of_what}"] = gradient.get(f"dE/{of_what}", ZERO) + v
            da = [sum((weights[j][k] * dz[k] for k in range(n)), ZERO) for j in range(len(below))]
    q.update(gradient)
    return q


def parameters(net):
    """(id without a prefix, list that holds it, position) of every weight and bias."""
    for l, layer in enumerate(net["layers"], 1):
        for j, row in enumerate(layer["weights"], 1):
            for k in range(len(row)):
                yield f"w[{l},{j},{k+1}]", row, k
        for k in range(len(layer["bias"])):
            yield f"b[{l},{k+1}]", layer["bias"], k


def copied(net):
    layers = [{"activation": y["activation"], "weights": [list(r) for r in y["weights"]], "bias": list(y["bias"])}
              for y in net["layers"]]
    return {**net, "layers": layers}


def updated(net, q):
    """The network after one update by the (mean) gradient in q."""
    new = copied(net)
    for name, place, k in parameters(new):
        place[k] = place[k] - net["learning_rate"] * q[f"dE/d{name}"]
    return new


def quantities(net, method="standard", per_term=True):
    """Every quantity of the network by its id, at the present mp.dps.

    Methods: "standard"; "handout" (loss without the leading minus, no softmax cross terms); "diagonal" (the
    network's own loss, no softmax cross terms: Prakash's way).
    """
    if method == "handout":
        net = {**net, "loss": "handout"}
    cross_terms = method == "standard"
    worked = [sample_quantities(net, s, cross_terms, per_term) for s in net["samples"]]
    q = {name: place[k] for name, place, k in parameters(net)}
    if len(worked) == 1:
        q.update(worked[0])
    else:
        for s, of_sample in enumerate(worked, 1):
            q.update({f"{name}@{s}": v for name, v in of_sample.items()})
        mean = lambda name: sum((w[name] for w in worked), ZERO) / len(worked)
        q["E"] = mean("E")
        for name, _, _ in parameters(net):
            q[f"dE/d{name}"] = mean(f"dE/d{name}")
    new = updated(net, q)
    for name, place, k in parameters(new):
        q[name.replace("[", "'[", 1)] = place[k]
    q["E'"] = mean_loss(new)  # `new` holds the method's own loss
    return q


def text(v, digits=30):
    """A value as 30 significant digits in plain form, or scientific where that is shorter."""
    s = mp.nstr(v.mpf() if isinstance(v, Number) else v, digits, strip_zeros=True, min_fixed=-7, max_fixed=22)
    return "0" if s in ("0.0", "-0.0") else s


# ---------------------------------------------------------------- how many digits are right

SATURATING = ("sigmoid", "tanh", "softmax")


def largest_z(net):
    """The largest |z| that meets a saturating activation, at the present precision."""
    return max((abs(v.mpf()) for s in net["samples"] for layer, z in zip(net["layers"], forward(net, s["input"])[0])
                if layer["activation"] in SATURATING for v in z), default=mpf(0))


def enough_digits(net):
    """Digits that see past saturation, before the update and after it: e^-2|z| beside 1, and 60 more."""
    mp.dps = 60
    mp.dps = before = 70 + int(largest_z(net))
    return max(before, 70 + int(largest_z(updated(net, quantities(net, per_term=False)))))


def certain(net, method="standard", per_term=True):
    """(quantities with more than 50 digits right, ids that are zero by cancellation, the digits worked with).

    Worked twice, the second time with twice the digits: what agrees to 50 digits is right, what falls in step with
    the precision is zero. Saturation at |z| hides figures of the size of e^-2|z|, so the digits start beyond them.
    """
    digits = enough_digits(net)
    while True:
        if digits > 12000:
            raise ArithmeticError("no precision settles this network")
        mp.dps = digits
        rough = quantities(net, method, per_term)
        mp.dps = 2 * digits
        fine = quantities(net, method, per_term)
        cancelled, unsettled = [], []
        for name, v in fine.items():
            p, q = rough[name].mpf(), v.mpf()
            if q == p or abs(p - q) <= abs(q) * mpf(10) ** -50:
                continue
            if abs(p) < mpf(10) ** (20 - digits) and abs(q) < mpf(10) ** (20 - 2 * digits):
                cancelled.append(name)
                fine[name] = ZERO
            else:
                unsettled.append(name)
        if not unsettled:
            return fine, cancelled, digits
        digits *= 2


def check_by_differences(net, q, digits):
    """Asserts every gradient against central differences of the loss; returns how many were compared.

    Left out where the loss has a corner (a relu or leaky-relu at z = 0): there the slope is a convention.
    """
    mp.dps = 2 * digits
    h = Number(mpf(10) ** -(digits // 2))
    many = len(net["samples"]) > 1
    compared = 0

    def compare(name, low, high):
        nonlocal compared
        if name not in q:
            return
        difference = ((high - low) / (2 * h)).mpf()
        given = q[name].mpf()
        size = max(1, abs(low.mpf()), abs(given))
        assert abs(difference - given) <= mpf(10) ** -20 * abs(given) + size * mpf(10) ** -(digits * 7 // 10), \
            (name, text(difference), text(given))
        compared += 1

    def corner(z_all):
        return any(v.is_zero() for layer, z in zip(net["layers"], z_all)
                   if layer["activation"] in ("relu", "leaky-relu", "elu") for v in z)

    zs = [forward(net, s["input"])[0] for s in net["samples"]]
    if any(corner(z) for z in zs):
        return 0
    for s, sample in enumerate(net["samples"], 1):
        end = f"@{s}" if many else ""
        for l, layer in enumerate(net["layers"]):
            for k in range(len(layer["bias"])):
                for what in "za":
                    low, high = (terms(net, sample, (what, l, k, step)) for step in (-h, h))
                    compare(f"dE/d{what}[{l+1},{k+1}]{end}", sum(low, ZERO), sum(high, ZERO))
                    for t in range(len(low)):
                        compare(f"dE[{t+1}]/d{what}[{l+1},{k+1}]{end}", low[t], high[t])
                a_low, a_high = (forward(net, sample["input"], ("z", l, k, step))[1][l] for step in (-h, h))
                for i in range(len(a_low)):
                    compare(f"da[{l+1},{i+1}]/dz[{l+1},{k+1}]{end}", a_low[i], a_high[i])
    low_net, high_net = copied(net), copied(net)
    for (name, low_place, k), (_, high_place, _) in zip(parameters(low_net), parameters(high_net)):
        kept = low_place[k]
        low_place[k], high_place[k] = kept - h, kept + h
        lows, highs = [[terms(n, s) for s in net["samples"]] for n in (low_net, high_net)]
        low_place[k] = high_place[k] = kept
        mean = lambda sides: sum((sum(t, ZERO) for t in sides), ZERO) / len(sides)
        compare(f"dE/d{name}", mean(lows), mean(highs))
        for s, (low, high) in enumerate(zip(lows, highs), 1):
            end = f"@{s}" if many else ""
            if many:
                compare(f"dE/d{name}{end}", sum(low, ZERO), sum(high, ZERO))
            for t in range(len(low)):
                compare(f"dE[{t+1}]/d{name}{end}", low[t], high[t])
    return compared
