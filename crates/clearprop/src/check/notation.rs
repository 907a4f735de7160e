//! Quantities and formulas in the sheet's own symbols.

use std::cell::OnceCell;

use rustc_hash::FxHashMap;

use crate::backprop::Formula;
use crate::math::Expr;
use crate::quantity::{Kind, Quantity, Variable};
use crate::sheet::{Leaf, Sheet, quotable};

/// How the sheet writes each quantity; where it does not, the general name stands.
pub(super) struct Names<'a> {
    source: &'a str,
    sheet: &'a Sheet,
    /// Gathered when a name is asked for: in a sheet without a mistake none is.
    written: OnceCell<FxHashMap<Quantity, String>>,
}

impl<'a> Names<'a> {
    /// The text of the sheet.
    pub(super) fn source(&self) -> &'a str {
        self.source
    }

    /// The symbols of a sheet.
    pub(super) fn of_sheet(source: &'a str, sheet: &'a Sheet) -> Names<'a> {
        Names { source, sheet, written: OnceCell::new() }
    }

    fn written(&self) -> &FxHashMap<Quantity, String> {
        self.written.get_or_init(|| self.gathered())
    }

    fn gathered(&self) -> FxHashMap<Quantity, String> {
        let Names { source, sheet, .. } = *self;
        let mut written = FxHashMap::default();
        for symbol in &sheet.symbols {
            let Some(name) = symbol.symbol(source) else { continue };
            written
                .entry(symbol.quantity)
                .or_insert_with(|| if symbol.turned { format!("(-{name})") } else { name.to_owned() });
        }
        // A symbol that starts a line of its own.
        for statement in &sheet.statements {
            if let Some(side) = statement.sides.first()
                && let Some(Expr::Symbol(Leaf::Quantity(quantity))) = side.formula
                && matches!(quantity.kind, Kind::Plain(_))
                && let Some(symbol) = quotable(side.span.of(source))
            {
                let is_turned =
                    statement.sides.iter().any(|side| side.printed.is_some_and(|number| number.turned));
                let name = || if is_turned { format!("(-{symbol})") } else { symbol.to_owned() };
                written.entry(quantity).or_insert_with(name);
            }
        }
        written
    }

    /// The name of a quantity.
    pub(super) fn of(&self, quantity: Quantity) -> String {
        let written = self.written();
        if let Some(written) = written.get(&quantity) {
            return written.clone();
        }
        let plain = |variable: Variable| {
            let of_sample = Quantity::plain(variable).at(quantity.sample);
            written.get(&of_sample).or_else(|| written.get(&Quantity::plain(variable)))
        };
        let named = match quantity.kind {
            Kind::Slope { of, by } => plain(by).map(|by| {
                let of = plain(of).cloned().unwrap_or_else(|| Quantity::plain(of).to_string());
                format!("∂{of}/∂{by}")
            }),
            Kind::Updated(variable) => plain(variable).map(|name| format!("{name}′")),
            Kind::Plain(_) | Kind::LearningRate => None,
        };
        named.unwrap_or_else(|| quantity.to_string())
    }

    /// A formula in one line.
    pub(super) fn formula(&self, formula: &Formula) -> String {
        formula.substitute(&mut |&symbol| Expr::Symbol(self.of(symbol))).to_string()
    }
}
