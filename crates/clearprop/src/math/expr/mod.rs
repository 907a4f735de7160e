//! Formulas as data: what is printed, differentiated, compared and worked with numbers.

mod derivative;
mod parse;
mod print;
mod simplify;

use std::fmt::Debug;
use std::ops::{Add, Div, Mul, Neg, Sub};

use super::Real;

pub use print::Binding;

/// A formula over symbols of type `S`.
///
/// ```
/// use clearprop::math::Expr;
/// let sigmoid: Expr<String> = "1 / (1 + exp(-z))".parse()?;
/// assert_eq!(sigmoid.evaluate(&|_: &String| 0.0), 0.5);
/// let slope = sigmoid.derivative(&"z".to_owned());
/// assert_eq!(slope.evaluate(&|_: &String| 0.0), 0.25);
/// # Ok::<(), clearprop::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub enum Expr<S> {
    /// A number; it means its shortest decimal.
    Constant(f64),
    /// π.
    Pi,
    /// A name.
    Symbol(S),
    /// −x.
    Negative(Box<Expr<S>>),
    /// x + y + …; a difference is the sum with a [`Negative`](Expr::Negative).
    Sum(Vec<Expr<S>>),
    /// x · y · ….
    Product(Vec<Expr<S>>),
    /// x / y.
    Quotient(Box<Expr<S>>, Box<Expr<S>>),
    /// x^y.
    Power(Box<Expr<S>>, Box<Expr<S>>),
    /// f(x).
    Apply(Function, Box<Expr<S>>),
    /// The second where the first is greater than zero, else the third.
    IfPositive(Box<[Expr<S>; 3]>),
}

/// The functions that formulas are written with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Function {
    /// eˣ
    Exp,
    /// The natural logarithm.
    Ln,
    /// The hyperbolic tangent.
    Tanh,
    /// The error function.
    Erf,
    /// The square root.
    Sqrt,
}

impl Function {
    /// Every function.
    pub const ALL: [Function; 5] =
        [Function::Exp, Function::Ln, Function::Tanh, Function::Erf, Function::Sqrt];

    /// The name in plain text.
    pub fn name(self) -> &'static str {
        match self {
            Function::Exp => "exp",
            Function::Ln => "ln",
            Function::Tanh => "tanh",
            Function::Erf => "erf",
            Function::Sqrt => "sqrt",
        }
    }

    /// f(x).
    pub fn apply<R: Real>(self, x: R) -> R {
        match self {
            Function::Exp => x.exp(),
            Function::Ln => x.ln(),
            Function::Tanh => x.tanh(),
            Function::Erf => x.erf(),
            Function::Sqrt => x.sqrt(),
        }
    }
}

impl<S> Expr<S> {
    /// The number that comes out when each symbol is worth `value(symbol)`.
    pub fn evaluate<R: Real>(&self, value: &impl Fn(&S) -> R) -> R {
        self.evaluate_in_turn(&mut |symbol| value(symbol))
    }

    /// The same with the symbols taken in the order in which they are written, as their values may come.
    pub(crate) fn evaluate_in_turn<R: Real>(&self, value: &mut impl FnMut(&S) -> R) -> R {
        // Most parts are symbols, and a call takes longer than to look one up.
        let mut of = |part: &Expr<S>| match part {
            Expr::Symbol(symbol) => value(symbol),
            part => part.evaluate_in_turn(value),
        };
        match self {
            Expr::Symbol(symbol) => value(symbol),
            // Written as it is on paper, this sum cancels far below zero.
            Expr::Sum(terms) if let [Expr::Constant(1.0), Expr::Apply(Function::Erf, x)] = &**terms => {
                of(x).one_plus_erf()
            }
            // Each form has an arm of its own, in which no more of `combine` is left than is about it.
            Expr::Sum(terms) => self.combine(terms.iter().map(of)),
            Expr::Product(factors) => self.combine(factors.iter().map(of)),
            Expr::Quotient(x, y) => self.combine([x, y].into_iter().map(|x| of(x))),
            Expr::Power(x, y) => self.combine([x, y].into_iter().map(|x| of(x))),
            Expr::Negative(x) => self.combine(std::iter::once(of(x))),
            Expr::Apply(_, x) => self.combine(std::iter::once(of(x))),
            Expr::IfPositive(parts) => self.combine(parts.iter().map(of)),
            Expr::Constant(_) | Expr::Pi => self.combine(std::iter::empty()),
        }
    }

    /// The number that comes out when the parts that it is made of are worth these, in the order in
    /// which they are written.
    ///
    /// # Panics
    /// For a symbol, and where a part has no value.
    #[inline(always)]
    pub(crate) fn combine<R: Real>(&self, mut values: impl Iterator<Item = R>) -> R {
        let mut next = || values.next().expect("each part has a value");
        match self {
            Expr::Constant(number) => R::constant(*number),
            Expr::Pi => R::pi(),
            Expr::Symbol(_) => panic!("a symbol is made of no parts"),
            Expr::Negative(_) => -next(),
            Expr::Sum(terms) if terms.is_empty() => R::constant(0.0),
            Expr::Sum(_) => values.reduce(|sum, term| sum + term).expect("each part has a value"),
            Expr::Product(factors) if factors.is_empty() => R::constant(1.0),
            Expr::Product(_) => values.reduce(|product, x| product * x).expect("each part has a value"),
            Expr::Quotient(..) => {
                let x = next();
                x / next()
            }
            Expr::Power(_, y) => power(next(), y, next),
            Expr::Apply(function, _) => function.apply(next()),
            Expr::IfPositive(_) => {
                let (condition, then) = (next(), next());
                condition.if_positive(then, next())
            }
        }
    }

