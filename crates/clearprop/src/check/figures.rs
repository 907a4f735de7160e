//! The author's own figures: what was printed for each quantity, and how it stands.

use std::rc::Rc;

use rustc_hash::FxHashSet;

use super::numbers::{NumberSet, Numbers};
use super::report::Verdict;
use super::tolerance::{self, Habit};
use crate::math::Interval;
use crate::quantity::Quantity;
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
    /// By the numbers of their quantities.
    own: Vec<Vec<Figure>>,
    /// Those whose quantity has a simpler name, by the number of that name.
    by_other_name: Vec<Vec<Figure>>,
    /// The claims whose figures are wrong, or follow from a wrong one.
    tainted: FxHashSet<usize>,
    /// The numbers of their quantities, and of the simpler names of those.
    tainted_names: NumberSet,
    numbers: Rc<Numbers>,
}

impl Figures {
    /// No figures yet, of a solution whose quantities have these numbers.
    pub(super) fn of(numbers: Rc<Numbers>) -> Figures {
        let (own, by_other_name, tainted) = (Vec::new(), Vec::new(), FxHashSet::default());
        Figures { own, by_other_name, tainted, tainted_names: NumberSet::default(), numbers }
    }

    /// Adds a figure of the quantity with a number; those of one quantity come in the order of the text.
    pub(super) fn add(&mut self, number: usize, figure: Figure) {
        put(&mut self.own, number, figure);
        let simpler = self.numbers.simpler(number);
        if figure.is_tainted() {
            self.tainted.insert(figure.claim);
            self.tainted_names = self.tainted_names.with(number).with(simpler);
        }
        if simpler != number {
            put(&mut self.by_other_name, simpler, figure);
        }
    }

    /// Whether any figure is wrong, or follows from a wrong one.
    pub(super) fn any_tainted(&self) -> bool {
        !self.tainted.is_empty()
    }

    /// Whether a figure of any of these names may be wrong, or follow from a wrong one; if not, none is.
    pub(super) fn may_taint(&self, names: NumberSet) -> bool {
        self.tainted_names.may_meet(names)
    }

    /// Whether anything was printed for a quantity.
    pub(super) fn has(&self, quantity: Quantity) -> bool {
        self.has_of(self.numbers.of(quantity))
    }

    /// The same for the quantity with a number.
    pub(super) fn has_of(&self, number: usize) -> bool {
        !at(&self.own, number).is_empty() || !self.by_another_name(number).is_empty()
    }

    /// The last figure of a quantity before a claim or, where `later` ones count, the first after it;
    /// where there is none, that of the same number under another name.
    pub(super) fn nearest(&self, quantity: Quantity, claim: usize, later: bool) -> Option<&Figure> {
        self.nearest_of(self.numbers.of(quantity), claim, later)
    }

    /// The same for the quantity with a number.
    pub(super) fn nearest_of(&self, number: usize, claim: usize, later: bool) -> Option<&Figure> {
        let before = |all: &'_ [Figure]| all.iter().rposition(|figure| figure.claim < claim);
        let after = |all: &'_ [Figure]| all.iter().position(|figure| figure.claim > claim);
        let own = at(&self.own, number);
        if let Some(at) = before(own) {
            return Some(&own[at]);
        }
        let other = self.by_another_name(number);
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
        self.all_of(self.numbers.of(quantity))
    }

    /// The same for the quantity with a number.
    pub(super) fn all_of(&self, number: usize) -> &[Figure] {
        at(&self.own, number)
    }

    fn by_another_name(&self, number: usize) -> &[Figure] {
        let simpler = self.numbers.simpler(number);
        let here = at(&self.own, simpler);
        if simpler != number && !here.is_empty() { here } else { at(&self.by_other_name, simpler) }
    }
}

/// The figures that a table has for a number.
fn at(table: &[Vec<Figure>], number: usize) -> &[Figure] {
    table.get(number).map_or(&[], Vec::as_slice)
}

fn put(table: &mut Vec<Vec<Figure>>, number: usize, figure: Figure) {
    if table.len() <= number {
        table.resize(number + 1, Vec::new());
    }
    let figures = &mut table[number];
    if figures.is_empty() {
        // Most quantities are printed once, and room for four would go by the page.
        figures.reserve_exact(1);
    }
    figures.push(figure);
}
