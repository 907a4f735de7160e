//! What is written becomes a formula, given what its symbols mean.

use crate::math::{Activation, Expr, Real};
use crate::sheet::syntax::tree::{Function, Name, Node, SlopeName};
use crate::sheet::types::Printed;

/// What stands in an expression where a value is put in.
pub(crate) enum Symbol<'a> {
    Number(Printed),
    Name(&'a Name),
    Slope(&'a SlopeName),
}

/// Functions that the sheet defines by a letter of their own: `g(z) = max(0, z)`.
pub(crate) type Functions = [(char, Activation)];

/// The formula of an expression; `None` where something in it has no meaning.
pub(crate) fn express<S: Clone + PartialEq + std::fmt::Debug>(
    node: &Node,
    functions: &Functions,
    symbol: &dyn Fn(Symbol) -> Option<Expr<S>>,
) -> Option<Expr<S>> {
    let one = |node: &Node| express(node, functions, symbol);
    let all = |nodes: &[Node]| nodes.iter().map(one).collect::<Option<Vec<_>>>();
    Some(match node {
        Node::Number(printed) => symbol(Symbol::Number(*printed))?,
        Node::Name(name) => symbol(Symbol::Name(name))?,
        Node::Slope(slope) => symbol(Symbol::Slope(slope))?,
        Node::Constant(value) => Expr::Constant(*value),
        Node::Negative(x) => Expr::Negative(Box::new(one(x)?)),
        Node::Sum(terms) => Expr::Sum(all(terms)?),
        Node::Product(factors) => Expr::Product(all(factors)?),
        Node::Quotient(x, y) => Expr::Quotient(Box::new(one(x)?), Box::new(one(y)?)),
        Node::Power(x, y) => Expr::Power(Box::new(one(x)?), Box::new(one(y)?)),
        Node::Series { index, last, body } => {
            let mut terms = Vec::new();
            for number in 1..=last.unwrap_or(12).min(12) {
                match one(&substitute(body, index, number)) {
                    Some(term) => terms.push(term),
                    None if last.is_none() && !terms.is_empty() => break,
                    None => return None,
                }
            }
            Expr::Sum(terms)
        }
        Node::Apply(function, arguments) => {
            let x = one(arguments.first()?)?;
            match function {
                Function::Exp => x.exp(),
                Function::Ln => x.ln(),
                Function::Log10 => x.ln() / Expr::Constant(10.0).ln(),
                Function::Sqrt => x.sqrt(),
                Function::Erf => x.erf(),
                Function::Max => {
                    let other = one(arguments.get(1)?)?;
                    let is_zero = |node: &Node| node.number().is_some_and(|number| number.value.is_zero());
                    let zero = Expr::Constant(0.0);
                    if is_zero(&arguments[0]) {
                        other.clone().if_positive(other, zero)
                    } else if is_zero(&arguments[1]) {
                        x.clone().if_positive(x, zero)
                    } else {
                        let difference = Expr::Sum(vec![x.clone(), Expr::Negative(Box::new(other.clone()))]);
                        difference.if_positive(x, other)
                    }
                }
                Function::Activation(activation) if activation.is_elementwise() => activation.value(x),
                Function::Slope(Some(activation)) if activation.is_elementwise() => {
                    activation.slope(x.clone(), activation.value(x))
                }
                Function::Unnamed(letter) => functions.iter().find(|(known, _)| known == letter)?.1.value(x),
                _ => return None,
            }
        }
        Node::Matrix(_) | Node::Other => return None,
    })
}

/// The function that an expression in one symbol is, if it is an activation.
pub(crate) fn activation_of(node: &Node, variable: &Name) -> Option<Activation> {
    let formula = express(node, &[], &|symbol| match symbol {
        Symbol::Number(printed) => Some(Expr::Constant(printed.value.to_f64())),
        Symbol::Name(name) if name.base == variable.base => Some(Expr::Symbol(())),
        Symbol::Name(name) if name.base == "π" => Some(Expr::Pi),
        _ => None,
    })?;
    let points = [-1.7, -0.6, 0.45, 1.9];
    let is_it = |activation: &Activation| {
        points.iter().all(|&x| {
            let difference: f64 = formula.evaluate(&|()| x) - activation.value(x);
            difference.abs() < 1e-9
        })
    };
    Activation::ALL.into_iter().filter(|activation| activation.is_elementwise()).find(is_it)
}

/// The same expression with an index letter replaced by a number.
fn substitute(node: &Node, letter: &str, number: u32) -> Node {
    let one = |node: &Node| Box::new(substitute(node, letter, number));
    let all = |nodes: &[Node]| nodes.iter().map(|node| substitute(node, letter, number)).collect();
    match node {
        Node::Name(name) => Node::Name(name.with(letter, number)),
        Node::Slope(slope) => Node::Slope(Box::new(crate::sheet::syntax::tree::SlopeName {
            of: slope.of.as_ref().map(|of| of.with(letter, number)),
            by: slope.by.with(letter, number),
        })),
        Node::Negative(x) => Node::Negative(one(x)),
        Node::Sum(terms) => Node::Sum(all(terms)),
        Node::Product(factors) => Node::Product(all(factors)),
        Node::Quotient(x, y) => Node::Quotient(one(x), one(y)),
        Node::Power(x, y) => Node::Power(one(x), one(y)),
        Node::Apply(function, arguments) => Node::Apply(*function, all(arguments)),
        node => node.clone(),
    }
}