    /// The same formula with each symbol replaced by `replacement(symbol)`.
    pub fn substitute<T>(&self, replacement: &mut impl FnMut(&S) -> Expr<T>) -> Expr<T> {
        let mut one = |x: &Expr<S>| Box::new(x.substitute(replacement));
        match self {
            Expr::Constant(number) => Expr::Constant(*number),
            Expr::Pi => Expr::Pi,
            Expr::Symbol(symbol) => replacement(symbol),
            Expr::Negative(x) => Expr::Negative(one(x)),
            Expr::Sum(terms) => Expr::Sum(terms.iter().map(|x| x.substitute(replacement)).collect()),
            Expr::Product(factors) => {
                Expr::Product(factors.iter().map(|x| x.substitute(replacement)).collect())
            }
            Expr::Quotient(x, y) => Expr::Quotient(one(x), one(y)),
            Expr::Power(x, y) => Expr::Power(one(x), one(y)),
            Expr::Apply(function, x) => Expr::Apply(*function, one(x)),
            Expr::IfPositive(parts) => {
                Expr::IfPositive(Box::new(parts.each_ref().map(|x| x.substitute(replacement))))
            }
        }
    }

    /// Calls `visit` with every symbol, in the order in which they are written.
    pub fn for_each_symbol(&self, visit: &mut impl FnMut(&S)) {
        match self {
            Expr::Symbol(symbol) => visit(symbol),
            _ => self.for_each_part(&mut |part| part.for_each_symbol(visit)),
        }
    }

    /// Calls `visit` with every part that it is made of, in the order in which they are written.
    pub(crate) fn for_each_part<'a>(&'a self, visit: &mut impl FnMut(&'a Expr<S>)) {
        match self {
            Expr::Constant(_) | Expr::Pi | Expr::Symbol(_) => {}
            Expr::Negative(x) | Expr::Apply(_, x) => visit(x),
            Expr::Sum(parts) | Expr::Product(parts) => parts.iter().for_each(visit),
            Expr::Quotient(x, y) | Expr::Power(x, y) => {
                visit(x);
                visit(y);
            }
            Expr::IfPositive(parts) => parts.iter().for_each(visit),
        }
    }
}

/// x^y: by repeated multiplication where y is a small whole number, so that x may be negative.
fn power<R: Real, S>(x: R, y: &Expr<S>, exponent: impl FnOnce() -> R) -> R {
    let whole = match y {
        Expr::Constant(n) => Some(*n),
        Expr::Negative(y) => match **y {
            Expr::Constant(n) => Some(-n),
            _ => None,
        },
        _ => None,
    };
    match whole {
        Some(n) if n == n.trunc() && n.abs() <= 64.0 => {
            let product = (0..n.abs() as u32).fold(R::constant(1.0), |product, _| product * x.clone());
            if n < 0.0 { R::constant(1.0) / product } else { product }
        }
        _ => (exponent() * x.ln()).exp(),
    }
}

impl<S: Clone + Debug> Real for Expr<S> {
    fn constant(value: f64) -> Self {
        Expr::Constant(value)
    }

    fn pi() -> Self {
        Expr::Pi
    }

    fn exp(self) -> Self {
        Expr::Apply(Function::Exp, Box::new(self))
    }

    fn ln(self) -> Self {
        Expr::Apply(Function::Ln, Box::new(self))
    }

    fn tanh(self) -> Self {
        Expr::Apply(Function::Tanh, Box::new(self))
    }

    fn erf(self) -> Self {
        Expr::Apply(Function::Erf, Box::new(self))
    }

    fn sqrt(self) -> Self {
        Expr::Apply(Function::Sqrt, Box::new(self))
    }

    fn if_positive(self, then: Self, otherwise: Self) -> Self {
        Expr::IfPositive(Box::new([self, then, otherwise]))
    }

    fn square(self) -> Self {
        Expr::Power(Box::new(self), Box::new(Expr::Constant(2.0)))
    }
}

impl<S> Add for Expr<S> {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        match self {
            Expr::Sum(mut terms) => {
                terms.push(other);
                Expr::Sum(terms)
            }
            first => Expr::Sum(vec![first, other]),
        }
    }
}

impl<S> Sub for Expr<S> {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        self + -other
    }
}

impl<S> Mul for Expr<S> {
    type Output = Self;

    fn mul(self, other: Self) -> Self {
        match self {
            Expr::Product(mut factors) => {
                factors.push(other);
                Expr::Product(factors)
            }
            first => Expr::Product(vec![first, other]),
        }
    }
}

impl<S> Div for Expr<S> {
    type Output = Self;

    fn div(self, other: Self) -> Self {
        Expr::Quotient(Box::new(self), Box::new(other))
    }
}

impl<S> Neg for Expr<S> {
    type Output = Self;

    fn neg(self) -> Self {
        Expr::Negative(Box::new(self))
    }
}
