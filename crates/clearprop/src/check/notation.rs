//! Quantities and formulas in the sheet's own symbols.

use rustc_hash::FxHashMap;

use crate::backprop::Formula;
use crate::math::Expr;
use crate::quantity::{Kind, Quantity, Variable};
use crate::sheet::{Leaf, Sheet};

/// Longer than this no symbol is quoted.
const LONGEST: usize = 24;

/// How the sheet writes each quantity; where it does not, the general name stands.
pub(super) struct Names {
    written: FxHashMap<Quantity, String>,
}

impl Names {
    /// The symbols of a sheet.
    pub(super) fn of_sheet(source: &str, sheet: &Sheet) -> Names {
        let mut written = FxHashMap::default();
        for symbol in &sheet.symbols {
            // A symbol that is set with tags, or drawn over several rows, cannot be quoted.
            if symbol.written.of(source).contains(['<', '\n']) {
                continue;
            }
            written.entry(symbol.quantity).or_insert_with(|| {
                let name = symbol.written.of(source).trim();
                if symbol.turned { format!("(−{name})") } else { name.to_owned() }
            });
        }
        // A symbol that starts a line of its own.
        for statement in &sheet.statements {
            if let Some(side) = statement.sides.first()
                && let Some(Expr::Symbol(Leaf::Quantity(quantity))) = side.formula
                && matches!(quantity.kind, Kind::Plain(_))
            {
                let symbol = side.span.of(source).trim();
                if symbol.len() <= LONGEST && !symbol.contains(['<', '\n', '&', '$']) {
                    written.entry(quantity).or_insert_with(|| symbol.to_owned());
                }
            }
        }
        Names { written }
    }

    /// The name of a quantity.
    pub(super) fn of(&self, quantity: Quantity) -> String {
        if let Some(written) = self.written.get(&quantity) {
            return written.clone();
        }
        let plain = |variable: Variable| {
            let of_sample = Quantity::plain(variable).at(quantity.sample);
            self.written.get(&of_sample).or_else(|| self.written.get(&Quantity::plain(variable)))
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
