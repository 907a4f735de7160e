//! A Jupyter notebook: what its Markdown cells say.

use super::Spelled;
use crate::sheet::types::Span;

/// The Markdown of a notebook; nothing where the text is none.
pub(crate) fn spelled(source: &str) -> Option<Spelled> {
    if !(source.trim_start().starts_with('{') && source.contains("\"cells\"")) {
        return None;
    }
    let mut out = Spelled::default();
    let mut key = "";
    let mut is_markdown = false;
    let mut at = 0;
    while let Some(string) = next_string(source, at) {
        at = string.end + 1;
        let text = string.of(source);
        let is_key = source[at..].trim_start().starts_with(':');
        match key {
            _ if is_key => key = text,
            "cell_type" => is_markdown = text == "markdown",
            "source" if is_markdown => {
                write(source, string, &mut out);
                // The last line of a cell ends it.
                if !source[at..].trim_start().starts_with(',') {
                    out.put("\n\n", Span { start: string.end, end: string.end });
                    key = "";
                }
            }
            _ => {}
        }
    }
    Some(out)
}

/// What stands between the next pair of quotes.
fn next_string(source: &str, from: usize) -> Option<Span> {
    let start = from + source[from..].find('"')? + 1;
    let mut is_escaped = false;
    for (at, byte) in source.bytes().enumerate().skip(start) {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' => is_escaped = true,
            b'"' => return Some(Span { start, end: at }),
            _ => {}
        }
    }
    None
}

/// A string of JSON without its escapes.
fn write(source: &str, string: Span, out: &mut Spelled) {
    let mut start = string.start;
    while let Some(length) = source[start..string.end].find('\\') {
        let at = start + length;
        out.copy(source, Span { start, end: at });
        let escaped = source[at + 1..string.end].chars().next().unwrap_or('\\');
        let mut end = (at + 1 + escaped.len_utf8()).min(string.end);
        let letter = match escaped {
            'n' => '\n',
            't' => '\t',
            'r' => '\r',
            'u' => {
                let code = source.get(end..end + 4).filter(|_| end + 4 <= string.end);
                let letter = code.and_then(|code| char::from_u32(u32::from_str_radix(code, 16).ok()?));
                end += if letter.is_some() { 4 } else { 0 };
                letter.unwrap_or(' ')
            }
            other => other,
        };
        out.put(letter.encode_utf8(&mut [0; 4]), Span { start: at, end });
        start = end;
    }
    out.copy(source, Span { start, end: string.end });
}
