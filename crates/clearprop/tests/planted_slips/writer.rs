//! A worked solution as it is written, line by line, with a slip where it is asked for.

use std::collections::BTreeSet;

use clearprop::backprop::{Formula, Formulas, Method, Options, Style, derive};
use clearprop::math::{Decimal, Expr};
use clearprop::sheet::{Leaf, Operand, Printed, Sheet, Side, Span, Statement};
use clearprop::{Kind, Network, Quantity, Variable};

use crate::chance::{Chance, network};
use crate::habit::Habit;
use crate::slips::{is_misprint, reach_of, slips};

/// A sheet as it grows: its text and what is said in it.
#[derive(Default)]
pub(crate) struct Writer {
    pub(crate) text: String,
    pub(crate) sheet: Sheet,
}

impl Writer {
    pub(crate) fn put(&mut self, text: &str) -> Span {
        let start = self.text.len();
        self.text.push_str(text);
        Span { start, end: self.text.len() }
    }

    pub(crate) fn number(&mut self, (value, unit): (Decimal, i32)) -> Printed {
        let decimals = (-unit).max(0) as usize;
        let plain = value.trimmed().to_string();
        let text = match plain.split_once('.') {
            Some((whole, fraction)) => format!("{whole}.{fraction:0<decimals$}"),
            None if decimals > 0 && !plain.contains('e') => format!("{plain}.{}", "0".repeat(decimals)),
            None => plain,
        };
        Printed { span: self.put(&text), value, unit, turned: false, beyond: Decimal::ZERO }
    }

    /// One line; the formula in symbols, with numbers put in, or neither.
    pub(crate) fn line(
        &mut self,
        quantity: Quantity,
        formula: Option<&Formula>,
        numbers: Option<&dyn Fn(Quantity) -> (Decimal, i32)>,
        result: (Decimal, i32),
    ) {
        let start = self.text.len();
        let name = self.put(&quantity.to_string());
        let left = Expr::Symbol(Leaf::Quantity(quantity));
        let mut sides = vec![Side { span: name, formula: Some(left), printed: None }];
        if let Some(formula) = formula {
            self.put(" = ");
            let span = self.put(&formula.to_string());
            let formula = formula.substitute(&mut |&symbol| Expr::Symbol(Leaf::Quantity(symbol)));
            sides.push(Side { span, formula: Some(formula), printed: None });
        }
        if let (Some(formula), Some(numbers)) = (formula, numbers) {
            self.put(" = ");
            let from = self.text.len();
            let put_in = formula.substitute(&mut |&symbol| {
                self.put(" ");
                let printed = self.number(numbers(symbol));
                Expr::Symbol(Leaf::Operand(Operand { printed, quantity: Some(symbol) }))
            });
            let span = Span { start: from, end: self.text.len() };
            sides.push(Side { span, formula: Some(put_in), printed: None });
        }
        self.put(" = ");
        let printed = self.number(result);
        sides.push(Side { span: printed.span, formula: None, printed: Some(printed) });
        let span = Span { start, end: self.text.len() };
        self.put("\n");
        let given = formula.is_none();
        self.sheet.statements.push(Statement {
            span,
            quantity: Some(quantity),
            alternatives: Vec::new(),
            sides,
            given,
        });
    }
}

/// What was planted in a sheet.
pub(crate) struct Planted {
    pub(crate) line: usize,
    pub(crate) kind: &'static str,
    /// Every kind of slip that gives the same digits.
    pub(crate) same_digits: BTreeSet<&'static str>,
}

pub(crate) struct Solution {
    pub(crate) text: String,
    pub(crate) sheet: Sheet,
    pub(crate) network: Network,
    pub(crate) planted: Option<Planted>,
    pub(crate) habit: Habit,
}

