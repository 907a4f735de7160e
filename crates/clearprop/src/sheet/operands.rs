//! Which quantity each printed operand is put in for: `0.593 · 0.45 + 0.35` beside a net input.

use rustc_hash::FxHashMap;

use super::types::{Leaf, Operand, Printed, Statement};
use super::values::{Values, figures, fit};
use crate::math::Expr;
use crate::quantity::{Kind, Quantity, Variable};

/// Settles the operands of every statement, in the order of the text.
pub(super) fn settle(statements: &mut [Statement], values: &Values, widths: &[usize]) {
    let mut printed: FxHashMap<Quantity, f64> = FxHashMap::default();
    let mut near = Vec::new();
    for statement in statements {
        if let Some(quantity) = statement.quantity {
            let has_operands = statement.sides.iter().any(|side| side.formula.is_some());
            // What stands beside symbols of a familiar notation has been settled by them.
            let mut is_settled = false;
            statement.for_each_operand(|operand| is_settled |= operand.quantity.is_some());
            if has_operands && !is_settled {
                near.clear();
                neighbours(quantity, widths, &mut near);
                for side in &mut statement.sides {
                    if let Some(formula) = &mut side.formula {
                        let outputs = widths.last().copied().unwrap_or(0);
                        let mut matcher =
                            Matcher { quantity, outputs, near: &near, printed: &printed, values };
                        matcher.side(formula);
                    }
                }
            }
            statement.for_each_result(|result| {
                printed.insert(quantity, result.value.to_f64());
            });
        }
    }
}

struct Matcher<'a> {
    quantity: Quantity,
    outputs: usize,
    near: &'a [Quantity],
    printed: &'a FxHashMap<Quantity, f64>,
    values: &'a Values,
}

