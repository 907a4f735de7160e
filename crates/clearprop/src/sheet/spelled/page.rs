//! A page of HTML whose formulas are MathML: they are spelled in LaTeX, tables in Markdown.

use crate::sheet::spelled::{Spelled, letters};
use crate::sheet::types::Span;

/// Elements whose content is not part of what the page says.
const PASSED_OVER: [&str; 7] = ["head", "style", "script", "svg", "nav", "annotation", "annotation-xml"];

/// Nesting beyond this is not read, so that no text can exhaust the stack.
const DEEPEST: usize = 200;

/// A tag that is longer is none, in bytes.
const LONGEST_TAG: usize = 2_000;

/// The text of a page; nothing where it holds no MathML.
pub(crate) fn spelled(source: &str) -> Option<Spelled> {
    if !(source.trim_start().starts_with('<') && source.contains("<math")) {
        return None;
    }
    let mut page = Page {
        source,
        at: 0,
        out: Spelled::default(),
        is_open: false,
        columns: 0,
        is_braced: false,
        depth: 0,
    };
    while page.at < source.len() {
        page.step();
    }
    page.close();
    Some(page.out)
}

struct Page<'a> {
    source: &'a str,
    at: usize,
    out: Spelled,
    /// A formula may go on in the next element.
    is_open: bool,
    /// The columns of the row of a table that we are in.
    columns: usize,
    /// A brace stood before what comes next.
    is_braced: bool,
    depth: usize,
}

/// A tag: its name, whether it closes, and where it stands.
struct Tag<'a> {
    name: &'a str,
    closes: bool,
    span: Span,
}

