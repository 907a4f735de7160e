//! Every slip that someone may make in a line.

use clearprop::backprop::{Formula, Formulas, Method, Style};
use clearprop::math::{Activation, Decimal, Expr, Function, Loss};
use clearprop::{Kind, Network, Quantity, Variable};

/// A slip to be planted, by the name of its cause.
pub(crate) const KINDS: [&str; 14] = [
    "digit",
    "decimal-shift",
    "sign",
    "missing-factor",
    "extra-factor",
    "missing-term",
    "extra-term",
    "wrong-index",
    "wrong-quantity",
    "log-base",
    "softmax-without-exp",
    "mean-or-sum",
    "updated-weights",
    "softmax-cross-terms",
];

/// The values that come out of a formula with one slip of each kind, `work` giving a formula's value.
pub(crate) fn slips(
    network: &Network,
    quantity: Quantity,
    formula: &Formula,
    printed: (Decimal, i32),
    work: &dyn Fn(&Formula) -> f64,
    written: &dyn Fn(f64) -> (Decimal, i32),
) -> Vec<(&'static str, Decimal, i32)> {
    let mut all: Vec<(&'static str, Decimal, i32)> = Vec::new();
    let (value, place) = printed;
    let figures = value.coefficient * 10_u128.pow((value.exponent - place).max(0) as u32);
    let with = |figures: u128| Decimal { coefficient: figures, exponent: place, ..value }.trimmed();
    let text = figures.to_string();
    for at in 0..text.len() {
        for digit in '0'..='9' {
            let mut other: Vec<char> = text.chars().collect();
            if other[at] != digit && !(at == 0 && digit == '0') {
                other[at] = digit;
                let other: String = other.into_iter().collect();
                all.push(("digit", with(other.parse().expect("digits")), place));
            }
        }
        if at > 0 && text.as_bytes()[at - 1] != text.as_bytes()[at] {
            let mut other: Vec<char> = text.chars().collect();
            other.swap(at - 1, at);
            let other: String = other.into_iter().collect();
            all.push(("digit", with(other.parse().expect("digits")), place));
        }
    }
    for moved in [1, -1, 2, -2] {
        all.push(("decimal-shift", Decimal { exponent: value.exponent + moved, ..value }, place + moved));
    }
    if !value.is_zero() {
        all.push(("sign", value.negated(), place));
    }
    let mut add = |kind, formula: &Formula| {
        let slipped = work(formula);
        if slipped.is_finite() && slipped != 0.0 {
            let (value, place) = written(slipped);
            all.push((kind, value, place));
        }
    };
    let symbol = |quantity| Expr::Symbol(quantity);
    in_each_place(formula, &mut |part, rebuild| match part {
        Expr::Product(factors) if factors.len() > 1 => {
            for at in 0..factors.len() {
                let mut fewer = factors.clone();
                fewer.remove(at);
                add("missing-factor", &rebuild(Expr::Product(fewer)));
                let mut more = factors.clone();
                more.push(factors[at].clone());
                add("extra-factor", &rebuild(Expr::Product(more)));
            }
        }
        Expr::Sum(terms) if terms.len() > 1 => {
            for at in 0..terms.len() {
                let mut fewer = terms.clone();
                fewer.remove(at);
                add("missing-term", &rebuild(Expr::Sum(fewer)));
                let mut more = terms.clone();
                more.push(terms[at].clone());
                add("extra-term", &rebuild(Expr::Sum(more)));
                let mut turned = terms.clone();
                turned[at] = -turned[at].clone();
                add("sign", &rebuild(Expr::Sum(turned)));
            }
        }
        Expr::Negative(x) => add("sign", &rebuild((**x).clone())),
        Expr::Power(x, _) | Expr::Quotient(x, _) => add("missing-factor", &rebuild((**x).clone())),
        Expr::Apply(Function::Ln, _) => {
            add(
                "log-base",
                &rebuild(part.clone() / Expr::Apply(Function::Ln, Box::new(Expr::Constant(10.0)))),
            );
        }
        Expr::Symbol(quantity) => {
            for other in other_index(network, *quantity) {
                add("wrong-index", &rebuild(symbol(other)));
            }
            if let Some(other) = beside(*quantity) {
                add("wrong-quantity", &rebuild(symbol(other)));
                // ∂E/∂a for ∂E/∂z is nothing but the slope between them left out.
                if matches!(other.kind, Kind::Slope { .. }) {
                    add("missing-factor", &rebuild(symbol(other)));
                }
            }
            for factor in [10.0, 0.1, 100.0, 0.01] {
                add("decimal-shift", &rebuild(part.clone() * Expr::Constant(factor)));
            }
        }
        _ => {}
    });
    for power in [10.0, 0.1, 100.0, 0.01, 1000.0, 0.001] {
        add("decimal-shift", &(formula.clone() * Expr::Constant(power)));
    }
    for factor in [2.0, 0.5] {
        add("extra-factor", &(formula.clone() * Expr::Constant(factor)));
    }
    for other in other_index(network, quantity) {
        add("wrong-index", &symbol(other));
    }
    if let Some(other) = beside(quantity) {
        add("wrong-quantity", &symbol(other));
    }
    if let Kind::Plain(Variable::A(layer, k)) = quantity.kind
        && network.layers[layer as usize - 1].activation == Activation::Softmax
    {
        let z = |i| symbol(Quantity::plain(Variable::Z(layer, i)));
        let all_z = (1..=network.outputs() as u32).map(z).collect();
        add("softmax-without-exp", &(z(k) / Expr::Sum(all_z)));
    }
    if matches!(quantity.kind, Kind::Plain(Variable::Loss) | Kind::Slope { of: Variable::Loss, .. })
        && network.outputs() > 1
        && network.loss == Loss::MeanSquaredError
    {
        add("mean-or-sum", &(formula.clone() * Expr::Constant(network.outputs() as f64)));
    }
    if let Kind::Slope { of: Variable::Loss, by: Variable::A(..) } = quantity.kind {
        let updated = formula.substitute(&mut |&symbol: &Quantity| match symbol.kind {
            Kind::Plain(weight @ Variable::Weight(..)) => Expr::Symbol(Quantity::updated(weight)),
            _ => Expr::Symbol(symbol),
        });
        if updated != *formula {
            add("updated-weights", &updated);
        }
    }
    if let Kind::Slope { of: Variable::Loss, by: Variable::Z(layer, k) } = quantity.kind
        && network.layers[layer as usize - 1].activation == Activation::Softmax
    {
        let factor = |of, by| symbol(Quantity::slope(of, by));
        let own = factor(Variable::Loss, Variable::A(layer, k))
            * factor(Variable::A(layer, k), Variable::Z(layer, k));
        add("softmax-cross-terms", &own);
    }
    all
}

/// How far the result of a line moves when each figure put in moves by a unit of its last place.
pub(crate) fn reach_of(
    formula: &Formula,
    shown: &std::collections::HashMap<Quantity, (Decimal, i32)>,
    work: &dyn Fn(&Formula) -> f64,
) -> f64 {
    let mut symbols: Vec<Quantity> = Vec::new();
    formula.for_each_symbol(&mut |&symbol| symbols.push(symbol));
    let middle = work(formula);
    let moved = |symbol: &Quantity| {
        let Some(&(value, place)) = shown.get(symbol) else { return 0.0 };
        if value.exponent > place || value.exponent >= -2 {
            return 0.0;
        }
        let step = Expr::Symbol(*symbol) + Expr::Constant(10_f64.powi(place));
        let formula = formula
            .substitute(&mut |&other| if other == *symbol { step.clone() } else { Expr::Symbol(other) });
        (work(&formula) - middle).abs()
    };
    symbols.iter().map(moved).filter(|reach| reach.is_finite()).sum()
}

/// Whether two numbers, written to the same place, differ in one digit or in two swapped ones.
pub(crate) fn is_misprint(right: (Decimal, i32), other: (Decimal, i32)) -> bool {
    let place = right.1.min(other.1);
    let figures =
        |value: Decimal| format!("{:0>30}", value.coefficient * 10_u128.pow((value.exponent - place) as u32));
    let (x, y) = (figures(right.0).into_bytes(), figures(other.0).into_bytes());
    let differing: Vec<usize> = (0..x.len().min(y.len())).filter(|&at| x[at] != y[at]).collect();
    right.0.negative == other.0.negative
        && match differing[..] {
            [_] => true,
            [i, j] => j == i + 1 && x[i] == y[j] && x[j] == y[i],
            _ => false,
        }
}

/// What makes the whole formula from a new part.
type Rebuild<'a> = &'a dyn Fn(Formula) -> Formula;

/// Calls `at` with each part of a formula, and with what puts another in its place.
pub(crate) fn in_each_place(part: &Formula, at: &mut dyn FnMut(&Formula, Rebuild)) {
    fn walk(part: &Formula, rebuild: Rebuild, at: &mut dyn FnMut(&Formula, Rebuild)) {
        at(part, rebuild);
        let put = |parts: &[Formula], index: usize, new| {
            let mut parts = parts.to_vec();
            parts[index] = new;
            parts
        };
        match part {
            Expr::Negative(x) => walk(x, &|new| rebuild(-new), at),
            Expr::Apply(f, x) => walk(x, &|new| rebuild(Expr::Apply(*f, Box::new(new))), at),
            Expr::Quotient(x, y) => {
                walk(x, &|new| rebuild(new / (**y).clone()), at);
                walk(y, &|new| rebuild((**x).clone() / new), at);
            }
            Expr::Power(x, y) => walk(x, &|new| rebuild(Expr::Power(Box::new(new), y.clone())), at),
            Expr::Sum(parts) => {
                for index in 0..parts.len() {
                    walk(&parts[index], &|new| rebuild(Expr::Sum(put(parts, index, new))), at);
                }
            }
            Expr::Product(parts) => {
                for index in 0..parts.len() {
                    walk(&parts[index], &|new| rebuild(Expr::Product(put(parts, index, new))), at);
                }
            }
            _ => {}
        }
    }
    walk(part, &|new| new, at);
}

pub(crate) fn other_index(network: &Network, quantity: Quantity) -> Vec<Quantity> {
    let formulas = Formulas { network, method: Method::Standard, style: Style::Delta };
    let others = |variable: Variable| -> Vec<Variable> {
        (1..=3)
            .flat_map(|i| match variable {
                Variable::Input(_) => vec![Variable::Input(i)],
                Variable::Target(_) => vec![Variable::Target(i)],
                Variable::Z(l, _) => vec![Variable::Z(l, i)],
                Variable::A(l, _) => vec![Variable::A(l, i)],
                Variable::Bias(l, _) => vec![Variable::Bias(l, i)],
                Variable::Weight(l, j, k) => vec![Variable::Weight(l, i, k), Variable::Weight(l, j, i)],
                Variable::LossTerm(_) => vec![Variable::LossTerm(i)],
                Variable::Loss => Vec::new(),
            })
            .collect()
    };
    let all: Vec<Quantity> = match quantity.kind {
        Kind::Plain(variable) => others(variable).into_iter().map(Quantity::plain).collect(),
        Kind::Updated(variable) => others(variable).into_iter().map(Quantity::updated).collect(),
        Kind::Slope { of, by } => others(by)
            .into_iter()
            .map(|by| Quantity::slope(of, by))
            .chain(others(of).into_iter().map(|of| Quantity::slope(of, by)))
            .collect(),
        Kind::LearningRate => Vec::new(),
    };
    all.into_iter().filter(|&other| other != quantity && formulas.has(other)).collect()
}

pub(crate) fn beside(quantity: Quantity) -> Option<Quantity> {
    match quantity.kind {
        Kind::Plain(Variable::Z(l, k)) => Some(Quantity::plain(Variable::A(l, k))),
        Kind::Plain(Variable::A(l, k)) => Some(Quantity::plain(Variable::Z(l, k))),
        Kind::Slope { of, by: Variable::Z(l, k) } => Some(Quantity::slope(of, Variable::A(l, k))),
        _ => None,
    }
}
