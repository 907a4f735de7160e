//! Differentiation: one rule a line.

use std::fmt::Debug;

use super::{Expr, Function};
use crate::math::Real;

impl<S: Clone + Debug + PartialEq> Expr<S> {
    /// The derivative by one symbol, simplified. At a corner it is the side where the condition fails.
    pub fn derivative(&self, by: &S) -> Expr<S> {
        self.slope(by).simplified()
    }

    fn slope(&self, by: &S) -> Expr<S> {
        let c = Expr::Constant;
        match self {
            Expr::Constant(_) | Expr::Pi => c(0.0),
            Expr::Symbol(symbol) => c(if symbol == by { 1.0 } else { 0.0 }),
            Expr::Negative(x) => -x.slope(by),
            Expr::Sum(terms) => Expr::Sum(terms.iter().map(|term| term.slope(by)).collect()),
            Expr::Product(factors) => Expr::Sum(
                (0..factors.len())
                    .map(|at| {
                        let mut factors = factors.clone();
                        factors[at] = factors[at].slope(by);
                        Expr::Product(factors)
                    })
                    .collect(),
            ),
            Expr::Quotient(x, y) => {
                let (x, y) = (&**x, &**y);
                (x.slope(by) * y.clone() - x.clone() * y.slope(by)) / y.clone().square()
            }
            Expr::Power(x, y) => match &**y {
                Expr::Constant(n) => {
                    let lowered = Expr::Power(x.clone(), Box::new(c(n - 1.0)));
                    Expr::Product(vec![c(*n), lowered, x.slope(by)])
                }
                y => self.clone() * (y.clone() * (**x).clone().ln()).slope(by),
            },
            Expr::Apply(function, x) => {
                let outer = match function {
                    Function::Exp => self.clone(),
                    Function::Ln => c(1.0) / (**x).clone(),
                    Function::Tanh => c(1.0) - self.clone().square(),
                    Function::Erf => c(2.0) / Expr::Pi.sqrt() * (-((**x).clone().square())).exp(),
                    Function::Sqrt => c(1.0) / (c(2.0) * self.clone()),
                };
                outer * x.slope(by)
            }
            Expr::IfPositive(parts) => {
                let [condition, then, otherwise] = &**parts;
                condition.clone().if_positive(then.slope(by), otherwise.slope(by))
            }
        }
    }
}
