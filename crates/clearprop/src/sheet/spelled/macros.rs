//! LaTeX whose author defines commands: `\newcommand{\net}{\mathrm{net}}` and
//! `\def\pd#1#2{\frac{\partial #1}{\partial #2}}` are written out where they are used.

use rustc_hash::FxHashMap;

use super::Spelled;
use crate::sheet::types::Span;

/// Longer bodies set no symbols.
const LONGEST_BODY: usize = 400;

/// A command may stand within the arguments of others so deep.
const DEEPEST: usize = 20;

/// The text without its author's commands; nothing where it defines none.
pub(crate) fn spelled(source: &str) -> Option<Spelled> {
    const WAYS: [&str; 5] =
        ["\\newcommand", "\\renewcommand", "\\providecommand", "\\def\\", "\\DeclareMathOperator"];
    // Most texts define nothing.
    if !WAYS.iter().any(|way| source.contains(way)) {
        return None;
    }
    let mut reader = Reader { source, macros: FxHashMap::default(), out: Spelled::default() };
    reader.write(Span { start: 0, end: source.len() }, 0);
    (!reader.macros.is_empty()).then_some(reader.out)
}

/// What a command stands for: a body in which #1 is its first argument.
struct Macro {
    arguments: usize,
    body: String,
}

struct Reader<'a> {
    source: &'a str,
    macros: FxHashMap<&'a str, Macro>,
    out: Spelled,
}

impl<'a> Reader<'a> {
    /// Writes a part of the source with every command in it written out.
    fn write(&mut self, part: Span, depth: usize) {
        let mut at = part.start;
        let mut copied = at;
        while let Some(length) = self.source[at..part.end].find('\\') {
            let start = at + length;
            let name = command(&self.source[start..part.end]);
            at = start + name.len().max(2).min(part.end - start);
            at = (at..=part.end).find(|&end| self.source.is_char_boundary(end)).unwrap_or(part.end);
            let end = match self.definition(name, at, part.end) {
                Some(end) => Some((end, None)),
                None => self.use_of(name, at, part.end).map(|(end, arguments)| (end, Some(arguments))),
            };
            let Some((end, arguments)) = end else { continue };
            self.out.copy(self.source, Span { start: copied, end: start });
            if let Some(arguments) = arguments {
                self.write_out(name, &arguments, Span { start, end }, depth);
            }
            (at, copied) = (end, end);
        }
        self.out.copy(self.source, Span { start: copied, end: part.end });
    }

    /// The body of a command with its arguments in their places.
    fn write_out(&mut self, name: &str, arguments: &[Span], call: Span, depth: usize) {
        if depth > DEEPEST || self.out.text.len() > 2 * self.source.len() + LONGEST_BODY {
            return;
        }
        let body = self.macros[name].body.clone();
        for (piece, part) in body.split('#').enumerate() {
            let number = part.chars().next().and_then(|c| c.to_digit(10)).filter(|_| piece > 0);
            let argument = number.and_then(|number| arguments.get((number as usize).checked_sub(1)?));
            match argument {
                Some(&argument) => {
                    self.write(argument, depth + 1);
                    self.out.put(&part[1..], call);
                }
                None => self.out.put(part, call),
            }
        }
    }

