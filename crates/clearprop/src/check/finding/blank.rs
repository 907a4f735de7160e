//! A value left out.

use super::finding;
use crate::check::notation::Names;
use crate::check::report::Finding;
use crate::check::worked::Worked;
use crate::math::Rounding;
use crate::sheet::Sheet;

/// The page on it.
pub(super) const PAGE: &str = "\
A value was left blank. The report says what belongs there.

    ∂E/∂b₁ =                  blank
    ∂E/∂b₁ = −0.06456         what belongs there
";

/// Each value that was left out, with what belongs there.
pub(in crate::check) fn find(sheet: &Sheet, worked: &Worked, names: &Names) -> Vec<Finding> {
    sheet
        .blanks
        .iter()
        .filter(|blank| worked.has(blank.quantity))
        .map(|blank| {
            let name = names.of(blank.quantity);
            let message = match worked.decimal(blank.quantity) {
                Some(value) => {
                    format!("the value of {name} was left out; it is {}", value.print(Rounding::default()))
                }
                None => format!("the value of {name} was left out"),
            };
            finding("blank", blank.span, message)
        })
        .collect()
}
