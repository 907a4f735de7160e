//! The numbers of one line held against what is near the quantity that is worked out.

use std::cell::OnceCell;

use rustc_hash::FxHashMap;

use crate::math::Expr;
use crate::quantity::{Kind, Quantity, Variable};
use crate::sheet::claims::near::neighbours;
use crate::sheet::meaning::values::{Values, figures, fit};
use crate::sheet::types::{Leaf, Operand, Printed, Span};

/// A quantity near the one that is worked out, which every number of its line is held against.
struct Near {
    quantity: Quantity,
    value: Option<f64>,
    /// What was printed for it last.
    printed: Option<f64>,
}

impl Near {
    fn of(quantity: Quantity, values: &Values, printed: &FxHashMap<Quantity, f64>) -> Near {
        Near { quantity, value: values.get(quantity), printed: printed.get(&quantity).copied() }
    }

    /// Whether a number is what was printed for it, or its value.
    fn is_said(&self, number: Printed) -> bool {
        self.printed == Some(number.value.to_f64())
            || self.value.is_some_and(|value| fit(number, value) >= 0.6)
    }
}

/// What the numbers of one line are held against.
pub(super) struct Matcher<'a> {
    pub(super) quantity: Quantity,
    widths: &'a [usize],
    /// How many units the layer before has.
    pub(super) inputs: usize,
    pub(super) outputs: usize,
    /// What is near the quantity, once a number was held against it.
    near: OnceCell<Vec<Near>>,
    printed: &'a FxHashMap<Quantity, f64>,
    pub(super) values: &'a Values,
}