impl Matcher<'_> {
    fn side(&mut self, formula: &mut Expr<Leaf>) {
        let mut skip = None;
        // w − μ · …: the first is the old value, the factor before the gradient the rate.
        if let Kind::Updated(variable @ (Variable::Weight(..) | Variable::Bias(..))) = self.quantity.kind
            && let Expr::Sum(terms) = formula
        {
            if let [Expr::Symbol(Leaf::Operand(first)), ..] = &mut terms[..] {
                first.quantity = Some(Quantity::plain(variable));
                skip = Some(first.printed.span);
            }
            if let Some(step) = terms.get_mut(1)
                && let Some(rate) = first_operand(step)
                && self.values.get(Quantity::learning_rate()) == Some(rate.value.to_f64().abs())
            {
                self.walk(step, Some(rate.span), Place::Other);
                self.eliminate(formula);
                return;
            }
        }
        self.walk(formula, skip, Place::Other);
        self.eliminate(formula);
    }

    fn walk(&self, formula: &mut Expr<Leaf>, skip: Option<super::Span>, place: Place) {
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
                    let is_weight = |quantity: &Quantity| {
                        matches!(quantity.kind, Kind::Plain(Variable::Weight(..)))
                            && self.values.get(*quantity) == Some(turned.value.to_f64())
                    };
                    if let Some(weight) = self.near.iter().find(|quantity| is_weight(quantity)) {
                        first.quantity = Some(*weight);
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
        for &candidate in self.near {
            let target = matches!(candidate.kind, Kind::Plain(Variable::Target(_)));
            let given = matches!(
                candidate.kind,
                Kind::Plain(
                    Variable::Input(_) | Variable::Target(_) | Variable::Weight(..) | Variable::Bias(..)
                )
            );
            let value = self.values.get(candidate);
            // The 1 of 1 − a and the ½ of a loss are no quantities; targets stand in differences.
            if target && place != Place::Difference && (whole || place == Place::Factor) {
                continue;
            }
            let half = given && place == Place::Factor && number.unit < 0;
            if whole && !(sums || target || half) {
                let printed_so = self.printed.get(&candidate) == Some(&shown);
                if !(printed_so && place == Place::Factor && !matches!(shown.abs(), 1.0 | 2.0 | 0.5)) {
                    continue;
                }
            }
            let score = if self.printed.get(&candidate) == Some(&shown) {
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
        best.map(|(_, quantity)| quantity)
    }

    /// A number that fits nothing, where one factor alone is missing, stands for that factor.
    fn eliminate(&self, formula: &mut Expr<Leaf>) {
        let mut found = Vec::new();
        let mut open = 0;
        formula.for_each_symbol(&mut |leaf| match leaf {
            Leaf::Operand(Operand { quantity: Some(quantity), .. }) => found.push(*quantity),
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
            return self.bias(terms, l, k);
        }
        if self.terms_in_order(formula) {
            return;
        }
        if open != 1 {
            return;
        }
        let missing = self.ways().into_iter().find_map(|way| {
            let mut missing = way.iter().filter(|factor| !found.contains(factor));
            match (missing.next(), missing.next()) {
                (Some(&missing), None) if way.len() > 1 => Some(missing),
                _ => None,
            }
        });
        if let Some(missing) = missing {
            fill(formula, missing);
        }
    }

    /// The one number by itself in a weighted sum stands for the bias.
    fn bias(&self, terms: &mut [Expr<Leaf>], l: u32, k: u32) {
        let products = terms.iter().filter(|term| matches!(unsigned(term), Expr::Product(_))).count();
        let mut singles: Vec<&mut Operand> = terms
            .iter_mut()
            .filter_map(|term| match term {
                Expr::Symbol(Leaf::Operand(operand)) => Some(operand),
                _ => None,
            })
            .collect();
        if let [single] = &mut singles[..]
            && products > 1
            && single.quantity.is_none()
        {
            single.quantity = Some(Quantity::plain(Variable::Bias(l, k)));
        }
    }

    /// As many numbers as outputs, added up to the whole: one term of the loss each, in order.
    fn terms_in_order(&self, formula: &mut Expr<Leaf>) -> bool {
        let whole = |term: Variable| match self.quantity.kind {
            Kind::Plain(Variable::Loss) => Some(Kind::Plain(term)),
            Kind::Slope { of: Variable::Loss, by } => Some(Kind::Slope { of: term, by }),
            _ => None,
        };
        let Expr::Sum(terms) = formula else { return false };
        if terms.len() != self.outputs || terms.len() < 2 || whole(Variable::LossTerm(1)).is_none() {
            return false;
        }
        let lone = |term: &Expr<Leaf>| matches!(unsigned(term), Expr::Symbol(Leaf::Operand(_)));
        if !terms.iter().all(lone) {
            return false;
        }
        for (at, term) in terms.iter_mut().enumerate() {
            let kind = whole(Variable::LossTerm(at as u32 + 1)).expect("it was asked for before");
            let term = if let Expr::Negative(inner) = term { &mut **inner } else { term };
            if let Expr::Symbol(Leaf::Operand(operand)) = term
                && operand.quantity.is_none()
            {
                operand.quantity = Some(Quantity { kind, sample: self.quantity.sample });
            }
        }
        true
    }

    /// Within a weighted sum a number beside a weight is what the weight leads from.
    fn partner(&self, term: &mut Expr<Leaf>, l: u32, k: u32) {
        if let Expr::Negative(inner) = term {
            return self.partner(inner, l, k);
        }
        let Expr::Product(factors) = term else { return };
        let [Expr::Symbol(Leaf::Operand(one)), Expr::Symbol(Leaf::Operand(other))] = &mut factors[..] else {
            return;
        };
        let (first, second) = (one.quantity, other.quantity);
        for (known, open) in [(first, other), (second, one)] {
            if open.quantity.is_some() {
                // Of two units with one figure it is the one that the weight leads from.
                if let Some(Kind::Plain(Variable::Weight(layer, j, unit))) =
                    known.map(|quantity| quantity.kind)
                    && (layer, unit) == (l, k)
                    && open.quantity.is_some_and(|quantity| {
                        matches!(quantity.kind, Kind::Plain(Variable::A(..) | Variable::Input(_)))
                    })
                    && self.is_said(self.before(l, j), open.printed)
                {
                    open.quantity = Some(self.before(l, j));
                }
                continue;
            }
            open.quantity = match known.map(|quantity| quantity.kind) {
                Some(Kind::Plain(Variable::Weight(layer, j, unit))) if (layer, unit) == (l, k) => {
                    Some(self.before(l, j))
                }
                Some(Kind::Plain(Variable::Input(j) | Variable::A(_, j))) => {
                    Some(Quantity::plain(Variable::Weight(l, j, k)))
                }
                _ => None,
            };
        }
    }

    /// Whether a number is what was printed for a quantity, or its value.
    fn is_said(&self, quantity: Quantity, number: Printed) -> bool {
        self.printed.get(&quantity) == Some(&number.value.to_f64())
            || self.values.get(quantity).is_some_and(|value| fit(number, value) >= 0.6)
    }

    fn before(&self, l: u32, j: u32) -> Quantity {
        let variable = if l == 1 { Variable::Input(j) } else { Variable::A(l - 1, j) };
        match variable {
            Variable::Input(_) | Variable::A(..) => Quantity::plain(variable).at(self.quantity.sample),
            _ => Quantity::plain(variable),
        }
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
            Variable::Z(l, k) | Variable::Bias(l, k) => vec![vec![slope(Variable::A(l, k)), own(l, k)]],
            _ => Vec::new(),
        };
        if updated {
            ways.push(vec![Quantity::plain(by), Quantity::slope(Variable::Loss, by)]);
        }
        ways
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

fn unsigned(term: &Expr<Leaf>) -> &Expr<Leaf> {
    match term {
        Expr::Negative(inner) => inner,
        term => term,
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

/// The quantities that the working of one goes back to, nearest first.
fn neighbours(quantity: Quantity, widths: &[usize], near: &mut Vec<Quantity>) {
    let last = widths.len() as u32 - 1;
    let width = |layer: u32| widths.get(layer as usize).map_or(0, |&width| width as u32);
    let sample = quantity.sample;
    let before = |l: u32, j: u32| {
        Quantity::plain(if l <= 1 { Variable::Input(j) } else { Variable::A(l - 1, j) }).at(sample)
    };
    let plain = |variable: Variable| match variable {
        Variable::Weight(..) | Variable::Bias(..) => Quantity::plain(variable),
        variable => Quantity::plain(variable).at(sample),
    };
    match quantity.kind {
        Kind::Plain(Variable::Z(l, k)) => {
            for j in 1..=width(l - 1) {
                near.push(plain(Variable::Weight(l, j, k)));
                near.push(before(l, j));
            }
            near.push(plain(Variable::Bias(l, k)));
        }
        Kind::Plain(Variable::A(l, k)) => {
            near.push(plain(Variable::Z(l, k)));
            near.extend((1..=width(l)).map(|i| plain(Variable::Z(l, i))));
            neighbours(Quantity::plain(Variable::Z(l, k)).at(sample), widths, near);
        }
        Kind::Plain(Variable::Loss) => {
            for k in 1..=width(last) {
                near.extend([
                    plain(Variable::LossTerm(k)),
                    plain(Variable::A(last, k)),
                    plain(Variable::Target(k)),
                ]);
            }
            near.extend((1..=8).map(|s| Quantity::plain(Variable::Loss).at(Some(s))));
        }
        Kind::Plain(Variable::LossTerm(k)) => {
            near.extend([plain(Variable::A(last, k)), plain(Variable::Target(k))]);
        }
        Kind::Slope { of: Variable::A(l, k), .. } => {
            near.extend([plain(Variable::A(l, k)), plain(Variable::Z(l, k))]);
        }
        Kind::Slope { of, by } => {
            let slope = |of, by| Quantity::slope(of, by).at(sample);
            match by {
                Variable::Weight(l, j, k) => {
                    near.extend([
                        slope(of, Variable::Z(l, k)),
                        slope(of, Variable::A(l, k)),
                        slope(Variable::A(l, k), Variable::Z(l, k)),
                        before(l, j),
                        slope(Variable::Z(l, k), by),
                    ]);
                    terms(of, by, sample, width(last), near);
                    around(of, l, k, last, sample, widths, near);
                }
                Variable::Bias(l, k) => {
                    near.extend([
                        slope(of, Variable::Z(l, k)),
                        slope(of, Variable::A(l, k)),
                        slope(Variable::A(l, k), Variable::Z(l, k)),
                    ]);
                    terms(of, by, sample, width(last), near);
                    near.extend((1..=8).map(|s| Quantity::slope(of, Variable::Z(l, k)).at(Some(s))));
                    around(of, l, k, last, sample, widths, near);
                }
                Variable::Z(l, k) => {
                    near.extend([slope(of, Variable::A(l, k)), slope(Variable::A(l, k), Variable::Z(l, k))]);
                    terms(of, by, sample, width(last), near);
                    around(of, l, k, last, sample, widths, near);
                }
                Variable::A(l, k) => {
                    terms(of, by, sample, width(last), near);
                    if l == last {
                        near.extend([plain(Variable::A(l, k)), plain(Variable::Target(k))]);
                    }
                    onward(of, l, k, sample, widths, near);
                }
                _ => {}
            }
        }
        Kind::Updated(variable @ (Variable::Weight(..) | Variable::Bias(..))) => {
            near.push(Quantity::slope(Variable::Loss, variable));
            neighbours(Quantity::slope(Variable::Loss, variable), widths, near);
        }
        Kind::Plain(_) | Kind::Updated(_) | Kind::LearningRate => {}
    }
}

/// The same slope of each term of the loss, and of each sample.
fn terms(of: Variable, by: Variable, sample: Option<u32>, outputs: u32, near: &mut Vec<Quantity>) {
    if of == Variable::Loss {
        near.extend((1..=outputs).map(|i| Quantity::slope(Variable::LossTerm(i), by).at(sample)));
        if sample.is_none() {
            near.extend((1..=8).map(|s| Quantity::slope(of, by).at(Some(s))));
        }
    }
}

/// What the slope by a unit's net input goes back to.
fn around(
    of: Variable,
    l: u32,
    k: u32,
    last: u32,
    sample: Option<u32>,
    widths: &[usize],
    near: &mut Vec<Quantity>,
) {
    near.push(Quantity::plain(Variable::A(l, k)).at(sample));
    near.push(Quantity::plain(Variable::Z(l, k)).at(sample));
    if l == last {
        near.push(Quantity::plain(Variable::Target(k)).at(sample));
    } else {
        onward(of, l, k, sample, widths, near);
    }
}

/// What the slope by a unit's activation goes back to, in the layer after it.
fn onward(of: Variable, l: u32, k: u32, sample: Option<u32>, widths: &[usize], near: &mut Vec<Quantity>) {
    for m in 1..=widths.get(l as usize + 1).map_or(0, |&width| width as u32) {
        let slope = |of, by| Quantity::slope(of, by).at(sample);
        near.extend([
            slope(of, Variable::Z(l + 1, m)),
            slope(Variable::LossTerm(m), Variable::Z(l + 1, m)),
            slope(of, Variable::A(l + 1, m)),
            slope(Variable::A(l + 1, m), Variable::Z(l + 1, m)),
            Quantity::plain(Variable::Weight(l + 1, k, m)),
            slope(Variable::Z(l + 1, m), Variable::A(l, k)),
            slope(Variable::Loss, Variable::Z(l + 1, m)),
            slope(Variable::Loss, Variable::A(l + 1, m)),
            Quantity::updated(Variable::Weight(l + 1, k, m)),
        ]);
    }
}
