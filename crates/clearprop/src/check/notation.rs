//! Quantities and formulas in the sheet's own symbols.

use rustc_hash::FxHashMap;

use crate::backprop::Formula;
use crate::math::Expr;
use crate::quantity::Quantity;
use crate::sheet::Sheet;

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
            written.entry(symbol.quantity).or_insert_with(|| symbol.written.of(source).trim().to_owned());
        }
        Names { written }
    }

    /// The name of a quantity.
    pub(super) fn of(&self, quantity: Quantity) -> String {
        self.written.get(&quantity).cloned().unwrap_or_else(|| quantity.to_string())
    }

    /// A formula in one line.
    pub(super) fn formula(&self, formula: &Formula) -> String {
        formula.substitute(&mut |&symbol| Expr::Symbol(self.of(symbol))).to_string()
    }
}
