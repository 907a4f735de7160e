//! Where tables stand: Markdown's and others' with bars, LaTeX's, HTML's, and columns of plain text.

use super::wiki;
use crate::sheet::types::Span;

/// The cells of a table, row by row.
pub(super) struct Grid {
    pub(super) span: Span,
    /// The line of text before it.
    pub(super) before: Span,
    pub(super) rows: Vec<Vec<Span>>,
}

/// Every table of the text, in its order.
pub(super) fn grids(text: &str, from: usize) -> Vec<Grid> {
    let mut grids = wiki::grids(text, from);
    let in_wiki: Vec<Span> = grids.iter().map(|grid| grid.span).collect();
    let is_free = |grid: &Grid| in_wiki.iter().all(|wiki| !wiki.holds(grid.span));
    grids.extend(with_bars(text, from).into_iter().filter(is_free));
    grids.extend(tabulars(text, from));
    grids.extend(html(text, from));
    let taken: Vec<Span> = grids.iter().map(|grid| grid.span).collect();
    let tabbed = with_tabs(text, from, &taken);
    let taken: Vec<Span> = taken.into_iter().chain(tabbed.iter().map(|grid| grid.span)).collect();
    grids.extend(tabbed);
    grids.extend(in_columns(text, from, &taken));
    // A bar alone in its line has no cell.
    grids.iter_mut().for_each(|grid| grid.rows.retain(|row| !row.is_empty()));
    grids.sort_by_key(|grid| grid.span);
    grids
}

/// The lines of a text with their places.
pub(super) fn lines(text: &str, from: usize) -> impl Iterator<Item = Span> + '_ {
    let mut at = from;
    text[from..].split_inclusive('\n').map(move |line| {
        let span = Span { start: at, end: at + line.len() };
        at = span.end;
        span
    })
}

fn with_bars(text: &str, from: usize) -> Vec<Grid> {
    let mut grids: Vec<Grid> = Vec::new();
    let mut open = false;
    let mut last_words = Span::default();
    for span in lines(text, from) {
        let trimmed = span.of(text).trim();
        let bars = trimmed.matches('|').count();
        let is_rule =
            !trimmed.is_empty() && trimmed.chars().all(|c| "|-:+= ".contains(c)) && trimmed.contains('-');
        // `x₁ = 0.2 | x₂ = 0.7` is no table, nor is |x|.
        let is_row = bars >= 1 && (trimmed.starts_with('|') || bars >= 2) && !trimmed.contains("\\begin");
        if is_rule && open {
            grids.last_mut().expect("one is open").span.end = span.end;
        } else if is_row {
            if !open {
                grids.push(Grid { span, before: last_words, rows: Vec::new() });
            }
            open = true;
            let grid = grids.last_mut().expect("one is open");
            grid.span.end = span.end;
            grid.rows.push(cells_of(text, span, "|"));
        } else {
            open = false;
            if !trimmed.is_empty() {
                last_words = span;
            }
        }
    }
    grids
}

fn tabulars(text: &str, from: usize) -> Vec<Grid> {
    let mut grids = environments(text, from, "tabular");
    // An array with rules is a table that stands in a formula; any other is a matrix.
    grids.extend(
        environments(text, from, "array").into_iter().filter(|grid| grid.span.of(text).contains("\\hline")),
    );
    grids
}

fn environments(text: &str, from: usize, name: &str) -> Vec<Grid> {
    let (begin, close) = (format!("\\begin{{{name}}}"), format!("\\end{{{name}}}"));
    let mut grids = Vec::new();
    // Whether a text holds a word at all is found sooner than where.
    if !text.contains(&begin) {
        return grids;
    }
    let mut at = from;
    while let Some(start) = text[at..].find(&begin).map(|start| at + start) {
        let Some(end) = text[start..].find(&close).map(|end| start + end) else { break };
        let mut inner = start + begin.len();
        if text[inner..].starts_with('{') {
            inner += text[inner..end].find('}').map_or(0, |close| close + 1);
        }
        let mut rows = Vec::new();
        let mut row_start = inner;
        for row in text[inner..end].split("\\\\") {
            let mut span = Span { start: row_start, end: row_start + row.len() };
            row_start = span.end + 2;
            // Rules stand before a row.
            loop {
                let lead = span.of(text).len() - span.of(text).trim_start().len();
                let rest = &span.of(text)[lead..];
                let rule = ["\\hline", "\\toprule", "\\midrule", "\\bottomrule"]
                    .iter()
                    .find(|rule| rest.starts_with(**rule));
                let Some(rule) = rule else { break };
                span.start += lead + rule.len();
            }
            if span.of(text).contains('&') {
                rows.push(spread(text, cells_of(text, span, "&")));
            }
        }
        let line = text[..start].trim_end_matches(['[', '\\', '\n', ' ']).rfind('\n').map_or(0, |at| at + 1);
        let before = Span { start: line, end: start };
        grids.push(Grid { span: Span { start, end: end + close.len() }, before, rows });
        at = end;
    }
    grids
}

