//! Blocks become sections that fold, paragraphs and lines of working.

use super::mathml::{Writer, escape};
use super::names::Names;
use crate::document::boxes::number_text;
use crate::document::{Block, Equation, Inline, Math, Operator};
use crate::quantity::{Kind, Quantity, Variable};

/// The text of a part of the page as it grows.
pub(super) struct Body<'a> {
    pub(super) out: String,
    names: &'a mut Names,
    /// The level of each section that is open, outermost first.
    open: Vec<u8>,
}

impl<'a> Body<'a> {
    /// Goes on with a page.
    pub(super) fn of(page: String, names: &'a mut Names) -> Body<'a> {
        Body { out: page, names, open: Vec::new() }
    }

    /// Links to the sections.
    pub(super) fn contents(&mut self, blocks: &[Block]) {
        self.out.push_str("<nav aria-label=Contents>\n<ul>\n");
        for block in blocks {
            if let Block::Heading(2, content) = block {
                let words = words(content);
                put!(self.out, "<li><a href=\"#{}\">{}</a></li>\n", slug(&words), escape(&words));
            }
        }
        self.out.push_str("</ul>\n</nav>\n");
    }

    /// Blocks, with the sections that they open and close.
    pub(super) fn blocks(&mut self, blocks: &[Block]) {
        for (at, block) in blocks.iter().enumerate() {
            if self.open.last() == Some(&3) && leaves_the_parameter(&blocks[at..]) {
                self.close(3);
            }
            self.block(block);
        }
        self.close(0);
    }

    fn block(&mut self, block: &Block) {
        match block {
            Block::Heading(level, content) => {
                self.close(*level);
                self.open.push(*level);
                let id =
                    if *level == 2 { format!(" id=\"{}\"", slug(&words(content))) } else { String::new() };
                put!(self.out, "<details open class=part{level}>\n<summary><h{level}{id}>");
                self.sentence(content);
                put!(self.out, "</h{level}></summary>\n");
            }
            Block::Paragraph(content) => {
                self.out.push_str("<p>");
                self.sentence(content);
                self.out.push_str("</p>\n");
            }
            Block::Equations(equations) => equations.iter().for_each(|equation| self.line(equation)),
            Block::Values(rows) => {
                self.out.push_str("<div class=values>\n");
                for row in rows {
                    self.out.push_str("<div class=row>\n");
                    row.iter().for_each(|cell| self.line(cell));
                    self.out.push_str("</div>\n");
                }
                self.out.push_str("</div>\n");
            }
            Block::Table { head, rows } => self.table(head, rows),
        }
    }

    /// Ends every open section of this level or deeper.
    fn close(&mut self, level: u8) {
        while self.open.last().is_some_and(|&open| open >= level) {
            self.open.pop();
            self.out.push_str("</details>\n");
        }
    }

    /// One line of working; it can be linked to by the name of what it works.
    fn line(&mut self, equation: &Equation) {
        self.out.push_str("<div class=line");
        if let Some(quantity) = equation.quantity {
            put!(self.out, " id=\"{quantity}\"");
        }
        self.out.push_str("><math>");
        self.math(&equation.left);
        self.out.push_str("</math>");
        for (at, side) in equation.sides.iter().enumerate() {
            let is_result = at + 1 == equation.sides.len();
            let sign = if is_result && !equation.exact { '≈' } else { '=' };
            self.out.push_str(if is_result { "<span class=result>" } else { "<span>" });
            self.out.push_str("<math><mo>");
            self.out.push(sign);
            self.out.push_str("</mo>");
            self.side(side);
            self.out.push_str("</math></span>");
        }
        self.out.push_str("</div>\n");
    }

    /// A side in pieces, so that it breaks before a plus or a minus like a sentence between words.
    fn side(&mut self, side: &Math) {
        let Math::Row(parts) = side else { return self.math(side) };
        for (at, part) in parts.iter().enumerate() {
            match part {
                // First in its piece, a sign would be taken for that of a number.
                Math::Operator(Operator::Plus) if at > 0 => {
                    self.out.push_str("</math><math><mo form=infix>+</mo>");
                }
                Math::Operator(Operator::Minus) if at > 0 => {
                    self.out.push_str("</math><math><mo form=infix>−</mo>");
                }
                part => self.math(part),
            }
        }
    }

    fn table(&mut self, head: &[String], rows: &[Vec<Inline>]) {
        self.out.push_str("<div class=table><table>\n<thead><tr>");
        for cell in head {
            let element = if cell.is_empty() { "td" } else { "th" };
            let scope = if cell.is_empty() { "" } else { " scope=col" };
            put!(self.out, "<{element}{scope}>{}</{element}>", escape(cell));
        }
        self.out.push_str("</tr></thead>\n<tbody>\n");
        for row in rows {
            self.out.push_str("<tr>");
            for cell in row {
                self.out.push_str("<td>");
                self.sentence(std::slice::from_ref(cell));
                self.out.push_str("</td>");
            }
            self.out.push_str("</tr>\n");
        }
        self.out.push_str("</tbody>\n</table></div>\n");
    }

    fn sentence(&mut self, content: &[Inline]) {
        for inline in content {
            match inline {
                Inline::Text(words) => self.out.push_str(&escape(words)),
                Inline::Strong(words) => put!(self.out, "<strong>{}</strong>", escape(words)),
                Inline::Number(value, digits) => {
                    put!(self.out, "<span data-v=\"{value}\">{}</span>", number_text(digits))
                }
                Inline::Math(math) => {
                    self.out.push_str("<math>");
                    self.math(math);
                    self.out.push_str("</math>");
                }
            }
        }
    }

    fn math(&mut self, math: &Math) {
        Writer { out: &mut self.out, names: self.names }.math(math);
    }
}

/// Whether the next lines of working no longer belong to one parameter: a heading of level 3
/// stands above the work of one, and after the last of them come the slopes of whole neurons.
fn leaves_the_parameter(blocks: &[Block]) -> bool {
    let next = blocks.iter().find(|block| !matches!(block, Block::Paragraph(_)));
    let Some(Block::Equations(equations)) = next else { return false };
    let first = equations.first().and_then(|equation| equation.quantity);
    matches!(first, Some(Quantity { kind: Kind::Slope { by: Variable::A(..) | Variable::Z(..), .. }, .. }))
}

fn words(content: &[Inline]) -> String {
    let words = |inline: &Inline| match inline {
        Inline::Text(words) | Inline::Strong(words) => words.clone(),
        Inline::Number(_, digits) => digits.clone(),
        Inline::Math(_) => String::new(),
    };
    content.iter().map(words).collect()
}

/// Words as the end of an address: `forward-layer-1-sigmoid`.
fn slug(words: &str) -> String {
    let parts = words.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join("-").to_lowercase()
}