impl<'a> Matcher<'a> {
    /// For a line that works out a quantity, after what was printed before it.
    pub(super) fn of(
        quantity: Quantity,
        widths: &'a [usize],
        printed: &'a FxHashMap<Quantity, f64>,
        values: &'a Values,
    ) -> Matcher<'a> {
        let inputs = match quantity.kind {
            Kind::Plain(Variable::Z(l, _)) => widths.get(l as usize - 1).copied().unwrap_or(0),
            _ => 0,
        };
        let outputs = widths.last().copied().unwrap_or(0);
        Matcher { quantity, widths, inputs, outputs, near: OnceCell::new(), printed, values }
    }

    /// What is near the quantity: it is looked up once for all numbers of a line, and many lines have none.
    fn near(&self) -> &[Near] {
        self.near.get_or_init(|| {
            let mut near = Vec::new();
            neighbours(self.quantity, self.widths, &mut near);
            near.into_iter().map(|quantity| Near::of(quantity, self.values, self.printed)).collect()
        })
    }

    pub(super) fn side(&mut self, formula: &mut Expr<Leaf>) {
        let mut skip = None;
        // w − μ · …: the first is the old value, the factor before the gradient the rate.
        if let Kind::Updated(variable @ (Variable::Weight(..) | Variable::Bias(..))) = self.quantity.kind
            && let Expr::Sum(terms) = formula
        {
            let old = Quantity::plain(variable);
            let is_old = |term: &mut Expr<Leaf>| {
                lone_operand(term)
                    .is_some_and(|operand| self.values.get(old) == Some(operand.printed.value.to_f64()))
            };
            // In −0.02 + 0.9 the old value stands last.
            let at = terms.iter_mut().position(is_old).unwrap_or(0);
            if let Some(first) = terms.get_mut(at).and_then(lone_operand) {
                first.quantity = Some(old);
                skip = Some(first.printed.span);
            }
            if at == 0
                && let Some(step) = terms.get_mut(1)
                && let Some(rate) = first_operand(step)
                && self.values.get(Quantity::learning_rate()) == Some(rate.value.to_f64().abs())
            {
                let adds = !matches!(step, Expr::Negative(_));
                self.walk(step, Some(rate.span), Place::Other);
                self.whole_factor(step);
                // μ · number: what the rate multiplies is the gradient.
                if let Expr::Product(factors) = unsigned_mut(step)
                    && let [one, other] = &mut factors[..]
                    && let (Some(one), Some(other)) = (lone_operand(one), lone_operand(other))
                {
                    let gradient = if one.printed.span == rate.span { other } else { one };
                    let slope = Quantity::slope(Variable::Loss, variable);
                    if !(adds && self.is_opposite(gradient.printed, slope)) {
                        gradient.quantity = gradient.quantity.or(Some(slope));
                    }
                }
                return;
            }
        }
        if self.weighted_sum(formula) || self.two_factors(formula) {
            return;
        }
        self.walk(formula, skip, Place::Other);
        self.whole_factor(formula);
        self.eliminate(formula);
    }

    /// The 1 of `δ · 1` that is an input, and of `δ · w · 1` that is the slope of the unit: what is worth it, where
    /// it alone is missing among the factors.
    fn whole_factor(&self, formula: &mut Expr<Leaf>) {
        let Expr::Product(factors) = unsigned_mut(formula) else { return };
        let mut operands: Vec<&mut Operand> = factors.iter_mut().filter_map(lone_operand).collect();
        let found: Vec<Quantity> = operands.iter().filter_map(|operand| operand.quantity).collect();
        for missing in self.missing_beside(&found) {
            let value = self.values.get(missing);
            let is_it = |operand: &&mut &mut Operand| {
                operand.quantity.is_none()
                    && is_plain(operand.printed)
                    && value == Some(operand.printed.value.to_f64())
            };
            if let Some(operand) = operands.iter_mut().rev().find(is_it) {
                operand.quantity = Some(missing);
                return;
            }
        }
    }

    /// `0.2179 · (−0.5665)`: where one number is one factor of what is worked out and the other is
    /// no known quantity, it stands for the other factor, right or wrong.
    fn two_factors(&self, formula: &mut Expr<Leaf>) -> bool {
        let Expr::Product(factors) = formula else { return false };
        let [one, other] = &mut factors[..] else { return false };
        let (Some(one), Some(other)) = (lone_operand(one), lone_operand(other)) else { return false };
        let is_known = |number: Printed| self.near().iter().any(|near| near.is_said(number));
        for way in self.ways() {
            let [first, second] = way[..] else { continue };
            let fits = |one: &Operand, other: &Operand| {
                self.is_said(first, one.printed) && !is_known(other.printed) && !is_plain(other.printed)
            };
            let fits_second = |one: &Operand, other: &Operand| {
                self.is_said(second, other.printed) && !is_known(one.printed) && !is_plain(one.printed)
            };
            if fits(one, other) || fits_second(one, other) {
                (one.quantity, other.quantity) = (Some(first), Some(second));
                return true;
            }
            if fits(other, one) || fits_second(other, one) {
                (one.quantity, other.quantity) = (Some(second), Some(first));
                return true;
            }
        }
        false
    }

    fn walk(&self, formula: &mut Expr<Leaf>, skip: Option<Span>, place: Place) {
        match formula {
            Expr::Symbol(Leaf::Operand(operand)) => {
                if skip != Some(operand.printed.span) && operand.quantity.is_none() {
                    operand.quantity = self.find(operand.printed, place);
                }
            }
            // The minus of `- 0.1(0.98)` is the weight's.
            Expr::Negative(x) if matches!(&**x, Expr::Product(_)) => {
                self.walk(x, skip, place);
                if let Expr::Product(factors) = &mut **x
                    && let Some(Expr::Symbol(Leaf::Operand(first))) = factors.first_mut()
                    && skip != Some(first.printed.span)
                {
                    let turned = Printed { value: first.printed.value.negated(), ..first.printed };
                    let is_weight = |near: &&Near| {
                        matches!(near.quantity.kind, Kind::Plain(Variable::Weight(..)))
                            && near.value == Some(turned.value.to_f64())
                    };
                    if let Some(weight) = self.near().iter().find(is_weight) {
                        first.quantity = Some(weight.quantity);
                    }
                }
            }
            Expr::Constant(_) | Expr::Pi | Expr::Symbol(_) => {}
            Expr::Negative(x) => self.walk(x, skip, place),
            Expr::Apply(_, x) => self.walk(x, skip, Place::Other),
            Expr::Sum(terms) => {
                let difference = terms.len() == 2 && matches!(terms[1], Expr::Negative(_));
                for (at, term) in terms.iter_mut().enumerate() {
                    let inner = match (difference, at, place) {
                        (true, 0, Place::Square) => Place::Difference,
                        (true, 0, _) => Place::OneMinus,
                        (true, _, _) => Place::Difference,
                        _ => Place::Other,
                    };
                    self.walk(term, skip, inner);
                }
            }
            Expr::Product(factors) => {
                factors.iter_mut().for_each(|factor| self.walk(factor, skip, Place::Factor))
            }
            Expr::Quotient(x, y) => {
                self.walk(x, skip, Place::Factor);
                self.walk(y, skip, Place::Factor);
            }
            Expr::Power(x, _) => self.walk(x, skip, Place::Square),
            Expr::IfPositive(parts) => parts.iter_mut().for_each(|part| self.walk(part, skip, place)),
        }
    }

    /// The quantity near the one worked out whose printed figure, or value, the number is.
    fn find(&self, number: Printed, place: Place) -> Option<Quantity> {
        let shown = number.value.to_f64();
        let whole = number.unit == 0 && shown.abs() <= 2.0 || shown == 0.5;
        let sums = matches!(self.quantity.kind, Kind::Plain(Variable::Z(..) | Variable::A(..)));
        let mut best: Option<(u32, Quantity)> = None;
        for &Near { quantity: candidate, value, printed } in self.near() {
            let target = matches!(candidate.kind, Kind::Plain(Variable::Target(_)));
            let given = matches!(
                candidate.kind,
                Kind::Plain(
                    Variable::Input(_) | Variable::Target(_) | Variable::Weight(..) | Variable::Bias(..)
                )
            );
            // The 1 of 1 − a and the ½ of a loss are no quantities; targets stand in differences.
            if target && place != Place::Difference && (whole || place == Place::Factor) {
                continue;
            }
            let half = given && place == Place::Factor && number.unit < 0;
            if whole && !(sums || target || half) {
                let printed_so = printed == Some(shown);
                if !(printed_so && place == Place::Factor && !matches!(shown.abs(), 1.0 | 2.0 | 0.5)) {
                    continue;
                }
            }
            let score = if printed == Some(shown) {
                3
            } else if given {
                if value == Some(shown) { 3 } else { 0 }
            } else if value.is_some_and(|value| figures(number) >= 2 && fit(number, value) >= 0.6) {
                2
            } else if value.is_some_and(|value| figures(number) >= 3 && fit(number, value) >= 0.4) {
                1
            } else {
                0
            };
            if score > 0 && best.is_none_or(|(known, _)| score > known) {
                best = Some((score, candidate));
            }
        }
        best.map(|(_, quantity)| self.slope_of_silent(quantity, shown))
    }

    /// The 0 in the slope by a unit that is off is the slope of the unit, and not what it puts out.
    fn slope_of_silent(&self, found: Quantity, shown: f64) -> Quantity {
        let unit = match self.quantity.kind {
            Kind::Slope {
                by: Variable::Weight(l, _, k) | Variable::Bias(l, k) | Variable::Z(l, k), ..
            } => (l, k),
            _ => return found,
        };
        let slope =
            Quantity::slope(Variable::A(unit.0, unit.1), Variable::Z(unit.0, unit.1)).at(found.sample);
        let is_output = found.kind == Kind::Plain(Variable::A(unit.0, unit.1));
        if shown == 0.0 && is_output && self.values.get(slope) == Some(0.0) { slope } else { found }
    }

    /// A number that fits nothing, where one factor alone is missing, stands for that factor.
    fn eliminate(&self, formula: &mut Expr<Leaf>) {
        let mut found = Vec::new();
        let mut open = 0;
        let is_rest = rests_of_activations(formula);
        formula.for_each_symbol(&mut |leaf| match leaf {
            Leaf::Operand(Operand { quantity: Some(quantity), .. }) => found.push(*quantity),
            Leaf::Operand(operand) if is_rest(operand.printed) => {}
            Leaf::Operand(operand) if figures(operand.printed) >= 1 && !is_plain(operand.printed) => {
                open += 1
            }
            Leaf::Quantity(quantity) => found.push(*quantity),
            Leaf::Operand(_) => {}
        });
        if let Kind::Plain(Variable::Z(l, k)) = self.quantity.kind
            && let Expr::Sum(terms) = formula
        {
            terms.iter_mut().for_each(|term| self.partner(term, l, k));
            return self.lone_bias(formula);
        }
        if self.terms_in_order(formula) || open != 1 {
            return;
        }
        // The 0.02 of 0.9 − 0.02 is the whole step, and no factor of it.
        if let (Kind::Updated(_), Expr::Sum(terms)) = (self.quantity.kind, &mut *formula)
            && terms.iter_mut().map(unsigned_mut).filter_map(lone_operand).any(|term| term.quantity.is_none())
        {
            return;
        }
        let missing = self.missing_beside(&found).next();
        if let Some(missing) = missing.filter(|missing| !self.adds_its_opposite(formula, *missing)) {
            fill(formula, missing);
        }
    }

    /// Whether an update adds what is a slope with the other sign: an error signal t − o is none of ours.
    fn adds_its_opposite(&self, formula: &Expr<Leaf>, slope: Quantity) -> bool {
        let (Kind::Updated(_), Expr::Sum(terms)) = (self.quantity.kind, formula) else { return false };
        let mut is_opposite = false;
        formula.for_each_symbol(&mut |leaf| {
            if let Leaf::Operand(Operand { printed, quantity: None }) = leaf {
                is_opposite |= self.is_opposite(*printed, slope);
            }
        });
        is_opposite && matches!(&terms[..], [_, Expr::Product(_)])
    }

    /// Whether a number is what a quantity is, but for its sign.
    fn is_opposite(&self, printed: Printed, quantity: Quantity) -> bool {
        let Some(value) = self.values.get(quantity).filter(|_| figures(printed) >= 2) else { return false };
        let negated = Printed { value: printed.value.negated(), ..printed };
        fit(negated, value) > 0.0 && fit(printed, value) <= 0.0
    }

    /// Whether a number is what was printed for a quantity, or its value.
    pub(super) fn is_said(&self, quantity: Quantity, number: Printed) -> bool {
        Near::of(quantity, self.values, self.printed).is_said(number)
    }

    pub(super) fn before(&self, l: u32, j: u32) -> Quantity {
        let variable = if l == 1 { Variable::Input(j) } else { Variable::A(l - 1, j) };
        match variable {
            Variable::Input(_) | Variable::A(..) => Quantity::plain(variable).at(self.quantity.sample),
            _ => Quantity::plain(variable),
        }
    }

    /// The factors that alone are missing beside those that were found, one of each way.
    fn missing_beside(&self, found: &[Quantity]) -> impl Iterator<Item = Quantity> {
        self.ways().into_iter().filter(|way| way.len() > 1).filter_map(|way| {
            let mut missing = way.iter().filter(|factor| !found.contains(factor));
            missing.next().copied().filter(|_| missing.next().is_none())
        })
    }

    /// The products that make up what is worked out.
    fn ways(&self) -> Vec<Vec<Quantity>> {
        let at = |quantity: Quantity| quantity.at(self.quantity.sample);
        let (of, by, updated) = match self.quantity.kind {
            Kind::Slope { of, by } => (of, by, false),
            Kind::Updated(by) => (Variable::Loss, by, true),
            Kind::Plain(_) | Kind::LearningRate => return Vec::new(),
        };
        let slope = |by| at(Quantity::slope(of, by));
        let own = |l, k| at(Quantity::slope(Variable::A(l, k), Variable::Z(l, k)));
        let mut ways = match by {
            Variable::Weight(l, j, k) => vec![
                vec![slope(Variable::Z(l, k)), self.before(l, j)],
                vec![slope(Variable::A(l, k)), own(l, k), self.before(l, j)],
            ],
            Variable::Z(l, k) | Variable::Bias(l, k) => {
                let mut ways = vec![vec![slope(Variable::A(l, k)), own(l, k)]];
                if self.widths.get(l as usize + 1) == Some(&1) {
                    let weight = Quantity::plain(Variable::Weight(l + 1, k, 1));
                    ways.push(vec![slope(Variable::Z(l + 1, 1)), weight, own(l, k)]);
                }
                ways
            }
            _ => Vec::new(),
        };
        if updated {
            ways.push(vec![Quantity::plain(by), Quantity::slope(Variable::Loss, by)]);
        }
        ways
    }
}

