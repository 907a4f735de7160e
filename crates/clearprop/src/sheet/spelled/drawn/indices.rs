//! Lowered and raised characters, `w₁₁²`, as the indices of a symbol.

/// The lowered and raised characters behind a symbol.
#[derive(Default)]
pub(super) struct Indices {
    lowered: String,
    raised: String,
    is_transposed: bool,
    /// How many they are.
    pub(super) length: usize,
}

impl Indices {
    /// Those that stand at the start.
    pub(super) fn from(characters: impl Iterator<Item = char>) -> Indices {
        let mut indices = Indices::default();
        for c in characters {
            let (lowered, raised) = (lowered(c), raised(c));
            // A comma parts lowered figures, and else ends the symbol.
            match (lowered, raised, c) {
                (Some(c), _, _) => indices.lowered.push(c),
                (_, Some(c), _) => indices.raised.push(c),
                (_, _, 'ᵀ') => indices.is_transposed = true,
                _ => break,
            }
            indices.length += 1;
        }
        indices
    }

    /// `_{11}^{[2](3)}`. A figure behind layer and sample is a power.
    pub(super) fn latex(&self) -> String {
        let mut text = String::new();
        if !self.lowered.is_empty() {
            text += &format!("_{{{}}}", self.lowered);
        }
        let figures = self.raised.trim_end_matches(|c: char| c.is_ascii_digit());
        let (layer, power) = match (figures.is_empty(), &self.raised[figures.len()..]) {
            (true, figures) if figures.len() == 2 => figures.split_at(1),
            (true, figures) => (figures, ""),
            (false, power) => (figures, power),
        };
        if !layer.is_empty() {
            text += &format!("^{{{layer}}}");
        }
        if !power.is_empty() {
            text += &format!("^{{{power}}}");
        }
        if self.is_transposed {
            text += "^{\\top}";
        }
        text
    }
}

fn counterpart(c: char, from: &str, to: &str) -> Option<char> {
    from.chars().position(|other| other == c).and_then(|at| to.chars().nth(at))
}

fn lowered(c: char) -> Option<char> {
    counterpart(c, "₀₁₂₃₄₅₆₇₈₉ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", "0123456789aehijklmnoprstuvx")
}

fn raised(c: char) -> Option<char> {
    counterpart(c, "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ⁿ", "0123456789+-()n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn indices_are_told_from_powers() {
        for (drawn, latex) in [
            ("₁₁² i", "_{11}^{2}"),
            ("⁽²⁾₁⁽³⁾", "_{1}^{(2)(3)}"),
            ("⁽²⁾₁²", "_{1}^{(2)}^{2}"),
            ("₁¹²", "_{1}^{1}^{2}"),
            ("¹ᵀ ", "^{1}^{\\top}"),
            (" + 1", ""),
        ] {
            assert_eq!(Indices::from(drawn.chars()).latex(), latex, "{drawn}");
        }
    }
}
