//! Words whose accents are set by commands, `apr\`es` and `sa\'ida`, as words are spelled.

/// Each accent of LaTeX, and what it makes of letters.
const ACCENTS: [(char, &str, &str); 6] = [
    ('\'', "aeioucn", "áéíóúćń"),
    ('`', "aeiou", "àèìòù"),
    ('^', "aeiou", "âêîôû"),
    ('"', "aeiou", "äëïöü"),
    ('~', "aon", "ãõñ"),
    ('c', "c", "ç"),
];

/// A text in small letters, its accents on their letters.
pub(crate) fn lower(text: &str) -> String {
    let mut lowered = String::with_capacity(text.len());
    // Letters outside of ASCII take longer, and most lines have none.
    for line in text.split_inclusive('\n') {
        let start = lowered.len();
        if line.is_ascii() {
            lowered.push_str(line);
            lowered[start..].make_ascii_lowercase();
        } else {
            lowered.push_str(&line.to_lowercase());
        }
    }
    match composed(&lowered) {
        Some(composed) => composed,
        None => lowered,
    }
}

/// The text with its accents on their letters; `None` where it has no command.
fn composed(text: &str) -> Option<String> {
    if !text.contains('\\') {
        return None;
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        match accented(rest) {
            Some((letter, length)) => {
                out.push(letter);
                rest = &rest[length..];
            }
            None => {
                out.push('\\');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    Some(out)
}

/// The letter that an accent and what follows it make, and how long both are.
fn accented(text: &str) -> Option<(char, usize)> {
    let (sign, plain, accented) = ACCENTS.iter().find(|(sign, ..)| text[1..].starts_with(*sign))?;
    let is_command = *sign == 'c';
    let inner = &text[2..];
    let (open, close) = if inner.starts_with('{') { (1, 1) } else { (0, 0) };
    // `\c` without braces starts some other command.
    let letter = inner[open..].chars().next().filter(|_| open == 1 || !is_command)?;
    let closes = close == 0 || inner[open + letter.len_utf8()..].starts_with('}');
    let at = plain.chars().position(|known| known == letter).filter(|_| closes)?;
    Some((accented.chars().nth(at)?, 2 + open + letter.len_utf8() + close))
}

#[cfg(test)]
mod tests {
    use super::lower;

    #[test]
    fn accents_stand_on_their_letters() {
        assert_eq!(
            lower(r#"Apr\`es, sa\'{i}da, fran\c{c}ais, \"uber, \cdot"#),
            r"après, saída, français, über, \cdot"
        );
    }
}