/// Tells whether a number is the 1 − a, worked out, that stands beside an activation a: it is no quantity of its own.
fn rests_of_activations(formula: &Expr<Leaf>) -> impl Fn(Printed) -> bool + use<> {
    let mut activations = Vec::new();
    formula.for_each_symbol(&mut |leaf| {
        if let Leaf::Operand(Operand {
            printed,
            quantity: Some(Quantity { kind: Kind::Plain(Variable::A(..)), .. }),
        }) = leaf
        {
            activations.push(*printed);
        }
    });
    move |rest| {
        let is_rest = |a: &Printed| fit(rest, 1.0 - a.value.to_f64()) >= 0.6;
        figures(rest) >= 2 && activations.iter().any(is_rest)
    }
}

/// Where in a formula a number stands.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Place {
    /// Within a square, so that a difference in it is that of target and output.
    Square,
    /// The first of a difference, as the 1 of 1 − a.
    OneMinus,
    /// A term of a difference that may hold a target.
    Difference,
    Factor,
    Other,
}

pub(super) fn unsigned(term: &Expr<Leaf>) -> &Expr<Leaf> {
    match term {
        Expr::Negative(inner) => inner,
        term => term,
    }
}

pub(super) fn unsigned_mut(term: &mut Expr<Leaf>) -> &mut Expr<Leaf> {
    match term {
        Expr::Negative(inner) => inner,
        term => term,
    }
}