/// A cell over several columns, `\multicolumn{2}{c}{weights}`, stands over each of them.
fn spread(text: &str, cells: Vec<Span>) -> Vec<Span> {
    const MOST: usize = 24;
    let columns = |cell: Span| {
        let rest = cell.of(text).strip_prefix("\\multicolumn{")?;
        let count: usize = rest.split_once('}')?.0.trim().parse().ok()?;
        let (_, inner) = rest.split_once("}{")?;
        let inner = inner.split_once("}{")?.1.strip_suffix('}')?;
        let end = cell.end - 1;
        Some((count.min(MOST), trimmed(text, Span { start: end - inner.len(), end })))
    };
    let each = |cell: Span| columns(cell).unwrap_or((1, cell));
    cells.into_iter().map(each).flat_map(|(count, cell)| std::iter::repeat_n(cell, count)).collect()
}

fn html(text: &str, from: usize) -> Vec<Grid> {
    let mut grids = Vec::new();
    if !text.contains("<table") {
        return grids;
    }
    let mut at = from;
    while let Some(start) = text[at..].find("<table").map(|start| at + start) {
        let Some(end) = text[start..].find("</table>").map(|end| start + end) else { break };
        let mut rows = Vec::new();
        for (row, _) in text[start..end].match_indices("<tr") {
            let row = start + row;
            let row_end = text[row..end].find("</tr>").map_or(end, |length| row + length);
            let mut cells = Vec::new();
            for (cell, _) in text[row..row_end].match_indices("<t") {
                let cell = row + cell;
                if !(text[cell..].starts_with("<td") || text[cell..].starts_with("<th")) {
                    continue;
                }
                let Some(open) = text[cell..row_end].find('>') else { continue };
                let inner = cell + open + 1;
                let close = text[inner..row_end].find("</t").map_or(row_end, |length| inner + length);
                cells.push(trimmed(text, Span { start: inner, end: close }));
            }
            rows.push(cells);
        }
        let line = text[..start].trim_end().rfind('\n').map_or(0, |at| at + 1);
        let before = Span { start: line, end: start };
        grids.push(Grid { span: Span { start, end: end + "</table>".len() }, before, rows });
        at = end;
    }
    grids
}

/// The part of the text without the white space around it.
fn trimmed(text: &str, span: Span) -> Span {
    let part = span.of(text);
    let start = span.start + part.len() - part.trim_start().len();
    Span { start, end: start + part.trim().len() }
}

pub(super) fn cells_of(text: &str, row: Span, separator: &str) -> Vec<Span> {
    let mut cells = Vec::new();
    let mut start = row.start;
    for part in row.of(text).split(separator) {
        cells.push(trimmed(text, Span { start, end: start + part.len() }));
        start += part.len() + separator.len();
    }
    if separator == "|" {
        // `| a | b |` has an empty part at either end.
        let line = row.of(text);
        if cells.first().is_some_and(|cell| cell.start == cell.end) && line.trim_start().starts_with('|') {
            cells.remove(0);
        }
        if cells.last().is_some_and(|cell| cell.start == cell.end) && line.trim_end().ends_with('|') {
            cells.pop();
        }
    }
    cells
}

/// Columns that tabulators part: a head, and below it rows with as many cells, numbers but for the first.
fn with_tabs(text: &str, from: usize, taken: &[Span]) -> Vec<Grid> {
    let mut grids = Vec::new();
    if !text.contains('\t') {
        return grids;
    }
    let all: Vec<Span> = lines(text, from).collect();
    let cells_in = |line: &Span| -> Vec<Span> {
        let is_free = taken.iter().all(|other| line.end <= other.start || other.end <= line.start);
        if is_free && line.of(text).contains('\t') { cells_of(text, *line, "\t") } else { Vec::new() }
    };
    let is_empty = |cell: &Span| cell.start == cell.end;
    let mut at = 0;
    while at < all.len() {
        let head = cells_in(&all[at]);
        let is_head = head.len() >= 2
            && head.iter().skip(1).all(|cell| heads(cell.of(text)))
            && (is_empty(&head[0]) || heads(head[0].of(text)));
        let is_row = |row: &Vec<Span>| {
            row.len() == head.len()
                && (heads(row[0].of(text)) || is_number(row[0].of(text)))
                && row[1..].iter().all(|cell| is_empty(cell) || is_number(cell.of(text)))
                && row[1..].iter().any(|cell| !is_empty(cell))
        };
        let rows: Vec<Vec<Span>> = match is_head {
            true => all[at + 1..].iter().map(cells_in).take_while(is_row).collect(),
            false => Vec::new(),
        };
        if rows.is_empty() {
            at += 1;
            continue;
        }
        let before = if at > 0 { all[at - 1] } else { Span::default() };
        let span = Span { start: all[at].start, end: all[at + rows.len()].end };
        at += rows.len() + 1;
        grids.push(Grid { span, before, rows: std::iter::once(head).chain(rows).collect() });
    }
    grids
}

