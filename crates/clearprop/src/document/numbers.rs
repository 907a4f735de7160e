//! The numbers of quantities on a page.

use super::{Block, Equation, Inline, Math};
use crate::quantity::Quantity;

/// Every printed number of a quantity, from top to bottom.
pub fn printed(blocks: &[Block]) -> Vec<(Quantity, &str)> {
    let mut found = Vec::new();
    for block in blocks {
        match block {
            Block::Equations(equations) => equations.iter().for_each(|one| in_equation(one, &mut found)),
            Block::Values(rows) => rows.iter().flatten().for_each(|one| in_equation(one, &mut found)),
            Block::Heading(_, content) | Block::Paragraph(content) => in_sentence(content, &mut found),
            Block::Table { rows, .. } => rows.iter().for_each(|row| in_sentence(row, &mut found)),
        }
    }
    found
}

fn in_equation<'a>(equation: &'a Equation, found: &mut Vec<(Quantity, &'a str)>) {
    in_math(&equation.left, found);
    equation.sides.iter().for_each(|side| in_math(side, found));
}

fn in_sentence<'a>(content: &'a [Inline], found: &mut Vec<(Quantity, &'a str)>) {
    for inline in content {
        if let Inline::Math(math) = inline {
            in_math(math, found);
        }
    }
}

fn in_math<'a>(math: &'a Math, found: &mut Vec<(Quantity, &'a str)>) {
    match math {
        Math::Named(named) => match &named.label {
            Math::Number(text) => found.push((named.quantity, text)),
            label => in_math(label, found),
        },
        Math::Exp(x) | Math::Call(_, x) | Math::Root(x) | Math::Bracket(x) | Math::Transpose(x) => {
            in_math(x, found);
        }
        Math::Row(parts) => parts.iter().for_each(|part| in_math(part, found)),
        Math::Fraction(x, y) | Math::Power(x, y) => {
            in_math(x, found);
            in_math(y, found);
        }
        Math::Piecewise(parts) => parts.iter().for_each(|part| in_math(part, found)),
        Math::Matrix(rows) => rows.iter().flatten().for_each(|entry| in_math(entry, found)),
        Math::Symbol(_) | Math::Number(_) | Math::Operator(_) | Math::Pi | Math::Ellipsis | Math::Blank => {}
    }
}
