//! The line that should have been worked, in the sheet's own symbols and with the author's own figures.

use super::items::Item;
use super::judge::Judged;
use super::notation::Names;
use super::worked::Worked;
use crate::backprop::{Formula, Style};
use crate::math::{Expr, Rounding};
use crate::quantity::{Kind, Quantity};
use crate::sheet::Printed;

/// `symbol = formula = numbers`, without the result.
pub(super) fn line(
    source: &str,
    (at, item): (usize, &Item),
    quantity: Quantity,
    judged: &Judged,
    worked: &Worked,
    names: &Names,
) -> Option<String> {
    let line = worked.formula(quantity, Style::Delta)?;
    let (name, formula) = as_written(&item.printed, quantity, line.formula.clone(), names);
    let mut text = |&symbol: &Quantity| {
        let text = value_text(symbol, at, judged, worked, source);
        // Two signs never stand side by side.
        let needs_bracket = item.printed.turned && text.starts_with(['-', '−', '–']);
        Expr::Symbol(if needs_bracket { format!("({text})") } else { text })
    };
    let numbers = formula.substitute(&mut text);
    Some(format!("{name} = {} = {numbers}", names.formula(&formula)))
}

/// What is worked in a line, by name and formula: the quantity, or its change or negative where the sheet
/// prints that.
fn as_written(printed: &Printed, quantity: Quantity, formula: Formula, names: &Names) -> (String, Formula) {
    let (of, delta, formula) = match (formula, quantity.kind) {
        (Expr::Sum(mut terms), Kind::Updated(variable)) if !printed.beyond.is_zero() => {
            terms.remove(0);
            let change = if terms.len() == 1 { terms.remove(0) } else { Expr::Sum(terms) };
            (Quantity::plain(variable), "Δ", change)
        }
        (formula, _) => (quantity, "", formula),
    };
    let name = names.of(of);
    if !printed.turned {
        return (format!("{delta}{name}"), formula);
    }
    let negative = name.strip_prefix("(-").and_then(|name| name.strip_suffix(')'));
    let name = match negative {
        Some(name) => format!("{delta}{name}"),
        None => format!("-{delta}{name}"),
    };
    (name, -formula)
}

/// What a quantity is worked with in the line of a claim: the author's figure, else the true value.
fn value_text(quantity: Quantity, at: usize, judged: &Judged, worked: &Worked, source: &str) -> String {
    if let Some(figure) = judged.figures.nearest(quantity, at, false) {
        let value = figure.printed.value;
        return match figure.printed.is_plain() {
            true => figure.printed.span.of(source).to_owned(),
            false if value.negative => format!("({value})"),
            false => value.to_string(),
        };
    }
    match worked.decimal(quantity) {
        Some(value) => {
            let rounding = Rounding { digits: 6, cut: false };
            value.rounded(rounding).trimmed().to_string()
        }
        None => quantity.to_string(),
    }
}