/// Writes a solution, with a slip of this kind where one fits.
pub(crate) fn write(chance: &mut Chance, kind: Option<&'static str>) -> Solution {
    let network = network(chance);
    let habit = Habit::any(chance);
    let style = chance.one_of(&[Style::Chain, Style::Delta]);
    let formulas = Formulas { network: &network, method: Method::Standard, style };
    let derivation =
        derive(&network, &Options { style, ..Options::default() }).expect("the network can be worked");
    let shows_formula = chance.below(3) > 0;
    let shows_numbers = shows_formula && chance.below(2) == 0;
    let after_from =
        derivation.steps.iter().position(|step| matches!(step.quantity.kind, Kind::Updated(Variable::Z(..))));
    let steps = &derivation.steps[..after_from.unwrap_or(derivation.steps.len())];
    // Where the slip goes: first one place is tried, then the next.
    let start = chance.below(steps.len());
    let mut order: Vec<usize> = (0..steps.len()).map(|at| (at + start) % steps.len()).collect();
    let mut target = None;
    loop {
        let at = if kind.is_some() && target.is_none() { order.pop() } else { None };
        let mut writer = Writer::default();
        let mut hidden: std::collections::HashMap<Quantity, f64> = Default::default();
        let mut shown: std::collections::HashMap<Quantity, (Decimal, i32)> = Default::default();
        hidden.insert(Quantity::learning_rate(), network.learning_rate);
        let rate = Decimal::from_f64(network.learning_rate);
        shown.insert(Quantity::learning_rate(), (rate, rate.exponent));
        let mut planted = None;
        for (index, step) in steps.iter().enumerate() {
            let quantity = step.quantity;
            let Some((_, formula)) = formulas.of(quantity) else {
                let value = step.value;
                hidden.insert(quantity, value.to_f64());
                shown.insert(quantity, (value, value.exponent));
                writer.line(quantity, None, None, (value, value.exponent));
                continue;
            };
            let work = |formula: &Formula| -> f64 {
                formula.evaluate(&|symbol: &Quantity| match hidden.get(symbol) {
                    Some(&value) if !habit.carries => value,
                    Some(_) => shown[symbol].0.to_f64(),
                    None => derivation.value(*symbol).map_or(f64::NAN, Decimal::to_f64),
                })
            };
            let value = work(&formula);
            if !value.is_finite() {
                // The slip made a loss infinite: nobody goes on from there.
                planted = None;
                break;
            }
            let mut printed = habit.shorten(value);
            let mut kept = value;
            if Some(index) == at {
                let right = printed;
                let exact = step.value.to_f64();
                // Printed figures that were put in carry their own rounding into the result.
                let reach = reach_of(&formula, &shown, &work);
                let unit = 10_f64.powi(right.1);
                let far = |(value, place): (Decimal, i32)| {
                    let unit = unit.max(10_f64.powi(place));
                    let value = value.to_f64();
                    (value - right.0.to_f64()).abs() > 3.5 * unit + reach
                        && (value - exact).abs() > 3.5 * unit + reach
                };
                let all = slips(&network, quantity, &formula, right, &work, &|value| habit.shorten(value));
                let wanted: Vec<_> = all
                    .iter()
                    .filter(|slip| Some(slip.0) == kind && far((slip.1, slip.2)))
                    .copied()
                    .collect();
                if !wanted.is_empty() {
                    let (kind, value, place) = chance.one_of(&wanted);
                    let mut same_digits: BTreeSet<&'static str> = all
                        .iter()
                        .filter(|slip| slip.1.trimmed() == value.trimmed())
                        .map(|slip| slip.0)
                        .collect();
                    if is_misprint(right, (value, place)) {
                        same_digits.insert("digit");
                    }
                    printed = (value, place);
                    kept = value.to_f64();
                    planted = Some(Planted { line: index + 1, kind, same_digits });
                }
            }
            let numbers = |symbol: Quantity| shown[&symbol];
            writer.line(
                quantity,
                shows_formula.then_some(&formula),
                shows_numbers.then_some(&numbers as &dyn Fn(Quantity) -> (Decimal, i32)),
                printed,
            );
            hidden.insert(quantity, kept);
            shown.insert(quantity, printed);
        }
        target = planted;
        if target.is_some() || kind.is_none() || order.is_empty() {
            let Writer { text, sheet } = writer;
            return Solution { text, sheet, network: network.clone(), planted: target, habit };
        }
    }
}
