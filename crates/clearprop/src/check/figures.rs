//! The author's own figures: what was printed for each quantity, and how it stands.

use rustc_hash::{FxHashMap, FxHashSet};

use super::report::Verdict;
use super::tolerance::{self, Habit};
use crate::Network;
use crate::math::Interval;
use crate::quantity::{Kind, Quantity, Variable};
use crate::sheet::Printed;

/// A number that the author printed for a quantity.
#[derive(Clone, Copy, Debug)]
pub(super) struct Figure {
    /// The claim that prints it.
    pub claim: usize,
    /// The number.
    pub printed: Printed,
    /// Its value.
    pub value: f64,
    /// Every number that the author may have gone on with.
    pub meant: Interval,
    /// How the claim stands.
    pub verdict: Verdict,
}

impl Figure {
    /// The figure of a claim, given the true value of its quantity where that is known.
    pub(super) fn new(
        claim: usize,
        printed: Printed,
        exact: Option<Interval>,
        verdict: Verdict,
        habit: Habit,
    ) -> Figure {
        let value = printed.value.to_f64();
        let meant = match exact {
            // A number that the author prints without rounding is exact, however few its digits.
            Some(exact) if tolerance::widened(exact, 0.0).contains(value) => Interval::point(value),
            Some(exact) if verdict == Verdict::Right && !tolerance::is_rounded(&printed, exact) => {
                tolerance::meant(&printed, Habit::Unknown)
            }
            _ => tolerance::meant(&printed, habit),
        };
        Figure { claim, printed, value, meant, verdict }
    }

    /// Whether the figure is wrong, or follows from a wrong one.
    pub(super) fn is_tainted(&self) -> bool {
        matches!(self.verdict, Verdict::Wrong | Verdict::Carried)
    }
}

/// All figures, each quantity's in the order of the text.
#[derive(Debug)]
pub(super) struct Figures {
    by_quantity: FxHashMap<Quantity, Vec<Figure>>,
    /// Those whose quantity has a simpler name, under that name.
    by_other_name: FxHashMap<Quantity, Vec<Figure>>,
    /// The names of all of them, as they are and simpler: most quantities that are asked for have none.
    names: FxHashSet<Quantity>,
    /// The claims whose figures are wrong, or follow from a wrong one.
    tainted: FxHashSet<usize>,
    outputs: usize,
    layers: u32,
    samples: usize,
    /// Whether each output depends on its own pre-activation alone.
    each_by_itself: bool,
}

impl Figures {
    /// No figures yet, of a solution of this network.
    pub(super) fn of(network: &Network) -> Figures {
        Figures {
            by_quantity: FxHashMap::default(),
            by_other_name: FxHashMap::default(),
            names: FxHashSet::default(),
            tainted: FxHashSet::default(),
            outputs: network.outputs(),
            layers: network.layers.len() as u32,
            samples: network.samples.len(),
            each_by_itself: network.output_layer().activation.is_elementwise(),
        }
    }

    /// One name for quantities that are the same number in every network of this shape.
    fn one_name(&self, quantity: Quantity) -> Quantity {
        let whole = |variable| match variable {
            Variable::LossTerm(1) if self.outputs == 1 => Variable::Loss,
            variable => variable,
        };
        let kind = match quantity.kind {
            Kind::Plain(variable) => Kind::Plain(whole(variable)),
            Kind::Updated(variable) => Kind::Updated(whole(variable)),
            // Output k moves its own term of the loss alone.
            Kind::Slope { of: Variable::LossTerm(i), by: by @ Variable::A(l, k) }
                if l == self.layers && i == k =>
            {
                Kind::Slope { of: Variable::Loss, by }
            }
            Kind::Slope { of: Variable::LossTerm(i), by: Variable::Z(l, k) | Variable::Weight(l, _, k) }
                if l == self.layers && i == k && self.each_by_itself =>
            {
                let Kind::Slope { by, .. } = quantity.kind else { return quantity };
                Kind::Slope { of: Variable::Loss, by }
            }
            // ∂E/∂b is ∂E/∂z, unless it is the mean over samples.
            Kind::Slope { of, by: Variable::Bias(l, k) }
                if self.samples == 1 || quantity.sample.is_some() =>
            {
                match of {
                    Variable::Z(..) => quantity.kind,
                    of => Kind::Slope { of: whole(of), by: Variable::Z(l, k) },
                }
            }
            Kind::Slope { of, by } => Kind::Slope { of: whole(of), by },
            Kind::LearningRate => quantity.kind,
        };
        Quantity { kind, sample: quantity.sample }
    }

    /// Adds a figure; those of one quantity come in the order of the text.
    pub(super) fn add(&mut self, quantity: Quantity, figure: Figure) {
        if figure.is_tainted() {
            self.tainted.insert(figure.claim);
        }
        self.by_quantity.entry(quantity).or_default().push(figure);
        let one_name = self.one_name(quantity);
        self.names.extend([quantity, one_name]);
        if one_name != quantity {
            self.by_other_name.entry(one_name).or_default().push(figure);
        }
    }

    /// Whether any figure is wrong, or follows from a wrong one.
    pub(super) fn any_tainted(&self) -> bool {
        !self.tainted.is_empty()
    }

    /// Whether anything was printed for a quantity.
    pub(super) fn has(&self, quantity: Quantity) -> bool {
        self.names.contains(&self.one_name(quantity))
            && (!self.all(quantity).is_empty() || !self.by_another_name(quantity).is_empty())
    }

    /// The last figure of a quantity before a claim or, where `later` ones count, the first after it;
    /// where there is none, that of the same number under another name.
    pub(super) fn nearest(&self, quantity: Quantity, claim: usize, later: bool) -> Option<&Figure> {
        if !self.names.contains(&self.one_name(quantity)) {
            return None;
        }
        let before = |all: &'_ [Figure]| all.iter().rposition(|figure| figure.claim < claim);
        let after = |all: &'_ [Figure]| all.iter().position(|figure| figure.claim > claim);
        let own = self.all(quantity);
        if let Some(at) = before(own) {
            return Some(&own[at]);
        }
        let other = self.by_another_name(quantity);
        match before(other) {
            Some(at) => Some(&other[at]),
            None if later => after(own).map(|at| &own[at]).or_else(|| after(other).map(|at| &other[at])),
            None => None,
        }
    }

    /// Whether the figure that a claim prints is wrong, or follows from a wrong one.
    pub(super) fn taints(&self, claim: usize) -> bool {
        self.tainted.contains(&claim)
    }

    /// Every figure of a quantity.
    pub(super) fn all(&self, quantity: Quantity) -> &[Figure] {
        self.by_quantity.get(&quantity).map_or(&[], Vec::as_slice)
    }

    fn by_another_name(&self, quantity: Quantity) -> &[Figure] {
        let one_name = self.one_name(quantity);
        let (here, there) = (self.by_quantity.get(&one_name), self.by_other_name.get(&one_name));
        here.filter(|_| one_name != quantity).or(there).map_or(&[], Vec::as_slice)
    }
}
