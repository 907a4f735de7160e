//! Which functions the formulas apply, and to what: `g(z) = max(0, z)`, `h₁ = σ(0.3)`, `ln(1 + e^s)`.

use super::facts::{Fact, Facts, Left};
use crate::math::Activation;
use crate::sheet::claims::express::activation_of;
use crate::sheet::syntax::chain::RawSide;
use crate::sheet::syntax::tree::{Function, Name, Node};

impl Facts {
    /// `g(z) = max(0, z)` defines a function.
    pub(crate) fn function(&mut self, left: &Node, sides: &[RawSide]) {
        let Node::Apply(Function::Unnamed(letter), arguments) = left else { return };
        let [Node::Name(variable)] = &arguments[..] else { return };
        let found = sides.iter().filter_map(|side| activation_of(side.node.as_ref()?, variable)).next();
        // `g(u) = u if u > 0` is one case of several.
        if let Some(activation) = found.filter(|found| *found != Activation::Identity) {
            self.defined.push((*letter, activation));
        }
    }

    /// The activation that an expression is the value of.
    pub(crate) fn applies_at_last(&self, node: &Node) -> Option<Activation> {
        let is_exp = |node: &Node| matches!(node, Node::Apply(Function::Exp, _));
        if let Some((_, activation)) = self.by_formula(node) {
            return Some(activation);
        }
        match node {
            Node::Apply(Function::Activation(activation), _) => Some(*activation),
            Node::Apply(Function::Unnamed(letter), _) => {
                self.defined.iter().find(|(known, _)| known == letter).map(|(_, activation)| *activation)
            }
            Node::Apply(Function::Max, _) => Some(Activation::Relu),
            _ if logistic(node).is_some() => Some(Activation::Sigmoid),
            Node::Quotient(x, y) if is_exp(x) => match &**y {
                Node::Sum(terms) if terms.iter().all(is_exp) => Some(Activation::Softmax),
                Node::Series { body, .. } if is_exp(body) => Some(Activation::Softmax),
                _ => None,
            },
            _ => None,
        }
    }

    /// `ln(1 + e^s)`: a formula in one symbol that is an activation of it.
    pub(crate) fn by_formula<'a>(&self, node: &'a Node) -> Option<(&'a Name, Activation)> {
        if matches!(
            node,
            Node::Name(_) | Node::Slope(_) | Node::Apply(Function::Activation(_) | Function::Unnamed(_), _)
        ) {
            return None;
        }
        let mut names: Vec<&Name> = Vec::new();
        node.for_each_name(&mut |name| names.push(name));
        let name = *names.first().filter(|first| names.iter().all(|name| name.is_like(first)))?;
        let activation =
            activation_of(node, name).filter(|activation| *activation != Activation::Identity)?;
        Some((name, activation))
    }

    pub(crate) fn applies(&mut self, function: Function, argument: &Node) {
        match (function, argument) {
            (Function::Activation(activation), Node::Number(printed)) => {
                self.applied.push((activation, *printed));
            }
            (Function::Activation(_) | Function::Unnamed(_), Node::Name(name)) => {
                self.applied_to.push((function, name.clone()));
            }
            _ => {}
        }
    }

    /// Where the way back starts.
    pub(crate) fn way_back(&self) -> usize {
        let back = self.facts.iter().find(|fact| matches!(fact.left, Left::Slope(_)));
        back.map_or(usize::MAX, |fact| fact.printed.span.start)
    }

    /// Puts in the numbers that the arguments of functions were said to be.
    pub(crate) fn settle_applied(&mut self) {
        let back = self.way_back();
        self.applied.retain(|(_, printed)| printed.span.start < back);
        for (function, name) in std::mem::take(&mut self.applied_to) {
            // The sigmoid is softplus's slope: what is applied on the way back says nothing.
            if name.span.start > back {
                continue;
            }
            let activation = match function {
                Function::Activation(activation) => Some(activation),
                Function::Unnamed(letter) => {
                    self.defined.iter().find(|(known, _)| *known == letter).map(|(_, activation)| *activation)
                }
                _ => None,
            };
            let is_it = |fact: &&Fact| matches!(&fact.left, Left::Name(left) if left.is_like(&name));
            if let (Some(activation), Some(fact)) = (activation, self.facts.iter().find(is_it)) {
                self.applied.push((activation, fact.printed));
            }
        }
    }

    /// The function that was applied last before the first slope: by the text where it says so, else
    /// by the numbers: 0.8484 after 1.722 is its sigmoid.
    pub(crate) fn last_applied(&self) -> Option<Activation> {
        let back = self.way_back();
        let forward: Vec<&Fact> = self.facts.iter().filter(|fact| fact.printed.span.start < back).collect();
        let by_numbers = |pair: &[&Fact]| {
            let (x, y) = (pair[0].printed, pair[1].printed);
            let (value, unit) = (y.value.to_f64(), 10_f64.powi(y.unit));
            let is_it = |activation: &Activation| {
                let worked: f64 = activation.value(x.value.to_f64());
                (worked - value).abs() <= unit && (worked - x.value.to_f64()).abs() > 10.0 * unit
            };
            let possible = Activation::ALL.into_iter().filter(|activation| activation.is_elementwise());
            if super::values::figures(y) < 3 {
                None
            } else {
                possible.clone().find(is_it).map(|it| (y.span.start, it))
            }
        };
        let told = self.applied.iter().filter(|(_, printed)| printed.span.start < back);
        let told = told.map(|(activation, printed)| (printed.span.start, *activation));
        told.chain(forward.windows(2).filter_map(by_numbers)).max_by_key(|(at, _)| *at).map(|(_, it)| it)
    }
}

/// The argument of 1/(1 + e^{−x}).
pub(crate) fn logistic(node: &Node) -> Option<&Node> {
    let Node::Quotient(over, under) = node else { return None };
    let is_one = |node: &Node| match node {
        Node::Constant(value) => *value == 1.0,
        Node::Number(printed) => printed.value.to_f64() == 1.0,
        _ => false,
    };
    let Node::Sum(terms) = &**under else { return None };
    match (&**over, &terms[..]) {
        (over, [one, Node::Apply(Function::Exp, arguments)]) if is_one(over) && is_one(one) => {
            match arguments.first() {
                Some(Node::Negative(inner)) => Some(inner),
                other => other,
            }
        }
        _ => None,
    }
}
