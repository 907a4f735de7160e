//! A LaTeX document that compiles as it is, with pdflatex, xelatex or lualatex.

use super::drawing::{Drawing, tikz};
use super::tex::{aligned, equation, tex};
use super::{Block, Document, Inline, Math};

const PREAMBLE: &str = r"\documentclass[11pt,a4paper]{article}
\usepackage[margin=22mm]{geometry}
\usepackage[utf8]{inputenc}
\usepackage[T1]{fontenc}
\usepackage{amsmath}
\usepackage{amssymb}
\usepackage{longtable}
\allowdisplaybreaks
\setlength{\parindent}{0pt}
\setlength{\parskip}{4pt}
\setcounter{MaxMatrixCols}{30}
";

/// Writes a document.
pub(super) fn write(document: &Document, drawing: &Drawing) -> String {
    let mut out = format!("{PREAMBLE}{}", tikz::PREAMBLE);
    let title = escape(&document.title);
    put!(out, "\\begin{{document}}\n\\begin{{center}}\\LARGE {title}\\end{{center}}\n");
    let is_heading = |block: &Block| matches!(block, Block::Heading(..));
    let first = document.blocks.iter().position(is_heading);
    for (at, block) in document.blocks.iter().enumerate() {
        if Some(at) == first {
            out.push_str(&tikz::write(drawing));
        }
        match block {
            Block::Heading(level, content) => {
                let command = if *level == 2 { "section*" } else { "subsection*" };
                put!(out, "\n\\{command}{{{}}}\n", sentence(content));
            }
            Block::Paragraph(content) => put!(out, "\n{}\n", sentence(content)),
            Block::Equations(equations) => {
                let lines: Vec<String> = equations.iter().map(aligned).collect();
                put!(out, "\\begin{{align*}}\n{}\n\\end{{align*}}\n", lines.join(" \\\\[6pt]\n"));
            }
            Block::Table { head, rows } => {
                let columns = "l".repeat(head.len());
                put!(out, "\n\\begin{{longtable}}{{{columns}}}\n");
                let head: Vec<String> = head.iter().map(|cell| escape(cell)).collect();
                put!(out, "{} \\\\\n\\hline\n", head.join(" & "));
                for row in rows {
                    let cells: Vec<String> =
                        row.iter().map(|cell| sentence(std::slice::from_ref(cell))).collect();
                    put!(out, "{} \\\\\n", cells.join(" & "));
                }
                out.push_str("\\end{longtable}\n");
            }
            Block::Values(rows) => {
                let row = |row: &Vec<_>| {
                    let cells: Vec<String> = row.iter().map(equation).collect();
                    // Many short equations flow like words; a display would run off the page.
                    format!("${}$", cells.join("$ \\quad $"))
                };
                let rows: Vec<String> = rows.iter().map(row).collect();
                put!(out, "\n{}\n", rows.join("\n\n"));
            }
        }
    }
    out.push_str("\\end{document}\n");
    out
}

pub(super) fn sentence(content: &[Inline]) -> String {
    let piece = |inline: &Inline| match inline {
        Inline::Text(words) => escape(words),
        Inline::Strong(words) => format!("\\textbf{{{}}}", escape(words)),
        Inline::Math(math) => format!("${}$", tex(math)),
        Inline::Number(_, digits) if digits.contains('e') => {
            format!("${}$", tex(&Math::Number(digits.clone())))
        }
        Inline::Number(_, digits) => escape(&digits.replace('-', "−")),
    };
    content.iter().map(piece).collect()
}

/// Words in which no character is a command.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' => out.push_str("\\textbackslash{}"),
            '{' | '}' | '$' | '%' | '#' | '&' | '_' => {
                out.push('\\');
                out.push(c);
            }
            '^' => out.push_str("\\textasciicircum{}"),
            '~' => out.push_str("\\textasciitilde{}"),
            '−' => out.push_str("$-$"),
            '∂' => out.push_str("$\\partial$"),
            'δ' => out.push_str("$\\delta$"),
            'μ' => out.push_str("$\\mu$"),
            '≈' => out.push_str("$\\approx$"),
            '·' => out.push_str("$\\cdot$"),
            '′' => out.push_str("$'$"),
            '⋮' => out.push_str("$\\vdots$"),
            'Σ' => out.push_str("$\\sum$"),
            c => out.push(c),
        }
    }
    out
}
