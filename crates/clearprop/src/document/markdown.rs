//! Markdown with `$$…$$`, as GitHub and Jupyter show it.

use super::tex::{aligned, equation, tex};
use super::{Block, Document, Inline, Math};

/// Writes a document.
pub(super) fn write(document: &Document) -> String {
    format!("# {}\n\n{}", document.title, blocks(&document.blocks))
}

/// Writes a part of a document.
pub(super) fn blocks(blocks: &[Block]) -> String {
    let mut out = String::new();
    for (at, block) in blocks.iter().enumerate() {
        out.push_str(if at > 0 { "\n" } else { "" });
        match block {
            Block::Heading(level, content) => {
                out.push_str(&"#".repeat(usize::from(*level)));
                out.push(' ');
                out.push_str(&sentence(content));
                out.push('\n');
            }
            Block::Paragraph(content) => {
                out.push_str(&sentence(content));
                out.push('\n');
            }
            Block::Equations(equations) => {
                for (at, line) in equations.iter().enumerate() {
                    out.push_str(if at > 0 { "\n" } else { "" });
                    put!(out, "$$\n\\begin{{aligned}}\n{}\n\\end{{aligned}}\n$$\n", aligned(line));
                }
            }
            Block::Table { head, rows } => {
                put!(out, "| {} |\n|{}\n", head.join(" | "), " --- |".repeat(head.len()));
                for row in rows {
                    let cells: Vec<String> =
                        row.iter().map(|cell| sentence(std::slice::from_ref(cell))).collect();
                    put!(out, "| {} |\n", cells.join(" | "));
                }
            }
            Block::Values(rows) => {
                for (at, row) in rows.iter().enumerate() {
                    let cells: Vec<String> = row.iter().map(equation).collect();
                    out.push_str(if at > 0 { "\n" } else { "" });
                    put!(out, "$$\n{}\n$$\n", cells.join(" \\qquad "));
                }
            }
        }
    }
    out
}

fn sentence(content: &[Inline]) -> String {
    let piece = |inline: &Inline| match inline {
        Inline::Text(words) => words.clone(),
        Inline::Strong(words) => format!("**{words}**"),
        Inline::Math(math) => format!("${}$", tex(math)),
        Inline::Number(_, digits) if digits.contains('e') => {
            format!("${}$", tex(&Math::Number(digits.clone())))
        }
        Inline::Number(_, digits) => digits.replace('-', "−"),
    };
    content.iter().map(piece).collect()
}
