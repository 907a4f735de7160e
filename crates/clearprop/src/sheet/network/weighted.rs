//! A weighted sum as it is written: w₁ x₁ + w₂ x₂ + b.

use crate::sheet::syntax::tree::{Name, Node};

/// What a weighted sum is made of.
#[derive(Clone, Debug, Default)]
pub(crate) struct WeightedSum {
    /// The products of two symbols.
    pub(crate) products: Vec<[Name; 2]>,
    /// Symbols that stand alone.
    pub(crate) singles: Vec<Name>,
    /// How many products of two there are, those with a number among them.
    count: usize,
}

impl WeightedSum {
    /// The weighted sum that these terms are, if any of them is a product of two.
    pub(crate) fn of(terms: &[Node]) -> Option<WeightedSum> {
        let mut sum = WeightedSum::default();
        for term in terms {
            let term = match term {
                Node::Negative(inner) => inner,
                term => term,
            };
            match term {
                Node::Product(factors) => match &factors[..] {
                    [Node::Name(one), Node::Name(other)] => {
                        sum.count += 1;
                        sum.products.push([one.clone(), other.clone()]);
                    }
                    [Node::Number(_) | Node::Name(_), Node::Number(_) | Node::Name(_)] => sum.count += 1,
                    _ => {}
                },
                // Σ_j u_j q_j
                Node::Series { body, .. } => {
                    if let Node::Product(factors) = &**body
                        && let [Node::Name(_), Node::Name(_)] = &factors[..]
                    {
                        sum.count += 1;
                    }
                }
                // u₀ beside u₁ q₁ is the bias, and says nothing of the others.
                Node::Name(single) if single.coordinates().first() != Some(&0) => {
                    sum.singles.push(single.clone())
                }
                _ => {}
            }
        }
        (sum.count > 0).then_some(sum)
    }
}