/// A cell of a line of plain text, and the columns of characters that it takes up.
#[derive(Clone, Copy)]
struct Placed {
    span: Span,
    left: usize,
    right: usize,
}

/// Columns set with spaces: a head of several words or symbols, and rows of numbers below it.
fn in_columns(text: &str, from: usize, taken: &[Span]) -> Vec<Grid> {
    let mut grids = Vec::new();
    let all: Vec<Span> = lines(text, from).collect();
    let free = |span: &Span| taken.iter().all(|other| span.end <= other.start || other.end <= span.start);
    let mut at = 0;
    while at < all.len() {
        if !is_parted(all[at].of(text)) {
            at += 1;
            continue;
        }
        let head = placed(text, all[at]);
        let is_head =
            head.len() >= 2 && free(&all[at]) && head.iter().all(|cell| is_label(cell.span.of(text)));
        let mut rows = Vec::new();
        while is_head && at + 1 + rows.len() < all.len() {
            let line = all[at + 1 + rows.len()];
            let cells = placed(text, line);
            let numbers = cells.iter().filter(|cell| is_number(cell.span.of(text))).count();
            let says = |(at, cell): &(usize, &Placed)| match at {
                // `dL/dout = 2(out-y)` says how its row is worked.
                0 => heads(cell.span.of(text)),
                _ => is_label(cell.span.of(text)),
            };
            let labels = cells.iter().enumerate().filter(says).count();
            if numbers < 2 && !(numbers == 1 && (1..head.len()).contains(&labels))
                || numbers + labels < cells.len()
            {
                break;
            }
            rows.push(cells);
        }
        if rows.is_empty() || is_head && head.len() > 24 {
            at += 1;
            continue;
        }
        let before = if at > 0 { all[at - 1] } else { Span::default() };
        let span = Span { start: all[at].start, end: all[at + rows.len()].end };
        grids.extend(side_by_side(text, &head, &rows, before, span));
        at += rows.len() + 1;
    }
    grids
}

/// Whether two spaces or a tabulator may part a line: most are one piece.
fn is_parted(line: &str) -> bool {
    let mut after_space = false;
    line.trim().chars().any(|c| {
        let is_space = c.is_whitespace();
        let parts = c == '\t' || is_space && after_space;
        after_space = is_space;
        parts
    })
}

/// The pieces of a line that two spaces or a tabulator part.
fn placed(text: &str, line: Span) -> Vec<Placed> {
    let mut cells: Vec<Placed> = Vec::new();
    let (mut column, mut gap) = (0, 2);
    for (offset, c) in line.of(text).char_indices() {
        let at = line.start + offset;
        if c.is_whitespace() {
            gap += if c == '\t' { 2 } else { 1 };
        } else {
            let end = at + c.len_utf8();
            // `in1  -> A` is one piece.
            let is_arrow = |text: &str| text.starts_with("->") || text.starts_with('→');
            let points = |cell: &Placed| {
                is_arrow(&text[at..])
                    || cell.span.of(text).ends_with("->")
                    || cell.span.of(text).ends_with('→')
            };
            match cells.last_mut() {
                Some(cell) if gap < 2 || points(cell) => (cell.span.end, cell.right) = (end, column + 1),
                _ => cells.push(Placed { span: Span { start: at, end }, left: column, right: column + 1 }),
            }
            gap = 0;
        }
        column += 1;
    }
    cells
}

fn is_number(text: &str) -> bool {
    let text = text.trim_start_matches(['-', '−', '–', '+']);
    !text.is_empty()
        && text.starts_with(|c: char| c.is_ascii_digit() || c == '.')
        && text.chars().all(|c| c.is_ascii_digit() || ".,eE-−+".contains(c))
}

/// A short word, a symbol, or `k=2`.
fn is_label(text: &str) -> bool {
    let equals = text.split_once('=').is_none_or(|(letter, count)| {
        letter.trim().chars().count() == 1 && count.trim().bytes().all(|byte| byte.is_ascii_digit())
    });
    !is_number(text)
        && equals
        && text.chars().count() <= 24
        && text.chars().any(char::is_alphabetic)
        && !text.ends_with([':', ';'])
        && (!text.ends_with('.') || text.chars().count() <= 4)
}

