//! Which characters make up names, and which words are signs.

/// The letter that a lowered one stands for.
pub(crate) fn lowered_letter(c: char) -> Option<char> {
    if c.is_ascii() {
        return None;
    }
    let lowered = ['ₐ', 'ₑ', 'ₕ', 'ᵢ', 'ⱼ', 'ₖ', 'ₗ', 'ₘ', 'ₙ', 'ₒ', 'ₚ', 'ᵣ', 'ₛ', 'ₜ', 'ᵤ', 'ᵥ', 'ₓ'];
    lowered.iter().position(|other| *other == c).and_then(|at| "aehijklmnoprstuvx".chars().nth(at))
}

/// The letter that a raised one stands for: the s of `eˢ`.
pub(crate) fn raised_letter(c: char) -> Option<char> {
    if c.is_ascii() {
        return None;
    }
    const RAISED: &str = "ᵃᵇᶜᵈᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ";
    RAISED.chars().position(|other| other == c).and_then(|at| "abcdghijklmnoprstuvwxyz".chars().nth(at))
}

/// Letters of names: Latin, Greek and the like. Ideographs are words of a text, never of a formula.
pub(crate) fn is_letter(c: char) -> bool {
    c.is_alphabetic() && !is_ideograph(c) || c == '∂' || c == '∇'
}

/// Chinese characters, which are written without spaces between words.
pub(crate) fn is_ideograph(c: char) -> bool {
    ('\u{2e80}'..='\u{9fff}').contains(&c)
}

/// A hat or a bar that stands over the letter before it.
pub(crate) fn is_combining(c: char) -> bool {
    ('\u{300}'..='\u{36f}').contains(&c)
}

/// The sign that a word is read as between numbers.
pub(crate) fn spoken_sign(word: &str) -> Option<char> {
    match word {
        "times" | "mal" | "fois" | "por" | "vezes" => Some('*'),
        "plus" | "más" | "mais" => Some('+'),
        "minus" | "moins" | "menos" => Some('-'),
        _ => None,
    }
}
