//! Unicode text for a terminal: formulas in two dimensions, no line wider than the window.

use super::boxes::{Ink, TextBox, layout, number_text, symbol_text};
use super::{Block, Document, Equation, Inline, Math, Operator};

/// How wide the window is and whether it shows colour.
#[derive(Clone, Copy, Debug)]
pub struct Terminal {
    /// Columns; a single formula part that is wider stands alone and sticks out.
    pub width: usize,
    /// Whether to colour: symbols cyan, results bold, rules faint.
    pub colour: bool,
}

impl Default for Terminal {
    fn default() -> Terminal {
        Terminal { width: 100, colour: false }
    }
}

const INDENT: usize = 2;

impl Terminal {
    /// Writes a document.
    pub fn write(&self, document: &Document) -> String {
        let mut out = String::new();
        self.heading(&mut out, &document.title, '═');
        for block in &document.blocks {
            match block {
                Block::Heading(level, content) => {
                    let text = self.sentence(content);
                    gap(&mut out);
                    self.heading(&mut out, &text, if *level == 2 { '─' } else { ' ' });
                }
                Block::Paragraph(content) => self.paragraph(&mut out, content),
                Block::Equations(equations) => {
                    for equation in equations {
                        self.push_equation(&mut out, equation);
                    }
                }
                Block::Values(rows) => self.values(&mut out, rows),
                Block::Table { head, rows } => self.table(&mut out, head, rows),
            }
        }
        out
    }

    /// Writes one line of working.
    pub fn equation(&self, equation: &Equation) -> String {
        let mut out = String::new();
        self.push_equation(&mut out, equation);
        out
    }

    fn heading(&self, out: &mut String, text: &str, rule: char) {
        let shown = self.painted(text, "1");
        out.push_str(&shown);
        out.push('\n');
        if rule != ' ' {
            let width = text.chars().count().min(self.width);
            out.push_str(&rule.to_string().repeat(width));
            out.push('\n');
        }
    }

    fn sentence(&self, content: &[Inline]) -> String {
        let mut text = String::new();
        for inline in content {
            match inline {
                Inline::Text(words) | Inline::Strong(words) => text.push_str(words),
                Inline::Math(math) => text.push_str(&one_line(math)),
                Inline::Number(_, digits) => text.push_str(&number_text(digits)),
            }
        }
        text
    }

    fn paragraph(&self, out: &mut String, content: &[Inline]) {
        gap(out);
        for line in wrap(&self.sentence(content), self.width) {
            out.push_str(&self.painted(&line, "2"));
            out.push('\n');
        }
    }

    /// `left = side = side`; what does not fit goes on below, the signs of equality aligned. Behind
    /// a side that had to be cut only the result may stand, so that each formula begins a line.
    fn push_equation(&self, out: &mut String, equation: &Equation) {
        let left = layout(&equation.left);
        let hang = INDENT + left.width();
        let mut line = TextBox::text(&" ".repeat(INDENT), Ink::Plain).beside(&left);
        let last = equation.sides.len() - 1;
        let (mut is_cut, mut is_tall) = (false, false);
        for (at, side) in equation.sides.iter().enumerate() {
            let is_result = at == last;
            let sign = if is_result && !equation.exact { " ≈ " } else { " = " };
            let mut pieces = self.pieces(side, self.width.saturating_sub(hang + 3));
            if is_result {
                pieces = pieces.into_iter().map(|piece| piece.inked(Ink::Result)).collect();
            }
            for (number, piece) in pieces.iter().enumerate() {
                let sign = if number == 0 { sign } else { "   " };
                let fits =
                    number == 0 && (is_result || !is_cut) && line.width() + 3 + piece.width() <= self.width;
                if !fits && line.width() > hang {
                    is_tall = true;
                    self.print(out, &line);
                    line = TextBox::text(&" ".repeat(hang), Ink::Plain);
                }
                line = line.beside(&TextBox::text(sign, Ink::Plain)).beside(piece);
            }
            is_cut = pieces.len() > 1;
        }
        self.print(out, &line);
        if is_tall || line.height() > 1 {
            out.push('\n');
        }
    }

    /// A side in pieces that fit, cut before a plus or a minus.
    fn pieces(&self, side: &Math, width: usize) -> Vec<TextBox> {
        let whole = layout(side);
        let Math::Row(parts) = side else { return vec![whole] };
        if whole.width() <= width {
            return vec![whole];
        }
        let begins_term =
            |part: &Math| matches!(part, Math::Operator(Operator::Plus | Operator::Minus | Operator::Times));
        let mut pieces: Vec<Vec<TextBox>> = vec![Vec::new()];
        let mut used = 0;
        for term in parts.chunk_by(|_, next| !begins_term(next)) {
            let term = TextBox::row(&term.iter().map(layout).collect::<Vec<_>>());
            if used > 0 && used + term.width() > width {
                pieces.push(Vec::new());
                used = 0;
            }
            used += term.width();
            pieces.last_mut().expect("there is one").push(term);
        }
        pieces.iter().map(|terms| TextBox::row(terms)).collect()
    }