/// A label, or a symbol with what it is worked by: `b_h = f(α_h − γ_h)`.
fn heads(text: &str) -> bool {
    const LONGEST: usize = 60;
    let defines = || {
        text.split_once('=').is_some_and(|(symbol, formula)| {
            let is_formula = formula.chars().any(char::is_alphabetic) && !formula.contains('=');
            is_label(symbol.trim()) && is_formula && text.chars().count() <= LONGEST
        })
    };
    is_label(text) || defines()
}

/// Tables that stand side by side have labels of rows in between: each becomes one of its own.
fn side_by_side(text: &str, head: &[Placed], rows: &[Vec<Placed>], before: Span, span: Span) -> Vec<Grid> {
    // A row of labels for each of them: those of the row that has the most.
    let starts: Vec<usize> = rows
        .iter()
        .map(|row| labels_in(text, row))
        .max_by_key(Vec::len)
        .filter(|starts| !starts.is_empty())
        .unwrap_or(vec![0]);
    let mut grids = Vec::new();
    for block in 0..starts.len() {
        let from = if block == 0 { 0 } else { starts[block] };
        let to = starts.get(block + 1).copied().unwrap_or(usize::MAX);
        let cells_in = |row: &[Placed]| -> Vec<Placed> {
            row.iter().filter(|cell| cell.right > from && cell.right <= to).copied().collect()
        };
        let numbers = |cells: &[Placed]| -> Vec<Placed> {
            cells.iter().filter(|cell| is_number(cell.span.of(text))).copied().collect()
        };
        let body: Vec<Vec<Placed>> =
            rows.iter().map(|row| cells_in(row)).filter(|row| !row.is_empty()).collect();
        // `from 1 | from 2 | bias` over `3 | .9 | .2 | -.4`: the numbers in front count the rows.
        let counts = |row: &Vec<Placed>| {
            let first = row[0].span.of(text);
            row.len() == head.len() + 1 && first.bytes().all(|byte| byte.is_ascii_digit())
        };
        let are_counted = starts.len() == 1 && body.iter().all(counts);
        let numbers = |cells: &[Placed]| numbers(&cells[usize::from(are_counted)..]);
        let wide = body.iter().map(|row| numbers(row).len()).max().unwrap_or(0);
        let Some(pattern) = body.iter().find(|row| numbers(row).len() == wide) else { continue };
        let pattern = numbers(pattern);
        // The heads are those of the columns in order, where there are as many; else the head of a
        // column is what stands nearest above it.
        let in_order = match (starts.len(), head.len().checked_sub(pattern.len())) {
            (1, Some(0)) => Some(head),
            (1, Some(1)) => Some(&head[1..]),
            _ => None,
        };
        let near =
            |cell: &Placed, other: &Placed| (cell.left + cell.right).abs_diff(other.left + other.right);
        let nearest = |cell: &Placed| head.iter().min_by_key(|head| near(cell, head)).map(|head| head.span);
        let heads: Vec<Span> = match in_order {
            Some(heads) => heads.iter().map(|head| head.span).collect(),
            None => pattern.iter().filter_map(nearest).collect(),
        };
        let corner = Span { start: span.start, end: span.start };
        let mut grid_rows = vec![std::iter::once(corner).chain(heads).collect::<Vec<_>>()];
        for row in &body {
            let label = row.first().filter(|cell| are_counted || !is_number(cell.span.of(text)));
            let mut cells = vec![label.map_or(corner, |label| label.span)];
            let numbers = numbers(row);
            for (at, column) in pattern.iter().enumerate() {
                // Where there is one for each column they need not stand right below one another.
                let found = if numbers.len() == pattern.len() {
                    numbers.get(at)
                } else {
                    let nearest = numbers.iter().min_by_key(|cell| near(cell, column));
                    nearest.filter(|cell| pattern.iter().all(|other| near(cell, other) >= near(cell, column)))
                };
                cells.push(found.map_or(corner, |cell| cell.span));
            }
            grid_rows.push(cells);
        }
        // Tables side by side share one span; the first takes it up.
        let own = Span { start: span.start, end: if block == 0 { span.end } else { span.start } };
        grids.push(Grid { span: own, before, rows: grid_rows });
    }
    grids
}

/// Where the labels of a row start.
fn labels_in(text: &str, row: &[Placed]) -> Vec<usize> {
    row.iter().filter(|cell| !is_number(cell.span.of(text))).map(|cell| cell.left).collect()
}
