//! Formulas drawn with characters: fractions over a line, brackets as tall as a matrix, raised and
//! lowered figures. They are spelled in LaTeX, and read as that.

mod indices;

use crate::sheet::spelled::{Spelled, unbold};
use crate::sheet::types::Span;
use indices::Indices;

/// The text spelled in LaTeX, where formulas are drawn in it.
pub(crate) fn spelled(source: &str) -> Option<Spelled> {
    // Most texts have none of the signs that a drawn formula has to have.
    if !["───", "⎡", "⎢", "⎣", "⎛", "⎜", "⎝"].iter().any(|sign| source.contains(sign)) {
        return None;
    }
    let mut page = Page::of(source);
    if page.lines.iter().any(|line| line.len() > WIDEST) {
        return None;
    }
    let is_drawn = (0..page.lines.len()).any(|row| page.is_equation(row) && page.is_tall(row));
    if !is_drawn {
        return None;
    }
    page.find_boxes();
    Some(page.write())
}

/// Nobody draws a formula wider than this, in characters.
const WIDEST: usize = 1_000;

/// A character and where it stands in the source.
type Cell = (char, usize);

struct Page<'a> {
    source: &'a str,
    lines: Vec<Vec<Cell>>,
    /// The row on which the formula stands that a row is part of; itself for a row of text.
    baseline: Vec<usize>,
    /// From which row to which the formula on a row reaches, the end not included.
    reach: Vec<(usize, usize)>,
}

/// Rows and columns, the ends not included.
#[derive(Clone, Copy, Debug)]
struct Area {
    top: usize,
    bottom: usize,
    left: usize,
    right: usize,
}