impl<'a> Page<'a> {
    fn tag(&self) -> Option<Tag<'a>> {
        let rest = self.source[self.at..].strip_prefix('<')?;
        let closes = rest.starts_with('/');
        let name = rest.trim_start_matches('/');
        let length = name.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'-').count();
        let end = self.at + 1 + rest.bytes().take(LONGEST_TAG).position(|byte| byte == b'>')? + 1;
        Some(Tag { name: &name[..length], closes, span: Span { start: self.at, end } })
    }

    fn put(&mut self, text: &str) {
        self.out.put(text, Span { start: self.at, end: self.at });
    }

    fn close(&mut self) {
        if std::mem::take(&mut self.is_open) {
            self.put("$");
        }
    }

    fn step(&mut self) {
        let Some(tag) = self.tag() else { return self.words() };
        if PASSED_OVER.contains(&tag.name) && !tag.closes {
            return self.pass_over(&tag);
        }
        let is_inline = matches!(tag.name, "span" | "b" | "i" | "em" | "strong" | "a" | "code" | "button");
        if tag.name == "math" && !tag.closes {
            let text = if std::mem::replace(&mut self.is_open, true) { " " } else { "$" };
            self.put(text);
            self.at = tag.span.end;
            return self.children("math");
        }
        if !is_inline {
            self.close();
        }
        match (tag.name, tag.closes) {
            ("tr", false) => {
                self.put("\n|");
                self.columns = 0;
            }
            ("td" | "th", true) => {
                self.put(" |");
                self.columns += 1;
            }
            ("thead", true) => {
                let line = format!("\n|{}", " --- |".repeat(self.columns));
                self.put(&line);
            }
            ("td" | "th" | "thead" | "tbody" | "tr", _) => {}
            _ if is_inline => {}
            _ => self.put("\n\n"),
        }
        self.at = tag.span.end;
    }

    fn pass_over(&mut self, tag: &Tag) {
        let end = format!("</{}>", tag.name);
        self.at = self.source[tag.span.end..]
            .find(&end)
            .map_or(self.source.len(), |length| tag.span.end + length + end.len());
    }

    /// What stands up to the next tag.
    fn words(&mut self) {
        let span = Span { start: self.at, end: self.next_tag() };
        if span.of(self.source).trim().is_empty() {
            self.at = span.end;
            return;
        }
        self.close();
        self.out.copy(self.source, span);
        self.at = span.end;
    }

    /// The parts of an element of a formula, one beside the other, up to its end.
    fn children(&mut self, parent: &str) {
        let mut is_first = true;
        while self.at < self.source.len() {
            match self.tag() {
                Some(tag) if tag.closes => {
                    if tag.name == parent {
                        self.at = tag.span.end;
                    }
                    return;
                }
                Some(_) => {
                    if !std::mem::take(&mut is_first) {
                        self.put(" ");
                    }
                    self.element();
                }
                None => self.skip_text(),
            }
        }
    }

    fn skip_text(&mut self) {
        self.at = self.next_tag();
    }

    /// Where the next tag may start, behind the character here.
    fn next_tag(&self) -> usize {
        let mut rest = self.source[self.at..].char_indices().skip(1);
        rest.find(|(_, c)| *c == '<').map_or(self.source.len(), |(at, _)| self.at + at)
    }

    /// The next element, whatever stands between.
    fn part(&mut self) {
        while self.at < self.source.len() && self.tag().is_none() {
            self.skip_text();
        }
        if self.tag().is_some_and(|tag| !tag.closes) {
            self.element();
        }
    }

    /// Takes the closing tag of an element of this name.
    fn end(&mut self, name: &str) {
        while self.at < self.source.len() {
            match self.tag() {
                Some(tag) if tag.closes => {
                    if tag.name == name {
                        self.at = tag.span.end;
                    }
                    return;
                }
                Some(_) => self.element(),
                None => self.skip_text(),
            }
        }
    }

    fn element(&mut self) {
        let Some(tag) = self.tag() else { return };
        if PASSED_OVER.contains(&tag.name) {
            return self.pass_over(&tag);
        }
        self.at = tag.span.end;
        if self.depth > DEEPEST {
            return;
        }
        self.depth += 1;
        let between: &[&str] = match tag.name {
            "mfrac" => &["\\frac{", "}{", "}"],
            "msub" => &["", "_{", "}"],
            // A symbol with indices is raised as a whole: that is a power of it.
            "msup" if !self.is_leaf_next() => &["(", ")^{", "}"],
            "msup" => &["", "^{", "}"],
            "msubsup" => &["", "_{", "}^{", "}"],
            "msqrt" => &["\\sqrt{", "}"],
            _ => &[],
        };
        match tag.name {
            "mi" | "mn" | "mo" | "mtext" | "ms" => self.leaf(tag.name),
            "msqrt" => {
                self.put("\\sqrt{");
                self.children("msqrt");
                self.put("}");
            }
            "mtable" => self.matrix(),
            name if !between.is_empty() => {
                for (at, text) in between.iter().enumerate() {
                    self.put(text);
                    if at + 1 < between.len() {
                        self.part();
                    }
                }
                self.end(name);
            }
            name => self.children(name),
        }
        self.depth -= 1;
    }

    fn is_leaf_next(&self) -> bool {
        ["<mi", "<mn", "<mo", "<mtext"].iter().any(|leaf| self.source[self.at..].starts_with(leaf))
    }

    fn matrix(&mut self) {
        let kind = if std::mem::take(&mut self.is_braced) { "cases" } else { "matrix" };
        self.put(&format!("\\begin{{{kind}}} "));
        let mut rows = 0;
        while let Some(tag) = self.next_of("mtr", "mtable") {
            self.at = tag.span.end;
            if rows > 0 {
                self.put(" \\\\ ");
            }
            rows += 1;
            let mut cells = 0;
            while let Some(tag) = self.next_of("mtd", "mtr") {
                self.at = tag.span.end;
                if cells > 0 {
                    self.put(" & ");
                }
                cells += 1;
                self.children("mtd");
            }
        }
        self.put(&format!(" \\end{{{kind}}}"));
    }

    /// The next element of this name, before the one around it ends, which is taken.
    fn next_of(&mut self, name: &str, around: &str) -> Option<Tag<'a>> {
        while self.at < self.source.len() {
            match self.tag() {
                Some(tag) if tag.name == name && !tag.closes => return Some(tag),
                Some(tag) => {
                    self.at = tag.span.end;
                    if tag.closes && tag.name == around {
                        return None;
                    }
                }
                None => self.skip_text(),
            }
        }
        None
    }

    /// A letter, number or sign.
    fn leaf(&mut self, name: &str) {
        let start = self.at;
        let length = self.source[start..].find('<').unwrap_or(self.source.len() - start);
        let span = Span { start, end: start + length };
        match span.of(self.source) {
            "\u{2061}" | "\u{2062}" => {}
            "′" => self.out.put("\\prime", span),
            "⊤" => self.out.put("\\top", span),
            // It holds several values together, each with its condition.
            "{" => self.is_braced = true,
            "&gt;" => self.out.put(">", span),
            "&lt;" => self.out.put("<", span),
            _ if name == "mi" => letters(self.source, span, &mut self.out),
            _ => self.out.copy(self.source, span),
        }
        self.at = span.end;
        self.end(name);
    }
}
