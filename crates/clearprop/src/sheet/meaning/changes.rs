//! What Δw means: what is added to w, what is taken off, or the slope itself.

use super::Meanings;
use super::values::{Values, fit};
use crate::math::{Decimal, Expr};
use crate::quantity::{Kind, Quantity, Variable};
use crate::sheet::syntax::chain::{Chain, Item};
use crate::sheet::syntax::tree::{Name, Node};
use crate::sheet::types::{Leaf, Printed, Side};

/// How a sheet writes changes.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Way {
    /// w′ = w + Δw, or w′ = w − Δw.
    Step { is_taken_off: bool },
    /// Δw is ∂E/∂w, or its negative.
    Slope { is_turned: bool },
}

/// What the changes of a sheet mean, where their numbers say so.
pub(crate) struct Changes {
    way: Option<Way>,
}

/// What one change says, and of what.
pub(crate) struct Change {
    /// The quantity that it says something of.
    pub(crate) of: Quantity,
    /// The value that it is added to, where it is a step.
    old: Option<(Quantity, Decimal)>,
    is_turned: bool,
}

impl Changes {
    /// Finds the way that explains most of the numbers that are printed for changes; where they carry a mistake,
    /// the one by which the sheet goes on from them.
    pub(crate) fn of(items: &[Item], meanings: &Meanings, values: &Values) -> Changes {
        let chains = || items.iter().filter_map(Item::chain);
        let stated: Vec<(Variable, bool, Printed)> =
            chains().filter_map(|chain| stated(chain, meanings)).collect();
        if stated.is_empty() {
            return Changes { way: None };
        }
        let way = best_way(&stated, |way, variable| worth(way, variable, values));
        let gone_on_by = || {
            let new: Vec<(Variable, f64)> = chains().filter_map(|chain| becomes(chain, meanings)).collect();
            best_way(&stated, |way, variable| {
                let (_, new) = new.iter().find(|(other, _)| *other == variable)?;
                let step = new - values.get(Quantity::plain(variable))?;
                match way {
                    Way::Step { is_taken_off } => Some(if is_taken_off { -step } else { step }),
                    Way::Slope { .. } => None,
                }
            })
        };
        Changes { way: way.or_else(gone_on_by) }
    }

    /// What a symbol Δw says something of.
    pub(crate) fn change(&self, name: &Name, meanings: &Meanings, values: &Values) -> Option<Change> {
        let (variable, is_turned) = parameter(name, meanings)?;
        let old = Quantity::plain(variable);
        Some(match self.way? {
            Way::Step { is_taken_off } => Change {
                of: Quantity::updated(variable),
                old: Some((old, Decimal::from_f64(values.get(old)?))),
                is_turned: is_turned != is_taken_off,
            },
            Way::Slope { is_turned: is_minus } => Change {
                of: Quantity::slope(Variable::Loss, variable),
                old: None,
                is_turned: is_turned != is_minus,
            },
        })
    }
}

impl Change {
    /// What a side says of the change, said of the quantity: w + F for Δw = F.
    pub(crate) fn of_side(&self, side: &Side) -> Side {
        let signed = side.printed.map(|printed| if self.is_turned { printed.negated() } else { printed });
        let formula = side.formula.clone().map(|change| if self.is_turned { -change } else { change });
        let Some((old, value)) = self.old else { return Side { span: side.span, formula, printed: signed } };
        let old = || Expr::Symbol(Leaf::Quantity(old));
        Side {
            span: side.span,
            formula: formula.map(|change| Expr::Sum(vec![old(), change])),
            printed: signed.map(|printed| printed.changing(value)),
        }
    }
}

/// The parameter that a symbol is the change of, and whether the sheet speaks of its negative.
fn parameter(name: &Name, meanings: &Meanings) -> Option<(Variable, bool)> {
    let parameter = name.changed()?;
    match meanings.quantity(&parameter, 1)?.kind {
        Kind::Plain(variable @ (Variable::Weight(..) | Variable::Bias(..))) => {
            Some((variable, meanings.is_turned(&parameter)))
        }
        _ => None,
    }
}

/// The way that explains most of the numbers that are stated for changes, and more than half of them.
fn best_way(
    stated: &[(Variable, bool, Printed)],
    worth: impl Fn(Way, Variable) -> Option<f64>,
) -> Option<Way> {
    let ways = [
        Way::Step { is_taken_off: false },
        Way::Step { is_taken_off: true },
        Way::Slope { is_turned: false },
        Way::Slope { is_turned: true },
    ];
    let mut best: Option<(f64, Way)> = None;
    for way in ways {
        let fits = stated.iter().filter_map(|&(variable, is_turned, printed)| {
            let value = worth(way, variable)?;
            Some(fit(printed, if is_turned { -value } else { value }))
        });
        let (count, sum) =
            fits.fold((0, 0.0), |(count, sum), fit| (count + usize::from(fit > 0.0), sum + fit.max(0.0)));
        if 2 * count > stated.len() && best.is_none_or(|(most, _)| sum > most + 1e-9) {
            best = Some((sum, way));
        }
    }
    best.map(|(_, way)| way)
}

/// What a chain says that a parameter becomes.
fn becomes(chain: &Chain, meanings: &Meanings) -> Option<(Variable, f64)> {
    let name = chain.name()?;
    let new = Name { updated: name.updated || chain.becomes, ..name.clone() };
    let Kind::Updated(variable) = meanings.quantity(&new, 1)?.kind else { return None };
    Some((variable, result(chain)?.value.to_f64()))
}

/// The last number of a chain.
fn result(chain: &Chain) -> Option<Printed> {
    chain.sides.iter().rev().find_map(|side| side.node.as_ref().and_then(Node::number))
}

/// The number that a chain comes to for a change.
fn stated(chain: &Chain, meanings: &Meanings) -> Option<(Variable, bool, Printed)> {
    let (variable, is_turned) = parameter(chain.name()?, meanings)?;
    Some((variable, is_turned, result(chain)?))
}

fn worth(way: Way, variable: Variable, values: &Values) -> Option<f64> {
    let slope = || values.get(Quantity::slope(Variable::Loss, variable));
    let step = || Some(values.get(Quantity::updated(variable))? - values.get(Quantity::plain(variable))?);
    match way {
        Way::Step { is_taken_off: false } => step(),
        Way::Step { is_taken_off: true } => step().map(|step| -step),
        Way::Slope { is_turned: false } => slope(),
        Way::Slope { is_turned: true } => slope().map(|slope| -slope),
    }
}