impl<'a> Page<'a> {
    fn of(source: &'a str) -> Page<'a> {
        let mut lines = Vec::new();
        let mut start = 0;
        for line in source.split('\n') {
            lines.push(line.char_indices().map(|(at, c)| (c, start + at)).collect());
            start += line.len() + 1;
        }
        let baseline = (0..lines.len()).collect();
        let reach = (0..lines.len()).map(|row| (row, row + 1)).collect();
        Page { source, lines, baseline, reach }
    }

    fn at(&self, row: usize, column: usize) -> char {
        self.lines.get(row).and_then(|line| line.get(column)).map_or(' ', |cell| cell.0)
    }

    fn is_equation(&self, row: usize) -> bool {
        self.lines[row].iter().any(|cell| matches!(cell.0, '=' | '≈'))
    }

    /// Whether a fraction or a bracket of several rows stands on a row.
    fn is_tall(&self, row: usize) -> bool {
        let line = &self.lines[row];
        line.windows(3).any(|three| three.iter().all(|cell| cell.0 == '─'))
            || line.iter().any(|cell| "⎡⎢⎣⎛⎜⎝".contains(cell.0))
    }

    /// Whether a line of fraction stands in a row, and not one under a heading.
    fn has_bar(&self, row: usize, area: Area) -> bool {
        let is_rule = self.at(row, 0) == '─' && self.lines[row].iter().all(|cell| cell.0 == '─');
        !is_rule && (area.left..area.right).any(|column| self.at(row, column) == '─')
    }

    /// Which rows belong to which formula: first those with a sign of equality, then what goes on
    /// below them.
    fn find_boxes(&mut self) {
        let rows = self.lines.len();
        let mut taken = vec![false; rows];
        for pass in [true, false] {
            for row in 0..rows {
                if taken[row] || self.is_equation(row) != pass || !self.is_tall(row) {
                    continue;
                }
                // A line under a heading is no fraction.
                if !pass && (self.at(row, 0) != ' ' || row == 0) {
                    continue;
                }
                let width = self.lines[row].len();
                let (top, bottom) = self.extent(row, Area { top: 0, bottom: rows, left: 0, right: width });
                let is_part = |other: usize, page: &Page| !taken[other] && !page.is_equation(other);
                let top = (top..row).rev().take_while(|&other| is_part(other, self)).last().unwrap_or(row);
                let bottom = (row + 1..bottom).take_while(|&other| is_part(other, self)).last();
                let bottom = bottom.unwrap_or(row) + 1;
                self.reach[row] = (top, bottom);
                taken[top..bottom].fill(true);
                self.baseline[top..bottom].fill(row);
            }
        }
    }

    /// From which row to which the formula on a row reaches.
    fn extent(&self, row: usize, within: Area) -> (usize, usize) {
        let (mut top, mut bottom) = (row, row + 1);
        let mut column = within.left;
        while column < within.right {
            let c = self.at(row, column);
            let end = self.bar(row, column, within.right);
            if let Some(end) = end {
                let area = Area { left: column, right: end, ..within };
                top = top.min(self.over(row, area));
                bottom = bottom.max(self.under(row, area));
                column = end;
                continue;
            }
            if "⎡⎢⎣⎛⎜⎝".contains(c) {
                let (first, last) = self.column_of(row, column);
                top = top.min(first);
                bottom = bottom.max(last + 1);
            }
            column += 1;
        }
        (top.max(within.top), bottom.min(within.bottom))
    }

    /// The first row of what stands over a line of fraction.
    fn over(&self, row: usize, area: Area) -> usize {
        let Some(mut top) = row.checked_sub(1) else { return row };
        // A bracket of several rows, or a fraction in the fraction.
        let bracket = (area.left..area.right).find(|&column| "⎝⎣⎠⎦".contains(self.at(top, column)));
        if let Some(column) = bracket {
            top = self.column_of(top, column).0;
        } else if top > area.top && self.has_bar(top - 1, area) {
            top = top.saturating_sub(2);
        }
        top
    }

    /// One past the last row of what stands under it.
    fn under(&self, row: usize, area: Area) -> usize {
        let mut bottom = row + 1;
        let bracket = (area.left..area.right).find(|&column| "⎛⎡⎞⎤".contains(self.at(bottom, column)));
        if let Some(column) = bracket {
            bottom = self.column_of(bottom, column).1;
        } else if bottom + 1 < area.bottom && self.has_bar(bottom + 1, area) {
            bottom += 2;
        }
        (bottom + 1).min(self.lines.len())
    }

    /// The first and the last row of the tall bracket that stands here.
    fn column_of(&self, row: usize, column: usize) -> (usize, usize) {
        let is = |row: usize, signs: &str| signs.contains(self.at(row, column));
        let mut first = row;
        while first > 0 && !is(first, "⎡⎛⎤⎞") && is(first - 1, "⎡⎢⎛⎜⎤⎥⎞⎟") {
            first -= 1;
        }
        let mut last = row;
        while !is(last, "⎣⎝⎦⎠") && is(last + 1, "⎢⎣⎜⎝⎥⎦⎟⎠") {
            last += 1;
        }
        (first, last)
    }

    /// Where a line of fraction that starts here ends.
    fn bar(&self, row: usize, column: usize, right: usize) -> Option<usize> {
        let length = (column..right).take_while(|&at| self.at(row, at) == '─').count();
        (length >= 3).then_some(column + length)
    }

    fn write(&self) -> Spelled {
        let mut out = Spelled::default();
        // Whether the formula of the row before may go on.
        let mut open = false;
        let mut row = 0;
        while row < self.lines.len() {
            if self.baseline[row] != row {
                row += 1;
                continue;
            }
            let members = (0..self.lines.len()).filter(|&other| self.baseline[other] == row);
            let (top, bottom) =
                members.fold((row, row + 1), |(top, bottom), other| (top.min(other), bottom.max(other + 1)));
            let text: String = self.lines[row].iter().map(|cell| cell.0).collect();
            let first = text.trim_start().chars().next();
            let is_box = top + 1 < bottom;
            let is_formula = self.is_equation(row) && text.starts_with(' ') || is_box;
            // What goes on from the row before stands further in.
            let is_below = open && text.starts_with("   ") && !text.trim().is_empty();
            let goes_on = is_below && (is_box || first.is_some_and(|c| "=≈+−·(".contains(c)));
            if !(is_formula || goes_on) {
                if open {
                    self.close(&mut out, row);
                    open = false;
                }
                self.plain(&mut out, row);
                row += 1;
                continue;
            }
            if goes_on {
                self.mark(&mut out, " ", row);
            } else {
                if open {
                    self.close(&mut out, row);
                }
                self.mark(&mut out, "$", row);
                open = true;
            }
            let area = Area { top, bottom, left: 0, right: self.width(top, bottom) };
            self.formula(&mut out, row, area, true);
            row += 1;
        }
        if open {
            self.close(&mut out, self.lines.len() - 1);
        }
        out
    }

    fn width(&self, top: usize, bottom: usize) -> usize {
        self.lines[top..bottom].iter().map(Vec::len).max().unwrap_or(0)
    }

    fn place(&self, row: usize, column: usize) -> Span {
        let line = &self.lines[row];
        match line.get(column) {
            Some(&(c, start)) => Span { start, end: start + c.len_utf8() },
            None => {
                let end = line.last().map_or(0, |&(c, at)| at + c.len_utf8());
                Span { start: end, end }
            }
        }
    }

    /// A sign that stands nowhere in the source.
    fn mark(&self, out: &mut Spelled, text: &str, row: usize) {
        let start = self.place(row, 0).start;
        out.put(text, Span { start, end: start });
    }

    fn close(&self, out: &mut Spelled, row: usize) {
        self.mark(out, "$\n", row);
    }

    /// A row of words, or of a table whose columns stand apart.
    fn plain(&self, out: &mut Spelled, row: usize) {
        let line = &self.lines[row];
        let span = match (line.first(), line.last()) {
            (Some(first), Some(last)) => Span { start: first.1, end: last.1 + last.0.len_utf8() },
            _ => Span::default(),
        };
        let text = span.of(self.source);
        let is_table = text.starts_with("  ") && text.trim().contains("   ");
        if !is_table {
            out.copy(self.source, span);
            return self.mark(out, "\n", row);
        }
        let is_head = self.is_head(row);
        self.mark(out, "| ", row);
        if is_head {
            // The first column has no head.
            self.mark(out, "| ", row);
        }
        let mut columns = if is_head { 1 } else { 0 };
        for (left, right) in self.columns(row) {
            columns += 1;
            if is_head {
                (left..right).for_each(|column| out.copy(self.source, self.place(row, column)));
            } else {
                self.mark(out, "$", row);
                self.formula(out, row, Area { top: row, bottom: row + 1, left, right }, false);
                self.mark(out, "$", row);
            }
            self.mark(out, " | ", row);
        }
        self.mark(out, "\n", row);
        if is_head {
            self.mark(out, &format!("|{}\n", " --- |".repeat(columns)), row);
        }
    }

    /// Whether a row of a table is the one above all others.
    fn is_head(&self, row: usize) -> bool {
        row == 0 || self.lines[row - 1].iter().all(|cell| cell.0 == ' ')
    }

    /// Where the columns of a row of a table stand.
    fn columns(&self, row: usize) -> Vec<(usize, usize)> {
        let mut columns = Vec::new();
        let width = self.lines[row].len();
        let mut left = None;
        for column in 0..=width {
            let gap = column == width || (0..3).all(|ahead| self.at(row, column + ahead) == ' ');
            match left {
                None if column < width && self.at(row, column) != ' ' => left = Some(column),
                Some(start) if gap => {
                    columns.push((start, column));
                    left = None;
                }
                _ => {}
            }
        }
        columns
    }

    /// What stands in an area, on a row of it.
    fn formula(&self, out: &mut Spelled, row: usize, area: Area, is_whole: bool) {
        let mut column = area.left;
        let mut cases = false;
        while column < area.right {
            let c = self.at(row, column);
            let place = self.place(row, column);
            // Formulas side by side.
            if is_whole && (0..3).all(|ahead| self.at(row, column + ahead) == ' ') {
                let rest = (column..area.right).find(|&ahead| self.at(row, ahead) != ' ');
                let is_indent = (area.left..column).all(|before| self.at(row, before) == ' ');
                match rest {
                    Some(next) if !is_indent && self.at(row, next) != ' ' => {
                        out.put("$ \\quad $", place);
                        column = next;
                        continue;
                    }
                    Some(next) => {
                        column = next;
                        continue;
                    }
                    None => break,
                }
            }
            if is_whole && matches!(c, '=' | '≈') {
                if cases {
                    out.put("\\end{cases}", Span { end: place.start, ..place });
                }
                out.copy(self.source, place);
                cases = self.is_piecewise(row, column + 1, area.right);
                if cases {
                    out.put("\\begin{cases}", Span { start: place.end, ..place });
                }
                column += 1;
                continue;
            }
            if let Some(end) = self.bar(row, column, area.right) {
                let within = Area { left: column, right: end, ..area };
                out.put("\\frac{", place);
                self.inner(out, Area { top: self.over(row, within).max(area.top), bottom: row, ..within });
                out.put("}{", place);
                self.inner(
                    out,
                    Area { top: row + 1, bottom: self.under(row, within).min(area.bottom), ..within },
                );
                out.put("}", self.place(row, end - 1));
                column = end;
            } else if "⎡⎢⎣⎛⎜⎝".contains(c) {
                column = self.bracket(out, row, column, area);
            } else if let Some(end) = self.end_of_row(row, column, area.right) {
                out.put("\\begin{bmatrix} ", place);
                self.entries(out, Area { top: row, bottom: row + 1, left: column + 1, right: end });
                out.put(" \\end{bmatrix}", self.place(row, end));
                column = end + 1;
            } else {
                column = self.characters(out, row, column, area.right);
            }
        }
        if cases {
            let end = self.place(row, area.right);
            out.put("\\end{cases}", Span { start: end.end, end: end.end });
        }
    }

    /// `z if z > 0, else 0`, up to the next sign of equality.
    fn is_piecewise(&self, row: usize, from: usize, right: usize) -> bool {
        let side: String = (from..right)
            .map(|column| self.at(row, column))
            .take_while(|c| !matches!(c, '=' | '≈'))
            .collect();
        side.contains(" if ") && side.contains(", else ")
    }

    /// What stands over or under a line, or in a bracket: its row is where its left edge stands.
    fn inner(&self, out: &mut Spelled, area: Area) {
        if let Some(row) = self.row_of(area) {
            self.formula(out, row, area, false);
        }
    }

    fn row_of(&self, area: Area) -> Option<usize> {
        let is_set = |row: usize, column: usize| self.at(row, column) != ' ';
        let column =
            (area.left..area.right).find(|&column| (area.top..area.bottom).any(|row| is_set(row, column)))?;
        let first = (area.top..area.bottom).find(|&row| is_set(row, column))?;
        if !"⎡⎢⎣⎛⎜⎝".contains(self.at(first, column)) {
            return Some(first);
        }
        let (top, bottom) = self.column_of(first, column);
        if "⎡⎢⎣".contains(self.at(first, column)) {
            return Some(top + (bottom - top) / 2);
        }
        let inner = Area { top, bottom: bottom + 1, left: column + 1, ..area };
        let close = self.closing(top, column, area.right).unwrap_or(area.right);
        self.row_of(Area { right: close, ..inner })
    }

    /// The column of the bracket that closes the one whose first row is here.
    fn closing(&self, top: usize, column: usize, right: usize) -> Option<usize> {
        let mut depth = 0;
        for at in column..right {
            match self.at(top, at) {
                '⎡' | '⎛' => depth += 1,
                '⎤' | '⎞' => depth -= 1,
                _ => continue,
            }
            if depth == 0 {
                return Some(at);
            }
        }
        None
    }

    /// A bracket of several rows; returns the column behind it.
    fn bracket(&self, out: &mut Spelled, row: usize, column: usize, area: Area) -> usize {
        let (top, bottom) = self.column_of(row, column);
        let Some(close) = self.closing(top, column, area.right) else { return column + 1 };
        let place = self.place(row, column);
        let inner = Area { top, bottom: bottom + 1, left: column + 1, right: close };
        if "⎛⎜⎝".contains(self.at(row, column)) {
            out.put("\\left(", place);
            self.formula(out, row, inner, false);
            out.put("\\right)", self.place(row, close));
            // A power stands beside the top of its bracket.
            let length =
                (close + 1..area.right).take_while(|&at| top < row && self.at(top, at) != ' ').count();
            let end = close + 1 + length;
            if length > 0 {
                out.put("^{", self.place(top, close + 1));
                self.formula(out, top, Area { top, bottom: top + 1, left: close + 1, right: end }, false);
                out.put("}", self.place(top, end - 1));
            }
            return end;
        }
        out.put("\\begin{bmatrix} ", place);
        self.entries(out, inner);
        out.put(" \\end{bmatrix}", self.place(row, close));
        close + 1
    }

    /// The column of the bracket that closes `[0.1  0.2]`, a matrix of one row.
    fn end_of_row(&self, row: usize, column: usize, right: usize) -> Option<usize> {
        let end = (column + 1..right).find(|&at| "[]".contains(self.at(row, at)))?;
        let is_apart = |at: usize| self.at(row, at) == ' ' && self.at(row, at + 1) == ' ';
        (self.at(row, column) == '[' && self.at(row, end) == ']' && (column + 1..end).any(is_apart))
            .then_some(end)
    }

    /// The entries of a matrix, row by row.
    fn entries(&self, out: &mut Spelled, inner: Area) {
        let close = inner.right;
        for r in inner.top..inner.bottom {
            let place = self.place(r, inner.left);
            let place = Span { end: place.start, ..place };
            if r > inner.top {
                out.put(" \\\\ ", place);
            }
            let mut at = inner.left;
            let mut is_first = true;
            while at < close {
                if self.at(r, at) == ' ' {
                    at += 1;
                    continue;
                }
                // Entries stand two spaces apart.
                let ends = |to: &usize| {
                    *to >= close || self.at(r, *to) == ' ' && (*to + 1 >= close || self.at(r, *to + 1) == ' ')
                };
                let end = (at..=close).find(ends).unwrap_or(close);
                if !is_first {
                    out.put(" & ", place);
                }
                is_first = false;
                self.formula(out, r, Area { top: r, bottom: r + 1, left: at, right: end }, false);
                at = end;
            }
        }
    }

    /// A symbol with its indices, or one character; returns the column behind it.
    fn characters(&self, out: &mut Spelled, row: usize, column: usize, right: usize) -> usize {
        let c = self.at(row, column);
        let place = self.place(row, column);
        let mut end = column + 1;
        if let Some(letter) = unbold(c) {
            let mut word = String::from(letter);
            while end < right
                && let Some(letter) = unbold(self.at(row, end))
            {
                word.push(letter);
                end += 1;
            }
            let place = place.to(self.place(row, end - 1));
            out.put(&format!("\\mathbf{{{word}}}"), place);
        } else if c == '∂' {
            out.put("\\partial ", place);
            return end;
        } else if c.is_ascii_alphabetic() {
            let is_part = |at: usize| {
                let c = self.at(row, at);
                c.is_ascii_alphabetic()
                    || c == '-' && at + 1 < right && self.at(row, at + 1).is_ascii_alphabetic()
            };
            while end < right && is_part(end) {
                end += 1;
            }
            let whole = place.to(self.place(row, end - 1));
            let word = whole.of(self.source);
            if word.contains('-') {
                out.put(&format!("\\mathit{{{word}}}"), whole);
            } else {
                out.copy(self.source, whole);
            }
        } else if c == 'ᵀ' {
            out.put("^{\\top}", place);
            return end;
        } else if c == '⋯' {
            out.put("\\cdots ", place);
            return end;
        } else {
            out.copy(self.source, place);
        }
        let indices = Indices::from((end..right).map(|at| self.at(row, at)));
        if indices.length > 0 {
            let place = self.place(row, end).to(self.place(row, end + indices.length - 1));
            out.put(&indices.latex(), place);
        }
        end + indices.length
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn latex(drawn: &str) -> String {
        let text = spelled(drawn).expect("it is drawn").text;
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn fractions_and_matrices_are_spelled() {
        let sigmoid = "             1\n  a₁ = ───────────── ≈ 0.5933\n        1 + e^(−z₁)\n";
        assert_eq!(latex(sigmoid), "$ a_{1} = \\frac{ 1}{ 1 + e^(−z_{1})} ≈ 0.5933$");
        let matrix = "  𝐰¹ = ⎡0.15  −0.2⎤ᵀ ⎡0.5⎤\n       ⎣0.2    0.3⎦  ⎣ 1 ⎦\n";
        assert_eq!(
            latex(matrix),
            "$ \\mathbf{w}^{1} = \\begin{bmatrix} 0.15 & −0.2 \\\\ 0.2 & 0.3 \\end{bmatrix}^{\\top} \\begin{bmatrix} 0.5 \\\\ 1 \\end{bmatrix}$"
        );
    }

    #[test]
    fn what_stands_in_no_drawing_is_left_alone() {
        assert!(spelled("Given\n─────\n  z₁ = 0.5\n").is_none());
    }
}