    /// Short equations in columns.
    fn values(&self, out: &mut String, rows: &[Vec<Equation>]) {
        let cell = |equation: &Equation| {
            let mut cell = layout(&equation.left);
            for (at, side) in equation.sides.iter().enumerate() {
                let is_result = at + 1 == equation.sides.len();
                let sign = if is_result && !equation.exact { " ≈ " } else { " = " };
                cell = cell.beside(&TextBox::text(sign, Ink::Plain)).beside(&layout(side));
            }
            cell
        };
        let cells: Vec<Vec<TextBox>> = rows.iter().map(|row| row.iter().map(cell).collect()).collect();
        let widest = cells.iter().flatten().map(TextBox::width).max().unwrap_or(0) + 3;
        let columns = ((self.width - INDENT) / widest.max(1)).max(1);
        for row in &cells {
            for chunk in row.chunks(columns) {
                let mut line = TextBox::text(&" ".repeat(INDENT), Ink::Plain);
                for cell in chunk {
                    let pad = " ".repeat(widest - cell.width());
                    line = line.beside(cell).beside(&TextBox::text(&pad, Ink::Plain));
                }
                self.print(out, &line);
            }
        }
    }

    fn table(&self, out: &mut String, head: &[String], rows: &[Vec<Inline>]) {
        let cell = |cell: &Inline| self.sentence(std::slice::from_ref(cell));
        let mut lines: Vec<Vec<String>> = vec![head.to_vec()];
        lines.extend(rows.iter().map(|row| row.iter().map(cell).collect()));
        let width = |column: usize| lines.iter().map(|line| line[column].chars().count()).max();
        let widths: Vec<usize> = (0..head.len()).filter_map(width).collect();
        gap(out);
        for (at, line) in lines.iter().enumerate() {
            let cells = line.iter().zip(&widths).map(|(cell, &width)| format!("{cell:<width$}"));
            let row = format!("{}{}", " ".repeat(INDENT), cells.collect::<Vec<_>>().join("   "));
            out.push_str(&self.painted(row.trim_end(), if at == 0 { "2" } else { "0" }));
            out.push('\n');
        }
    }

    fn print(&self, out: &mut String, line: &TextBox) {
        for row in line.rows() {
            let end = row.iter().rposition(|(c, _)| *c != ' ').map_or(0, |at| at + 1);
            let mut current = Ink::Plain;
            for &(c, ink) in &row[..end] {
                if self.colour && ink != current && c != ' ' {
                    out.push_str(code(ink));
                    current = ink;
                }
                out.push(c);
            }
            if current != Ink::Plain {
                out.push_str(code(Ink::Plain));
            }
            out.push('\n');
        }
    }

    fn painted(&self, text: &str, code: &str) -> String {
        if self.colour { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_owned() }
    }
}

/// An empty line, where there is none yet.
fn gap(out: &mut String) {
    if !out.ends_with("\n\n") {
        out.push('\n');
    }
}

fn code(ink: Ink) -> &'static str {
    match ink {
        Ink::Plain => "\x1b[0m",
        Ink::Symbol => "\x1b[0;36m",
        Ink::Number => "\x1b[0m",
        Ink::Result => "\x1b[0;1;32m",
    }
}

/// A formula within a sentence: on one line, fractions with a slash.
fn one_line(math: &Math) -> String {
    let all = |parts: &[Math]| parts.iter().map(one_line).collect::<String>();
    match math {
        Math::Named(named) => one_line(&named.label),
        Math::Symbol(symbol) => symbol_text(symbol),
        Math::Row(parts) => all(parts),
        Math::Fraction(x, y) => {
            let part = |x: &Math| {
                let text = one_line(x);
                if text.contains(' ') { format!("({text})") } else { text }
            };
            format!("{}/{}", part(x), part(y))
        }
        Math::Exp(x) => format!("e^({})", one_line(x)),
        Math::Bracket(x) => format!("({})", one_line(x)),
        Math::Call(name, x) => {
            let argument = one_line(x);
            if argument.contains(' ') { format!("{name}({argument})") } else { format!("{name} {argument}") }
        }
        Math::Root(x) => format!("√({})", one_line(x)),
        Math::Piecewise(parts) => {
            let [then, otherwise, condition] = &**parts;
            format!("{} if {} > 0, else {}", one_line(then), one_line(condition), one_line(otherwise))
        }
        other => {
            let drawn = layout(other);
            drawn.rows().flatten().map(|(c, _)| *c).collect()
        }
    }
}

/// Lines of at most `width` characters, broken at spaces.
fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let line = lines.last_mut().expect("there is one");
        let room = line.chars().count() + 1 + word.chars().count() <= width;
        if !line.is_empty() && !room {
            lines.push(word.to_owned());
        } else {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
    }
    lines
}
