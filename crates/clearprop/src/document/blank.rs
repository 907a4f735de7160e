//! Sheets to fill in: which results are left out.

use crate::Error;
use crate::backprop::Derivation;
use crate::quantity::Quantity;

/// Names of quantities with `*` for any run of characters, such as `dE/dw[2,*,*]`.
///
/// Without an `@` it means every sample.
#[derive(Clone, Debug, PartialEq)]
pub struct Glob(pub String);

impl Glob {
    /// Whether a quantity has such a name.
    ///
    /// ```
    /// use clearprop::document::Glob;
    /// let glob = Glob("dE/dw[2,*,*]".into());
    /// assert!(glob.matches("dE/dw[2,1,3]@4".parse()?));
    /// assert!(!glob.matches("dE/dw[1,1,3]".parse()?));
    /// # Ok::<(), clearprop::Error>(())
    /// ```
    pub fn matches(&self, quantity: Quantity) -> bool {
        let pattern: String = self.0.chars().filter(|c| !c.is_whitespace()).collect();
        let quantity = if pattern.contains('@') { quantity } else { quantity.at(None) };
        fits(pattern.as_bytes(), quantity.to_string().as_bytes())
    }

    /// Checks that something is left out by it.
    ///
    /// # Errors
    /// [`Error::Unknown`] where it names no result of the solution.
    pub fn check(&self, derivation: &Derivation) -> Result<(), Error> {
        let mut matched = derivation.steps.iter().filter(|step| self.matches(step.quantity)).peekable();
        if matched.peek().is_none() {
            return Err(Error::Unknown(format!(
                "`{}` matches nothing in this solution; quantities are written like z[1,2], dE/dw[2,1,3] or w'[2,1,1], \
                 with `*` for any index",
                self.0
            )));
        }
        if matched.all(|step| step.is_given()) {
            return Err(Error::Unknown(format!(
                "`{}` matches only given values, which cannot be worked out; leave out results",
                self.0
            )));
        }
        Ok(())
    }
}

fn fits(pattern: &[u8], text: &[u8]) -> bool {
    match pattern.split_first() {
        None => text.is_empty(),
        Some((b'*', rest)) => (0..=text.len()).any(|from| fits(rest, &text[from..])),
        Some((c, rest)) => text.split_first().is_some_and(|(first, text)| first == c && fits(rest, text)),
    }
}

/// Whether a result is to be filled in by the reader.
pub(super) fn is_left_out(derivation: &Derivation, blanks: &[Glob], quantity: Quantity) -> bool {
    blanks.iter().any(|glob| glob.matches(quantity))
        && derivation.step(quantity).is_some_and(|step| !step.is_given())
}
