//! Formulas as plain text, which [`Expr`] reads back.

use std::fmt;

use super::Expr;

/// How tightly the outermost operation of a formula binds; brackets go around what binds less.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Binding {
    /// x + y, and −x.
    Sum,
    /// x · y and, on one line, x / y.
    Product,
    /// x^y.
    Power,
    /// A number, a name, f(x).
    Atom,
}

impl<S> Expr<S> {
    /// How tightly its outermost operation binds.
    pub fn binding(&self) -> Binding {
        match self {
            Expr::Constant(n) if *n < 0.0 => Binding::Sum,
            Expr::Sum(_) | Expr::Negative(_) => Binding::Sum,
            Expr::Product(_) | Expr::Quotient(..) => Binding::Product,
            Expr::Power(..) => Binding::Power,
            _ => Binding::Atom,
        }
    }
}

/// One line, such as `-(y * ln(a))`; a piecewise formula is `if(z, then, otherwise)`.
impl<S: fmt::Display> fmt::Display for Expr<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Expr::Constant(n) => write!(f, "{n}"),
            Expr::Pi => f.write_str("pi"),
            Expr::Symbol(symbol) => write!(f, "{symbol}"),
            Expr::Negative(x) => write!(f, "-{}", Bracketed(x, Binding::Product)),
            Expr::Sum(terms) => {
                for (at, term) in terms.iter().enumerate() {
                    match term {
                        Expr::Negative(x) if at > 0 => write!(f, " - {}", Bracketed(x, Binding::Product))?,
                        term if at > 0 => write!(f, " + {}", Bracketed(term, Binding::Product))?,
                        term => write!(f, "{}", Bracketed(term, Binding::Product))?,
                    }
                }
                Ok(())
            }
            Expr::Product(factors) => {
                for (at, factor) in factors.iter().enumerate() {
                    let separator = if at > 0 { " * " } else { "" };
                    write!(f, "{separator}{}", Bracketed(factor, Binding::Power))?;
                }
                Ok(())
            }
            Expr::Quotient(x, y) => {
                write!(f, "{} / {}", Bracketed(x, Binding::Power), Bracketed(y, Binding::Power))
            }
            Expr::Power(x, y) => {
                write!(f, "{}^{}", Bracketed(x, Binding::Atom), Bracketed(y, Binding::Atom))
            }
            Expr::Apply(function, x) => write!(f, "{}({x})", function.name()),
            Expr::IfPositive(parts) => {
                let [condition, then, otherwise] = &**parts;
                write!(f, "if({condition}, {then}, {otherwise})")
            }
        }
    }
}

/// A part of a formula, in brackets where it binds less than its place asks for.
struct Bracketed<'a, S>(&'a Expr<S>, Binding);

impl<S: fmt::Display> fmt::Display for Bracketed<'_, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Bracketed(expr, needed) = self;
        if expr.binding() < *needed { write!(f, "({expr})") } else { write!(f, "{expr}") }
    }
}
