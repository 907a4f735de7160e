//! The symbols that labels make: that of a row with what stands over a column, and with a number for its letter.

use super::label::{self, Word};
use crate::sheet::meaning::role::{self, Role};
use crate::sheet::syntax::tree::{Atom, Index, Name, Node, SlopeName};
use crate::sheet::types::Span;

pub(super) fn plain(base: &str, span: Span) -> Name {
    Name { base: base.to_owned(), indices: Vec::new(), updated: false, span }
}

/// Whether it is a weight that says what it leads from and not whereto.
pub(super) fn is_weight_of_one(name: &Name) -> bool {
    name.coordinates().len() == 1 && role::by_name(&name.base, 1, role::Role::Weight) >= 1.0
}

/// The unit that such a weight leads from.
fn source_of(weight: &Name) -> Name {
    let (base, indices) = match &weight.indices[..] {
        [Index { atom: Atom::Letters(base), .. }, rest @ ..] => (base.clone(), rest.to_vec()),
        [Index { atom: Atom::Node(letter), .. }, ..] => (letter.to_string(), Vec::new()),
        _ => (String::from("x"), weight.indices.clone()),
    };
    Name { base, indices, ..weight.clone() }
}

/// Whether it is a symbol with an index, or a slope.
pub(super) fn is_indexed(node: &Node) -> bool {
    match node {
        Node::Name(name) => !name.indices.is_empty(),
        Node::Slope(_) => true,
        _ => false,
    }
}

/// A word of several letters without an index is a label in words.
pub(super) fn is_lone_word(node: &Node) -> bool {
    matches!(node, Node::Name(name) if name.indices.is_empty() && name.base.chars().count() > 2
        && !["net", "out", "loss", "yhat"].contains(&name.base.as_str()))
}

fn is_free(index: &Index) -> bool {
    match &index.atom {
        Atom::Any => true,
        Atom::Letters(letters) => letters.len() == 1 && "ijklmn".contains(letters.as_str()),
        _ => false,
    }
}

/// Whether a symbol in it has an index that stands for any number.
pub(super) fn is_general(node: &Node) -> bool {
    let mut general = false;
    node.for_each_name(&mut |name| general |= name.indices.iter().any(is_free));
    general
}

/// A symbol with its free index, a letter or a dot, replaced by a number; without one it gets it.
pub(super) fn counted(node: &Node, count: u32) -> Node {
    let general = is_general(node);
    let mut node = node.clone();
    let mut first = true;
    node.for_each_name_mut(&mut |name| {
        let mut found = false;
        for index in name.indices.iter_mut().filter(|index| is_free(index)) {
            index.atom = Atom::Number(count);
            found = true;
        }
        if !general && !found && first {
            name.indices.push(Index { raised: false, atom: Atom::Number(count) });
        }
        first = false;
    });
    // ∂E/∂w of row k: the index belongs to what is differentiated by.
    if !general
        && let Node::Slope(slope) = &mut node
        && let Some(of) = slope.of.as_mut()
        && of.indices.last().is_some_and(|index| index.atom == Atom::Number(count))
    {
        of.indices.pop();
        slope.by.indices.push(Index { raised: false, atom: Atom::Number(count) });
    }
    node
}

/// net_{h1}: what is called so of the unit of a row.
pub(super) fn named(base: &str, row: &Name) -> Name {
    with_unit(plain(base, row.span), row)
}

/// A symbol with the unit of a row for its last indices.
fn with_unit(mut name: Name, row: &Name) -> Name {
    let atom = match row.node_letter() {
        Some(letter) => Atom::Node(letter),
        None => Atom::Letters(row.base.clone()),
    };
    name.indices.push(Index { raised: false, atom });
    name.indices.extend(row.indices.iter().cloned());
    name
}

/// Δw for w.
pub(super) fn change_of(row: &Name) -> Name {
    Name { base: format!("Δ{}", row.base), ..row.clone() }
}

/// What a column with such a head says of the symbol in front of the row.
pub(super) fn of_word(row: &Name, word: Word) -> Node {
    let named = |base| Node::Name(named(base, row));
    let is_weight = role::by_name(&row.base, row.coordinate_count(), Role::Weight) >= 1.8;
    match word {
        Word::Gradient => Node::Slope(Box::new(SlopeName { of: None, by: row.clone() })),
        // The slope by a weight is its gradient.
        Word::Slope if is_weight => Node::Slope(Box::new(SlopeName { of: None, by: row.clone() })),
        Word::Slope => {
            Node::Slope(Box::new(SlopeName { of: Some(row.clone()), by: self::named("net", row) }))
        }
        Word::New => Node::Name(Name { updated: true, ..row.clone() }),
        Word::Net => named("net"),
        Word::Target => named("target"),
        Word::Delta => named("δ"),
        Word::Bias if row.node_letter().is_some() => named("b"),
        _ => Node::Name(row.clone()),
    }
}

/// The same of a column whose head is a symbol or a formula.
pub(super) fn of_symbol(row: &Name, head: &Node) -> Node {
    match head {
        // ∂E/∂net and ∂E/∂out of a unit: the words say which of its two.
        Node::Slope(slope) => {
            let is_net = slope.by.indices.is_empty() && label::word(&slope.by.base) == Some(Word::Net);
            let by = if is_net { named("net", row) } else { row.clone() };
            Node::Slope(Box::new(SlopeName { of: slope.of.clone(), by }))
        }
        // out − target of a unit
        Node::Sum(_) if role::is_unit_word(&row.base) => {
            let mut of_unit = head.clone();
            of_unit.for_each_name_mut(&mut |name| *name = with_unit(name.clone(), row));
            of_unit
        }
        // w − η ∂E/∂w
        Node::Sum(_) => Node::Name(Name { updated: true, ..row.clone() }),
        Node::Name(kind) if kind.updated => Node::Name(Name { updated: true, ..row.clone() }),
        // Δw of any weight
        Node::Product(factors) if matches!(&factors[..], [Node::Name(delta), Node::Name(_)] if delta.base == "Δ") => {
            Node::Name(change_of(row))
        }
        Node::Name(kind) if kind.is_step() => Node::Name(change_of(row)),
        // `weight of x₁`, `weight of A` in the row of the unit C.
        Node::Name(kind) if is_weight_of_one(kind) && row.node_letter().is_some() => {
            Node::Name(Name::edge(&source_of(kind), row))
        }
        Node::Name(kind) => Node::Name(with_unit(kind.clone(), row)),
        _ => Node::Name(row.clone()),
    }
}
