//! The little algebra that keeps formulas short: constants are worked out, zeros and ones
//! go, nested sums, products and signs become flat. Nothing is expanded or factored.

use std::fmt::Debug;

use super::Expr;

impl<S: Clone + Debug + PartialEq> Expr<S> {
    /// An equal formula without needless parts.
    pub fn simplified(&self) -> Expr<S> {
        match self {
            Expr::Constant(_) | Expr::Pi | Expr::Symbol(_) => self.clone(),
            Expr::Negative(x) => negative(x.simplified()),
            Expr::Sum(terms) => sum(terms.iter().map(Expr::simplified)),
            Expr::Product(factors) => product(factors.iter().map(Expr::simplified)),
            Expr::Quotient(x, y) => quotient(x.simplified(), y.simplified()),
            Expr::Power(x, y) => match (x.simplified(), y.simplified()) {
                (_, Expr::Constant(0.0)) => Expr::Constant(1.0),
                (x, Expr::Constant(1.0)) => x,
                (x, y) => Expr::Power(Box::new(x), Box::new(y)),
            },
            Expr::Apply(function, x) => match x.simplified() {
                Expr::Constant(0.0) if *function == super::Function::Exp => Expr::Constant(1.0),
                Expr::Constant(1.0) if *function == super::Function::Ln => Expr::Constant(0.0),
                x => Expr::Apply(*function, Box::new(x)),
            },
            Expr::IfPositive(parts) => {
                let [condition, then, otherwise] = parts.each_ref().map(Expr::simplified);
                if then == otherwise {
                    then
                } else {
                    Expr::IfPositive(Box::new([condition, then, otherwise]))
                }
            }
        }
    }
}

fn negative<S>(x: Expr<S>) -> Expr<S> {
    match x {
        Expr::Constant(n) => Expr::Constant(0.0 - n),
        Expr::Negative(x) => *x,
        x => Expr::Negative(Box::new(x)),
    }
}

fn quotient<S: PartialEq>(x: Expr<S>, y: Expr<S>) -> Expr<S> {
    match (x, y) {
        (Expr::Constant(0.0), _) => Expr::Constant(0.0),
        (x, Expr::Constant(1.0)) => x,
        (Expr::Negative(x), y) => negative(quotient(*x, y)),
        (x, y) if x == y => Expr::Constant(1.0),
        (x, y) => Expr::Quotient(Box::new(x), Box::new(y)),
    }
}

fn sum<S>(terms: impl Iterator<Item = Expr<S>>) -> Expr<S> {
    let mut constant = 0.0;
    let mut rest = Vec::new();
    let flat = terms.flat_map(|term| match term {
        Expr::Sum(terms) => terms,
        term => vec![term],
    });
    for term in flat {
        match term {
            Expr::Constant(n) => constant += n,
            term => rest.push(term),
        }
    }
    if constant != 0.0 {
        rest.insert(0, Expr::Constant(constant));
    }
    match rest.len() {
        0 => Expr::Constant(0.0),
        1 => rest.remove(0),
        _ => Expr::Sum(rest),
    }
}

fn product<S>(factors: impl Iterator<Item = Expr<S>>) -> Expr<S> {
    let mut constant = 1.0;
    let mut rest = Vec::new();
    let mut pending: Vec<_> = factors.collect();
    pending.reverse();
    while let Some(factor) = pending.pop() {
        match factor {
            Expr::Constant(n) => constant *= n,
            Expr::Negative(x) => {
                constant = -constant;
                pending.push(*x);
            }
            Expr::Product(factors) => pending.extend(factors.into_iter().rev()),
            factor => rest.push(factor),
        }
    }
    if constant == 0.0 {
        return Expr::Constant(0.0);
    }
    if constant.abs() != 1.0 {
        rest.insert(0, Expr::Constant(constant.abs()));
    }
    let magnitude = match rest.len() {
        0 => Expr::Constant(1.0),
        1 => rest.remove(0),
        _ => Expr::Product(rest),
    };
    if constant < 0.0 { negative(magnitude) } else { magnitude }
}
