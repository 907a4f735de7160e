//! A network and its samples become a worked solution: an ordered list of steps.

mod formula;
mod method;
mod order;
mod positions;
mod proof;
mod rule;
mod section;
mod work;

use std::collections::HashSet;

pub use formula::{Formula, Formulas};
pub use method::Method;
pub use proof::{Proof, prove};
pub use rule::Rule;
pub use section::{Part, Section};

use self::positions::Positions;
use crate::math::{Decimal, Rounding};
use crate::quantity::{Kind, Quantity};
use crate::{Error, Network, plain};

/// Which intermediate results are named on the way back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Style {
    /// Weight by weight, one factor of the chain after another, every path written out.
    #[default]
    Chain,
    /// δ of each neuron first, then the gradients.
    Delta,
}

/// How a solution is worked.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Which intermediate results are named.
    pub style: Style,
    /// Whose definitions are used.
    pub method: Method,
    /// Go on with the figures rounded like this, as a person with a calculator does.
    pub by_hand: Option<Rounding>,
    /// Work the network as it stands after so many updates.
    pub after: u64,
    /// Work only these quantities and what leads to them; all where empty.
    pub only: Vec<Quantity>,
}

/// One line of a worked solution.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// The part of the solution it belongs to.
    pub section: Section,
    /// What is worked out.
    pub quantity: Quantity,
    /// Why it follows.
    pub rule: Rule,
    /// What comes out, right to 34 figures, or as far as the figures gone on with allow.
    pub value: Decimal,
}

impl Step {
    /// Whether the value is given with the network instead of worked out.
    pub fn is_given(&self) -> bool {
        self.rule == Rule::Given
    }
}

/// A worked solution.
#[derive(Clone, Debug)]
pub struct Derivation {
    /// The network that is worked.
    pub network: Network,
    /// How it is worked.
    pub options: Options,
    /// Every line, in the order of working.
    pub steps: Vec<Step>,
    /// Why the loss after the update could not be worked, where it could not.
    pub after_fails: Option<Error>,
    positions: Positions,
}

impl Derivation {
    /// The step that works a quantity.
    pub fn step(&self, quantity: Quantity) -> Option<&Step> {
        self.positions.get(quantity).map(|at| &self.steps[at])
    }

    /// The value of a quantity.
    pub fn value(&self, quantity: Quantity) -> Option<Decimal> {
        self.step(quantity).map(|step| step.value)
    }

    /// What a quantity follows from; `None` where it is given, or not worked here. It is made anew
    /// each time: a large network has hundreds of thousands, and few of them are ever read.
    pub fn formula(&self, quantity: Quantity) -> Option<Formula> {
        self.step(quantity)?;
        self.formulas().of(quantity).map(|(_, formula)| formula)
    }

    /// What the formulas are asked of.
    pub fn formulas(&self) -> Formulas<'_> {
        Formulas { network: &self.network, method: self.options.method, style: self.options.style }
    }
}

/// More lines than this nobody reads.
const LONGEST: usize = 10_000;

/// Works the complete solution of a network on its samples.
///
/// ```
/// use clearprop::{Network, Quantity, backprop};
/// let network = Network::embedded("handout").expect("it is embedded");
/// let derivation = backprop::derive(&network, &backprop::Options::default())?;
/// let gradient = derivation.value("dE/dw[2,1,1]".parse()?).expect("it is worked");
/// assert_eq!(gradient.to_string().get(..9), Some("-0.642301"));
/// # Ok::<(), clearprop::Error>(())
/// ```
///
/// # Errors
/// [`Error::Network`] for one that does not fit together or has no sample, [`Error::Unknown`] for a
/// quantity that it does not have, [`Error::TooLong`] for a chain of more than 10,000 lines, and
/// [`Error::Value`] where a loss is infinite.
pub fn derive(network: &Network, options: &Options) -> Result<Derivation, Error> {
    network.validate()?;
    if network.samples.is_empty() {
        return Err(Error::Network(
            "the network has no sample to work; add a [[sample]] with `input` and `target`".into(),
        ));
    }
    let updated = plain::after_updates(network, options.method, options.after)?;
    let network = &updated;
    let formulas = Formulas { network, method: options.method, style: options.style };
    let order =
        if options.only.is_empty() { whole(&formulas)? } else { leading_to(&formulas, &options.only)? };
    work::work(&formulas, options, order)
}

/// Every quantity of the solution, in the order of working.
fn whole(formulas: &Formulas) -> Result<Vec<Quantity>, Error> {
    let mut count = 0;
    order::for_each_in_order(formulas, &mut |_| count += 1);
    if formulas.style == Style::Chain && count > LONGEST {
        return Err(Error::TooLong(format!(
            "weight by weight this solution has {count} lines, and nobody would read it; \
             use `--style matrix`, or `--only 'dE/dw[1,1,1]'` for what leads to one quantity"
        )));
    }
    let mut order = Vec::with_capacity(count);
    order::for_each_in_order(formulas, &mut |quantity| order.push(quantity));
    Ok(order)
}

/// The quantities asked for and all that leads to them, in the order of working.
fn leading_to(formulas: &Formulas, only: &[Quantity]) -> Result<Vec<Quantity>, Error> {
    for &quantity in only {
        if !formulas.has(quantity) || quantity == Quantity::learning_rate() {
            return Err(Error::Unknown(unknown_quantity(formulas, quantity)));
        }
    }
    // Depth first: a quantity follows once all that its formula names have been placed.
    let mut placed = HashSet::from([Quantity::learning_rate()]);
    let mut order = Vec::new();
    let mut pending: Vec<(Quantity, bool)> = only.iter().rev().map(|&quantity| (quantity, false)).collect();
    while let Some((quantity, ready)) = pending.pop() {
        if ready {
            order.push(quantity);
        } else if placed.insert(quantity) {
            pending.push((quantity, true));
            if let Some((_, formula)) = formulas.of(quantity) {
                let from = pending.len();
                formula.for_each_symbol(&mut |&symbol| pending.push((symbol, false)));
                pending[from..].reverse();
            }
        }
    }
    // What is given has an order of its own; what is worked keeps that in which it was placed.
    order.sort_by_key(|&quantity| {
        let section = Section::of(quantity, formulas.network);
        (section, (section == Section::Given).then_some(quantity))
    });
    Ok(order)
}

fn unknown_quantity(formulas: &Formulas, quantity: Quantity) -> String {
    let widths: Vec<String> = formulas.network.widths().iter().map(usize::to_string).collect();
    let widths = widths.join("-");
    let samples = formulas.network.samples.len();
    match quantity.sample {
        None if samples > 1 && formulas.has(quantity.at(Some(1))) => {
            format!("{quantity} belongs to one of {samples} samples; write {quantity}@1 for the first")
        }
        Some(_) if samples == 1 => {
            format!("the network has one sample, so write {} without `@`", quantity.at(None))
        }
        _ => format!("the network is {widths} and has no {quantity}"),
    }
}
