//! Typst: its formulas are spelled in LaTeX, tables in Markdown.

use crate::sheet::spelled::{Spelled, letters};
use crate::sheet::types::Span;

/// Nesting beyond this is not read, so that no text can exhaust the stack.
const DEEPEST: usize = 200;

/// The text of a document in Typst; nothing where it is none.
pub(crate) fn spelled(source: &str) -> Option<Spelled> {
    let is_typst = |line: &str| ["#set ", "#show ", "#let "].iter().any(|start| line.starts_with(start));
    if !source.lines().any(is_typst) {
        return None;
    }
    let mut reader = Reader { source, at: 0, out: Spelled::default(), depth: 0 };
    while reader.at < source.len() {
        reader.step();
    }
    Some(reader.out)
}

struct Reader<'a> {
    source: &'a str,
    at: usize,
    out: Spelled,
    depth: usize,
}

impl<'a> Reader<'a> {
    fn rest(&self) -> &'a str {
        &self.source[self.at..]
    }

    fn put(&mut self, text: &str, length: usize) {
        let span = Span { start: self.at, end: self.at + length };
        self.out.put(text, span);
        self.at = span.end;
    }

    fn copy(&mut self, length: usize) {
        let span = Span { start: self.at, end: self.at + length };
        self.out.copy(self.source, span);
        self.at = span.end;
    }

    fn step(&mut self) {
        let rest = self.rest();
        if ["#set ", "#show ", "#let "].iter().any(|start| rest.starts_with(start)) {
            self.at += statement(rest);
        } else if rest.starts_with("#table(") {
            self.table();
        } else if let Some(inner) = rest.strip_prefix("#line(") {
            // The sides of one line, each a formula of its own.
            self.at += rest.len() - inner.len();
            self.formulas();
        } else if rest.starts_with('$') {
            self.formula();
        } else {
            let first = rest.chars().next().map_or(1, char::len_utf8);
            let length = rest[first..].find(['$', '#']).map_or(rest.len(), |at| at + first);
            self.copy(length);
        }
    }

    /// `$left$, $= side$, …)` as one formula.
    fn formulas(&mut self) {
        self.put("$", 0);
        loop {
            let rest = self.rest();
            match rest.chars().next() {
                Some('$') => {
                    self.at += 1;
                    self.until(&['$']);
                    self.put(" ", 0);
                    self.at += usize::from(self.rest().starts_with('$'));
                }
                Some(',' | ' ' | '\n') => self.at += 1,
                _ => break,
            }
        }
        self.put("$\n", 0);
    }

    fn formula(&mut self) {
        self.put("$", 1);
        self.until(&['$']);
        let closes = self.rest().starts_with('$');
        self.put("$", usize::from(closes));
    }

    /// `#table(columns: 3, …, [cell], [cell], …)`.
    fn table(&mut self) {
        let end = self.at + statement(self.rest());
        let columns =
            self.source[self.at..end].split_once("columns:").map_or("", |(_, rest)| rest.trim_start());
        let digits = columns.bytes().take_while(u8::is_ascii_digit).count();
        let columns: usize = columns[..digits].parse().unwrap_or(1).max(1);
        let mut cells = 0;
        while let Some(length) = self.source[self.at..end].find('[') {
            self.at += length + 1;
            self.put(if cells % columns == 0 { "\n| " } else { " " }, 0);
            while self.at < end && !self.rest().starts_with(']') {
                self.step_in_cell();
            }
            self.at += 1;
            self.put(" |", 0);
            cells += 1;
            if cells == columns {
                self.put(&format!("\n|{}", " --- |".repeat(columns)), 0);
            }
        }
        self.at = end;
        self.put("\n", 0);
    }

    fn step_in_cell(&mut self) {
        if self.rest().starts_with('$') {
            return self.formula();
        }
        let length = self.rest().chars().next().map_or(1, char::len_utf8);
        self.copy(length);
    }

    /// A formula up to one of these signs, which is left.
    fn until(&mut self, ends: &[char]) {
        self.depth += 1;
        while let Some(c) = self.rest().chars().next() {
            if c == '$' || ends.contains(&c) || self.depth > DEEPEST {
                break;
            }
            let rest = self.rest();
            match c {
                '"' => self.string(),
                '_' | '^' if rest[1..].starts_with('(') => {
                    self.put(if c == '_' { "_{" } else { "^{" }, 2);
                    self.until(&[')']);
                    self.put("}", usize::from(self.rest().starts_with(')')));
                }
                '(' => {
                    self.copy(1);
                    self.until(&[')']);
                    self.copy(usize::from(self.rest().starts_with(')')));
                }
                '⊤' => self.put("\\top", c.len_utf8()),
                '∂' => self.put("\\partial ", c.len_utf8()),
                '\\' => self.put("\\\\", 1),
                c if c.is_ascii_alphabetic() => self.word(),
                c => self.copy(c.len_utf8()),
            }
        }
        self.depth -= 1;
    }

    fn string(&mut self) {
        let start = self.at + 1;
        let length = self.source[start..].find('"').unwrap_or(self.source.len() - start);
        let span = Span { start, end: start + length };
        letters(self.source, span, &mut self.out);
        self.at = (span.end + 1).min(self.source.len());
    }

    /// A name of Typst, or a letter.
    fn word(&mut self) {
        let rest = self.rest();
        let length = rest.bytes().take_while(|byte| byte.is_ascii_alphabetic() || *byte == b'.').count();
        let word = rest[..length].trim_end_matches('.');
        let length = word.len();
        let is_call = rest[length..].starts_with('(');
        match word {
            "frac" if is_call => self.call(length, &["\\frac{", "}{", "}"]),
            "attach" if is_call => self.call(length, &["{", "}^{", "}"]),
            "sqrt" if is_call => self.call(length, &["\\sqrt{", "}"]),
            "bold" if is_call => self.call(length, &["\\mathbf{", "}"]),
            "upright" | "italic" | "op" | "cal" if is_call => self.call(length, &["", ""]),
            "mat" if is_call => self.matrix(length),
            "cases" if is_call => {
                self.put("\\begin{cases} ", length + 1);
                self.until(&[')']);
                self.put(" \\end{cases}", usize::from(self.rest().starts_with(')')));
            }
            "thin" | "med" | "thick" | "space" => self.put(" ", length),
            "quad" | "wide" => self.put("\\quad ", length),
            "prime" | "partial" | "dot" | "times" | "approx" | "top" => {
                let text = match word {
                    "dot" => "\\cdot ".to_owned(),
                    word => format!("\\{word} "),
                };
                self.put(&text, length);
            }
            _ if is_greek(word) => {
                let text = format!("\\{word} ");
                self.put(&text, length);
            }
            _ => self.copy(length.max(1)),
        }
    }

    /// `name(x, y)`: what stands before, between and after its parts.
    fn call(&mut self, name: usize, around: &[&str]) {
        self.put(around[0], name + 1);
        for (at, text) in around[1..].iter().enumerate() {
            let is_last = at + 2 == around.len();
            self.until(if is_last { &[')'] } else { &[','] });
            let taken = self.rest().chars().next().is_some_and(|c| matches!(c, ',' | ')'));
            self.put(text, usize::from(taken));
            // `t: 2`, what stands at the top.
            let rest = self.rest();
            let next = rest.trim_start();
            if !is_last {
                self.at += rest.len() - next.strip_prefix("t:").unwrap_or(next).len();
            }
        }
    }

    fn matrix(&mut self, name: usize) {
        self.put("\\begin{bmatrix} ", name + 1);
        if self.rest().starts_with("delim:") {
            self.at += self.rest().find(',').map_or(0, |at| at + 1);
        }
        loop {
            self.until(&[',', ';', ')']);
            match self.rest().chars().next() {
                Some(',') => self.put(" & ", 1),
                Some(';') => self.put(" \\\\ ", 1),
                Some(')') => return self.put(" \\end{bmatrix}", 1),
                _ => return,
            }
        }
    }
}

/// The length of a statement of Typst's code: to the end of the line on which its brackets close.
fn statement(text: &str) -> usize {
    let mut depth = 0_usize;
    let mut is_quoted = false;
    for (at, c) in text.char_indices() {
        match c {
            '"' => is_quoted = !is_quoted,
            _ if is_quoted => {}
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth = depth.saturating_sub(1),
            '\n' if depth == 0 => return at,
            _ => {}
        }
    }
    text.len()
}

fn is_greek(word: &str) -> bool {
    matches!(
        word,
        "alpha"
            | "beta"
            | "gamma"
            | "delta"
            | "epsilon"
            | "eta"
            | "theta"
            | "lambda"
            | "mu"
            | "pi"
            | "rho"
            | "sigma"
            | "tau"
            | "phi"
            | "omega"
            | "Delta"
            | "Phi"
    )
}
