//! A Jupyter notebook: the solution in cells, then NumPy that recomputes every number.

use serde::Serialize;

use super::{Block, Document, Layout, compose, markdown, numbers, program};
use crate::backprop::{Derivation, Options, derive};
use crate::quantity::Quantity;

#[derive(Serialize)]
struct Notebook {
    cells: Vec<Cell>,
    metadata: serde_json::Value,
    nbformat: u32,
    nbformat_minor: u32,
}

#[derive(Serialize)]
#[serde(tag = "cell_type", rename_all = "lowercase")]
enum Cell {
    Markdown { id: String, metadata: Empty, source: Vec<String> },
    Code { execution_count: (), id: String, metadata: Empty, outputs: [(); 0], source: Vec<String> },
}

#[derive(Serialize)]
struct Empty {}

/// Writes a notebook.
pub(super) fn write(derivation: &Derivation, layout: &Layout) -> String {
    let document = compose(derivation, layout);
    let mut cells = vec![markdown_cell(0, &format!("# {}", document.title))];
    for section in sections(&document.blocks) {
        cells.push(markdown_cell(cells.len(), &markdown::blocks(section)));
    }
    if layout.blanks.is_empty() {
        cells.extend(code_cells(derivation, layout, &document, cells.len()));
    }
    let notebook = Notebook {
        cells,
        metadata: serde_json::json!({
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        }),
        nbformat: 4,
        nbformat_minor: 5,
    };
    let mut text = serde_json::to_string_pretty(&notebook).expect("plain data");
    text.push('\n');
    text
}

/// The computation, and the comparison with every number on the page. It is exact working that
/// is recomputed: figures rounded by hand are a matter of the page alone.
fn code_cells(derivation: &Derivation, layout: &Layout, document: &Document, first: usize) -> Vec<Cell> {
    let exact = derivation.options.by_hand.is_some().then(|| {
        let options = Options { by_hand: None, after: 0, ..derivation.options.clone() };
        derive(&derivation.network, &options).expect("it has been worked with rounded figures")
    });
    let exact = exact.as_ref().unwrap_or(derivation);
    let page;
    let document = if derivation.options.by_hand.is_some() {
        page = compose(exact, layout);
        &page
    } else {
        document
    };
    let mut printed = numbers::printed(&document.blocks);
    printed.retain(|(quantity, _)| *quantity != Quantity::learning_rate());
    printed.sort_unstable();
    printed.dedup();
    let lines: Vec<String> =
        printed.iter().map(|(name, text)| format!("    \"{name}\": \"{text}\",\n")).collect();
    let about = if derivation.options.by_hand.is_some() {
        "## The same in NumPy\n\nThe program works with exact figures, so here every number of the exact working is \
         recomputed."
    } else {
        "## The same in NumPy\n\nThe program works the network again as arrays; the last cell holds every number \
         printed above against it."
    };
    let check = format!("printed = {{\n{}}}\n\n\n{}", lines.concat(), program::check());
    vec![
        markdown_cell(first, about),
        code_cell(first + 1, &program::definitions(exact, layout)),
        code_cell(first + 2, &check),
    ]
}

/// A part for each heading of level 2.
fn sections(blocks: &[Block]) -> Vec<&[Block]> {
    let starts = |block: &Block| matches!(block, Block::Heading(2, _));
    let mut sections = Vec::new();
    let mut from = 0;
    for at in 1..=blocks.len() {
        if blocks.get(at).is_none_or(starts) && from < at {
            sections.push(&blocks[from..at]);
            from = at;
        }
    }
    sections
}

fn lines(text: &str) -> Vec<String> {
    text.trim_end().split_inclusive('\n').map(str::to_owned).collect()
}

fn markdown_cell(number: usize, text: &str) -> Cell {
    Cell::Markdown { id: format!("part-{number}"), metadata: Empty {}, source: lines(text) }
}

fn code_cell(number: usize, text: &str) -> Cell {
    Cell::Code {
        execution_count: (),
        id: format!("part-{number}"),
        metadata: Empty {},
        outputs: [],
        source: lines(text),
    }
}
