//! What a good lecturer says along the way: what each part is for, how the slopes follow from
//! their definitions, and what the numbers show.

mod findings;
mod openings;
mod slopes;

use super::{Block, Equation, Inline, Speller};
use crate::backprop::{Formula, Rule};
use crate::quantity::{Quantity, Variable};

pub(super) use findings::findings;
pub(super) use openings::opening;

/// One line of a derivation: why it equals the line before, and the line.
struct Line {
    why: &'static str,
    formula: Formula,
}

/// A slope worked step by step from its definition.
struct Derivation {
    slope: Quantity,
    lines: Vec<Line>,
}

fn paragraph(words: impl Into<String>) -> Block {
    Block::Paragraph(vec![Inline::Text(words.into())])
}

/// The derivations of the slope that a rule uses, where it is first used.
pub(super) fn derivation(speller: &Speller, quantity: Quantity, rule: Rule) -> Vec<Block> {
    let derivations = slopes::derivations(speller.derivation, quantity, rule);
    let mut blocks = Vec::new();
    for Derivation { slope, lines } in derivations {
        for (at, line) in lines.iter().enumerate() {
            let why =
                if at == 0 { format!("Where it comes from. {}", line.why) } else { line.why.to_owned() };
            blocks.push(paragraph(why));
            let left = speller.symbol(slope);
            let sides = vec![speller.in_symbols(&line.formula)];
            blocks.push(Block::Equations(vec![Equation { quantity: None, left, sides, exact: true }]));
        }
    }
    blocks
}

/// The layer that a variable belongs to.
fn layer_of(variable: Variable) -> u32 {
    match variable {
        Variable::Weight(layer, ..)
        | Variable::Bias(layer, _)
        | Variable::Z(layer, _)
        | Variable::A(layer, _) => layer,
        Variable::Input(_) | Variable::Target(_) | Variable::Loss | Variable::LossTerm(_) => 0,
    }
}