    /// Takes up a definition whose command, such as `\newcommand`, ends at `at`; where it ends.
    fn definition(&mut self, way: &str, at: usize, end: usize) -> Option<usize> {
        let source = self.source;
        let skip = |at: usize| at + source[at..end].len() - source[at..end].trim_start().len();
        let at = skip(at + usize::from(source[at..end].starts_with('*')));
        let (name, mut at) = match group(source, at, end) {
            Some(group) => (group.of(source).trim(), group.end + 1),
            None => {
                let name = command(&source[at..end]);
                (name, at + name.len())
            }
        };
        if command(name) != name || name.len() < 2 {
            return None;
        }
        let mut arguments = 0;
        match way {
            "\\newcommand" | "\\renewcommand" | "\\providecommand" => {
                at = skip(at);
                if let Some(rest) = source[at..end].strip_prefix('[') {
                    arguments = rest.chars().next()?.to_digit(10)? as usize;
                    at += rest.find(']')? + 2;
                }
                // A first argument that may be left out is nothing for symbols.
                if source[skip(at)..end].starts_with('[') {
                    return None;
                }
            }
            "\\def" => {
                let length = source[at..end].find('{')?;
                arguments = source[at..at + length].matches('#').count();
                at += length;
            }
            "\\DeclareMathOperator" => {}
            _ => return None,
        }
        let body = group(source, skip(at), end)?;
        let text = body.of(source);
        // A command within itself would never end.
        if text.len() > LONGEST_BODY || text.contains(name) {
            return Some(body.end + 1);
        }
        let body_of = if way == "\\DeclareMathOperator" {
            format!("\\mathrm{{{text}}}")
        } else {
            self.written_out(text)
        };
        self.macros.insert(name, Macro { arguments, body: body_of });
        Some(body.end + 1)
    }

    /// A body in which the commands that were defined before are written out.
    fn written_out(&mut self, body: &'a str) -> String {
        let macros = std::mem::take(&mut self.macros);
        let mut inner = Reader { source: body, macros, out: Spelled::default() };
        inner.write(Span { start: 0, end: body.len() }, 0);
        self.macros = inner.macros;
        inner.out.text
    }

    /// The arguments of a command that the author defined, and where they end.
    fn use_of(&self, name: &str, mut at: usize, end: usize) -> Option<(usize, Vec<Span>)> {
        let called = self.macros.get(name)?;
        let mut arguments = Vec::with_capacity(called.arguments);
        for _ in 0..called.arguments {
            let rest = &self.source[at..end];
            at += rest.len() - rest.trim_start().len();
            let argument = match group(self.source, at, end) {
                Some(inner) => {
                    at = inner.end + 1;
                    inner
                }
                None => {
                    let rest = &self.source[at..end];
                    let length = command(rest).len().max(rest.chars().next()?.len_utf8());
                    at += length;
                    Span { start: at - length, end: at }
                }
            };
            arguments.push(argument);
        }
        Some((at, arguments))
    }
}

/// The command that a text starts with: a backslash and letters; nothing where it starts with none.
fn command(text: &str) -> &str {
    let Some(rest) = text.strip_prefix('\\') else { return "" };
    let letters = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
    &text[..1 + letters]
}

/// What stands in the braces that open at `at`.
fn group(source: &str, at: usize, end: usize) -> Option<Span> {
    let text = source[at..end].strip_prefix('{')?;
    let mut depth = 1_usize;
    for (length, byte) in text.bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(Span { start: at + 1, end: at + 1 + length });
        }
    }
    None
}

#[cfg(test)]
mod tests {
    #[test]
    fn commands_are_written_out() {
        let text = |source: &str| super::spelled(source).map(|spelled| spelled.text);
        assert_eq!(text("$\\net_3 = 0.5$"), None);
        let pd = "\\newcommand{\\pd}[2]{\\frac{\\partial #1}{\\partial #2}}";
        assert_eq!(text(&format!("{pd}$\\pd{{E}}w$")), Some("$\\frac{\\partial E}{\\partial w}$".to_owned()));
        let nested = format!("{pd}\\def\\dE#1{{\\pd{{E}}{{#1}}}}$\\dE{{\\net_1}}$");
        assert_eq!(text(&nested), Some("$\\frac{\\partial E}{\\partial \\net_1}$".to_owned()));
        let operator = "\\DeclareMathOperator{\\out}{out}$\\out_1$";
        assert_eq!(text(operator), Some("$\\mathrm{out}_1$".to_owned()));
    }

    #[test]
    fn a_command_without_end_is_none() {
        for source in [
            "\\newcommand{\\x}{\\x\\x}\\x",
            "\\def\\x",
            "\\def\\x#1{#1#1}\\x{\\x{\\x{\\x{1}}}}",
            "\\newcommand{\\é",
        ] {
            let _ = super::spelled(source);
        }
    }
}
