//! Tables as wikis write them: between `{|` and `|}`, rows apart by `|-`, cells by `||` or each on a line.

use super::grid::{Grid, cells_of, lines};
use crate::sheet::types::Span;

pub(super) fn grids(text: &str, from: usize) -> Vec<Grid> {
    let mut grids: Vec<Grid> = Vec::new();
    if !text.contains("{|") {
        return grids;
    }
    let (mut open, mut last_words) = (false, Span::default());
    for line in lines(text, from) {
        let trimmed = line.of(text).trim();
        if trimmed.starts_with("{|") {
            grids.push(Grid { span: line, before: last_words, rows: vec![Vec::new()] });
            open = true;
        } else if !open {
            last_words = if trimmed.is_empty() { last_words } else { line };
        } else if let Some(grid) = grids.last_mut() {
            grid.span.end = line.end;
            open = trimmed != "|}";
            if trimmed.starts_with("|-") {
                grid.rows.push(Vec::new());
            } else if open && trimmed.starts_with(['|', '!']) && !trimmed.starts_with("|+") {
                let separator = if trimmed.starts_with('!') { "!!" } else { "||" };
                let start = line.start + line.of(text).find(['|', '!']).unwrap_or(0) + 1;
                let row = grid.rows.last_mut().expect("a table has a row from its start");
                row.extend(cells_of(text, Span { start, end: line.end }, separator));
            }
        }
    }
    grids
}
