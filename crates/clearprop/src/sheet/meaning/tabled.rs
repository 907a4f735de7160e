//! What the numbers say that a table from units to units holds: its weights, their slopes or what they become.

use super::values::{Values, fit, is_close};
use crate::quantity::{Quantity, Variable};
use crate::sheet::syntax::chain::Item;
use crate::sheet::syntax::tree::{Atom, Index, Name, Node, SlopeName};
use crate::sheet::types::{Printed, Span};

/// Fewer numbers fit something by chance.
const FEWEST: usize = 3;

/// A number of a table: from the unit of its row to that of its column, or the other way round.
struct Entry {
    ends: [u32; 2],
    printed: Printed,
}

/// What a table holds.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Weights,
    Slopes,
    New,
}

/// A table in the text, what it seems to hold, and its numbers.
struct Table {
    /// Where it stands.
    before: Span,
    kind: Kind,
    entries: Vec<Entry>,
}

/// Says of what a table holds what it seemed to say of something else whose values it does not have. Returns whether
/// there was any.
pub(super) fn retell(items: &mut [Item], widths: &[usize], values: &Values) -> bool {
    let told: Vec<(Span, Kind, Kind)> = tables(items)
        .into_iter()
        .filter_map(|table| Some((table.before, table.kind, table.instead(widths, values)?)))
        .collect();
    if told.is_empty() {
        return false;
    }
    for item in items {
        let Item::Chain(chain) = item else { continue };
        let Some((name, kind)) = chain.left().and_then(of_table) else { continue };
        let is_it = |(before, seeming, _): &&(Span, Kind, Kind)| *before == chain.before && *seeming == kind;
        let Some((.., instead)) = told.iter().find(is_it) else { continue };
        let by = Name { updated: *instead == Kind::New, ..name.clone() };
        chain.sides[0].node = Some(match instead {
            Kind::Slopes => Node::Slope(Box::new(SlopeName { of: None, by })),
            Kind::Weights | Kind::New => Node::Name(by),
        });
    }
    true
}

/// The weight or bias of a table that a left side names, and what is said of it.
fn of_table(left: &Node) -> Option<(&Name, Kind)> {
    let (name, kind) = match left {
        Node::Name(name) if name.updated => (name, Kind::New),
        Node::Name(name) => (name, Kind::Weights),
        Node::Slope(slope) => (&slope.by, Kind::Slopes),
        _ => return None,
    };
    match name.indices.first() {
        Some(Index { atom: Atom::Letters(letters), .. }) if letters.starts_with("table") => {
            Some((name, kind))
        }
        _ => None,
    }
}

fn tables(items: &[Item]) -> Vec<Table> {
    let mut tables: Vec<Table> = Vec::new();
    for chain in items.iter().filter_map(Item::chain) {
        let Some((name, kind)) = chain.left().and_then(of_table).filter(|(name, _)| name.base == "w") else {
            continue;
        };
        let printed = chain.sides.last().and_then(|side| side.node.as_ref()?.number());
        let ([one, other], Some(printed)) = (&name.coordinates()[..], printed) else { continue };
        let entry = Entry { ends: [*one, *other], printed };
        let is_it = |table: &&mut Table| table.before == chain.before && table.kind == kind;
        match tables.iter_mut().find(is_it) {
            Some(table) => table.entries.push(entry),
            None => tables.push(Table { before: chain.before, kind, entries: vec![entry] }),
        }
    }
    tables
}

impl Table {
    /// What it holds, where that is another thing than it seems to.
    fn instead(&self, widths: &[usize], values: &Values) -> Option<Kind> {
        let fitting = |kind: Kind, fits: &dyn Fn(Printed, f64) -> bool| {
            let ways = (1..widths.len() as u32).flat_map(|layer| [(layer, false), (layer, true)]);
            let count = |(layer, turned): (u32, bool)| {
                let is_it = |entry: &&Entry| {
                    let [j, k] = if turned { [entry.ends[1], entry.ends[0]] } else { entry.ends };
                    let weight = Variable::Weight(layer, j, k);
                    let quantity = match kind {
                        Kind::Weights => Quantity::plain(weight),
                        Kind::Slopes => Quantity::slope(Variable::Loss, weight),
                        Kind::New => Quantity::updated(weight),
                    };
                    values.get(quantity).is_some_and(|value| fits(entry.printed, value))
                };
                self.entries.iter().filter(is_it).count()
            };
            ways.map(count).max().unwrap_or(0)
        };
        let is_it = |printed, value| fit(printed, value) >= 0.5;
        // Where none is what it should be, all may follow from one mistake.
        let is_near = |printed, value| fit(printed, value) > -0.2;
        let own: usize = match self.kind {
            Kind::Weights => fitting(Kind::Weights, &is_close),
            kind => fitting(kind, &is_it),
        };
        if 2 * own > self.entries.len() {
            return None;
        }
        let by = |fits: &dyn Fn(Printed, f64) -> bool, least: usize| {
            let (slopes, new) = (fitting(Kind::Slopes, fits), fitting(Kind::New, fits));
            let instead = if slopes > new { Kind::Slopes } else { Kind::New };
            let is_told = slopes != new && slopes.max(new) >= least && instead != self.kind;
            is_told.then_some(instead)
        };
        let (most, all) = (2 * self.entries.len() / 3 + 1, self.entries.len());
        by(&is_it, most).or_else(|| by(&is_near, all.max(FEWEST)))
    }
}