fn lone_operand(term: &mut Expr<Leaf>) -> Option<&mut Operand> {
    match term {
        Expr::Symbol(Leaf::Operand(operand)) => Some(operand),
        _ => None,
    }
}

fn is_plain(number: Printed) -> bool {
    let shown = number.value.to_f64().abs();
    number.unit == 0 && shown <= 2.0 || shown == 0.5
}

fn first_operand(formula: &Expr<Leaf>) -> Option<Printed> {
    let mut first = None;
    formula.for_each_symbol(&mut |leaf| {
        if let (Leaf::Operand(operand), None) = (leaf, first) {
            first = Some(operand.printed);
        }
    });
    first
}

/// Puts the quantity in for the one number that has none.
fn fill(formula: &mut Expr<Leaf>, quantity: Quantity) {
    match formula {
        Expr::Symbol(Leaf::Operand(operand)) => {
            if operand.quantity.is_none() && !is_plain(operand.printed) {
                operand.quantity = Some(quantity);
            }
        }
        Expr::Constant(_) | Expr::Pi | Expr::Symbol(_) => {}
        Expr::Negative(x) | Expr::Apply(_, x) => fill(x, quantity),
        Expr::Sum(parts) | Expr::Product(parts) => parts.iter_mut().for_each(|part| fill(part, quantity)),
        Expr::Quotient(x, y) | Expr::Power(x, y) => {
            fill(x, quantity);
            fill(y, quantity);
        }
        Expr::IfPositive(parts) => parts.iter_mut().for_each(|part| fill(part, quantity)),
    }
}
