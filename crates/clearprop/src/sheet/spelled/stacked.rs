//! Matrices in plain text with brackets around each row, the rows one below the other:
//! `W = [ 0.2  0.5 ]   b = [ 0.1 ]` over `[ 0.4  0.1 ]       [ 0.3 ]`. They are spelled in LaTeX.

use super::Spelled;
use crate::sheet::types::Span;

/// How far the brackets of a matrix may stand apart, in characters.
const ASKEW: usize = 2;

/// Nobody sets longer lines so, in bytes.
const LONGEST_LINE: usize = 400;

/// The text with such matrices spelled in LaTeX; nothing where it has none.
pub(crate) fn spelled(source: &str) -> Option<Spelled> {
    let mut out = Spelled::default();
    let (mut at, mut copied, mut found) = (0, 0, false);
    while at < source.len() {
        let line = line(source, at);
        at = line.end;
        let heads: Vec<Row> =
            rows(source, line).into_iter().filter(|row| row.is_said(source, line)).collect();
        let mut matrices: Vec<Vec<Row>> = heads.into_iter().map(|row| vec![row]).collect();
        let mut end = line.end;
        while !matrices.is_empty() && end < source.len() {
            let next = self::line(source, end);
            if !goes_on(source, next, &mut matrices) {
                break;
            }
            end = next.end;
        }
        if end == line.end {
            continue;
        }
        found = true;
        at = end;
        for matrix in &matrices {
            out.copy(source, Span { start: copied, end: matrix[0].span.start });
            write(source, matrix, &mut out);
            copied = matrix[0].span.end;
        }
        let rest = Span { start: copied, end: line.end };
        out.copy(source, rest);
        copied = end;
    }
    out.copy(source, Span { start: copied, end: source.len() });
    found.then_some(out)
}

/// The line that starts here, its end included.
fn line(source: &str, start: usize) -> Span {
    let length = source[start..].find('\n').map_or(source.len() - start, |length| length + 1);
    Span { start, end: start + length }
}

/// Numbers between brackets.
struct Row {
    span: Span,
    /// The character of its line at which it starts.
    column: usize,
    numbers: Vec<Span>,
}

impl Row {
    /// Whether it is said to be something: `W = [ … ]`.
    fn is_said(&self, source: &str, line: Span) -> bool {
        source[line.start..self.span.start].trim_end().ends_with('=')
    }
}

/// The rows of matrices in a line.
fn rows(source: &str, line: Span) -> Vec<Row> {
    let text = line.of(source);
    if line.end - line.start > LONGEST_LINE {
        return Vec::new();
    }
    let mut rows = Vec::new();
    for (open, bracket) in text.bytes().enumerate().filter(|(_, byte)| matches!(byte, b'[' | b'(')) {
        let close = if bracket == b'[' { ']' } else { ')' };
        let Some(length) = text[open..].find(close) else { break };
        let inner = Span { start: line.start + open + 1, end: line.start + open + length };
        let numbers = numbers(source, inner);
        // The rows of `[[0.2, 0.5], [0.4, 0.1]]` stand in brackets of their own.
        let is_nested = text[..open].trim_end().ends_with(['[', '(', ',']);
        if let Some(numbers) = numbers.filter(|_| !is_nested) {
            let span = Span { start: inner.start - 1, end: inner.end + 1 };
            rows.push(Row { span, column: text[..open].chars().count(), numbers });
        }
    }
    rows
}

/// The numbers of a part of the text that holds nothing else.
fn numbers(source: &str, part: Span) -> Option<Vec<Span>> {
    let is_number = |text: &str| {
        let figures = text.trim_start_matches(['-', '−', '–', '+']);
        figures.starts_with(|c: char| c.is_ascii_digit() || c == '.')
            && figures.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ',' | 'e' | '-'))
    };
    let mut numbers = Vec::new();
    let mut at = part.start;
    for piece in part.of(source).split(char::is_whitespace) {
        let written = piece.trim_end_matches([',', ';']);
        if !written.is_empty() {
            numbers.push(Span { start: at, end: at + written.len() });
        }
        if !written.is_empty() && !is_number(written) {
            return None;
        }
        at += piece.len();
        at += source[at..].chars().next().map_or(0, char::len_utf8);
    }
    (!numbers.is_empty()).then_some(numbers)
}

/// Takes a line up into the matrices above it, if it holds rows of theirs and nothing else.
fn goes_on(source: &str, line: Span, matrices: &mut [Vec<Row>]) -> bool {
    let rows = rows(source, line);
    let taken: usize = rows.iter().map(|row| row.span.end - row.span.start).sum();
    let is_bare = line.of(source).chars().filter(|c| !c.is_whitespace()).count()
        == rows.iter().flat_map(|row| row.span.of(source).chars()).filter(|c| !c.is_whitespace()).count();
    if taken == 0 || !is_bare {
        return false;
    }
    let above = |row: &Row, matrices: &[Vec<Row>]| {
        matrices.iter().position(|matrix| {
            matrix[0].column.abs_diff(row.column) <= ASKEW && matrix[0].numbers.len() == row.numbers.len()
        })
    };
    if rows.iter().any(|row| above(row, matrices).is_none()) {
        return false;
    }
    for row in rows {
        let matrix = above(&row, matrices).expect("every row stands below one");
        matrices[matrix].push(row);
    }
    true
}

fn write(source: &str, matrix: &[Row], out: &mut Spelled) {
    let whole = matrix[0].span;
    out.put("\\begin{pmatrix} ", Span { start: whole.start, end: whole.start });
    for (r, row) in matrix.iter().enumerate() {
        for (c, &number) in row.numbers.iter().enumerate() {
            let before = Span { start: number.start, end: number.start };
            out.put(
                if c > 0 {
                    " & "
                } else if r > 0 {
                    " \\\\ "
                } else {
                    ""
                },
                before,
            );
            out.copy(source, number);
        }
    }
    out.put(" \\end{pmatrix}", Span { start: whole.end, end: whole.end });
}

#[cfg(test)]
mod tests {
    #[test]
    fn rows_below_one_another_are_matrices() {
        let text = |source: &str| super::spelled(source).map(|spelled| spelled.text);
        let source = "W = [ 0.2  0.5 ]   b = [ 0.1 ]\n    [ -0.4 0.1 ]       [ 0.3 ]\nand so on";
        let expected = "W = \\begin{pmatrix} 0.2 & 0.5 \\\\ -0.4 & 0.1 \\end{pmatrix}   \
                        b = \\begin{pmatrix} 0.1 \\\\ 0.3 \\end{pmatrix}\nand so on";
        assert_eq!(text(source).as_deref(), Some(expected));
        assert_eq!(text("W = [0.2, 0.5]\nand [0.4, 0.1]"), None);
        assert_eq!(text("W = [[0.2 0.5]\n     [0.4 0.1]]"), None);
    }
}
