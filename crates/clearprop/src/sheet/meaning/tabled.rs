//! What the numbers say that a table from units to units holds: its weights, their slopes or what they become.

use super::values::{Values, fit, is_close};
use crate::quantity::{Quantity, Variable};
use crate::sheet::syntax::chain::Item;
use crate::sheet::syntax::tree::{Atom, Index, Name, Node, SlopeName};
use crate::sheet::types::Printed;

/// Fewer numbers fit something by chance.
const FEWEST: usize = 3;

/// A number of a table: from the unit of its row to that of its column, or the other way round.
struct Entry {
    ends: [u32; 2],
    printed: Printed,
}

/// The letters that the names of a table's weights carry, and its numbers.
struct Table {
    letters: String,
    entries: Vec<Entry>,
}

/// What a table may hold instead of weights.
#[derive(Clone, Copy)]
enum Instead {
    Slopes,
    New,
}

/// Says of slopes, or of what weights become, what a table seemed to say of weights whose values it does not
/// have. Returns whether there was any.
pub(super) fn retell(items: &mut [Item], widths: &[usize], values: &Values) -> bool {
    let told: Vec<(String, Instead)> = tables(items)
        .into_iter()
        .filter_map(|table| Some((table.instead(widths, values)?, table.letters)))
        .map(|(instead, letters)| (letters, instead))
        .collect();
    if told.is_empty() {
        return false;
    }
    for item in items {
        let Some(name) = item.name().cloned() else { continue };
        let Some(letters) = table_of(&name) else { continue };
        let Some((_, instead)) = told.iter().find(|(table, _)| table == letters) else { continue };
        let Item::Chain(chain) = item else { continue };
        chain.sides[0].node = Some(match instead {
            Instead::Slopes => Node::Slope(Box::new(SlopeName { of: None, by: name })),
            Instead::New => Node::Name(Name { updated: true, ..name }),
        });
    }
    true
}

/// The letters by which a symbol is one of a table.
fn table_of(name: &Name) -> Option<&str> {
    match name.indices.first() {
        Some(Index { atom: Atom::Letters(letters), .. }) if !name.updated && letters.starts_with("table") => {
            Some(letters)
        }
        _ => None,
    }
}

fn tables(items: &[Item]) -> Vec<Table> {
    let mut tables: Vec<Table> = Vec::new();
    for chain in items.iter().filter_map(Item::chain) {
        let Some(name) = chain.name().filter(|name| name.base == "w") else { continue };
        let printed = chain.sides.last().and_then(|side| side.node.as_ref()?.number());
        let (Some(letters), [one, other], Some(printed)) = (table_of(name), &name.coordinates()[..], printed)
        else {
            continue;
        };
        let entry = Entry { ends: [*one, *other], printed };
        match tables.iter_mut().find(|table| table.letters == letters) {
            Some(table) => table.entries.push(entry),
            None => tables.push(Table { letters: letters.to_owned(), entries: vec![entry] }),
        }
    }
    tables
}

impl Table {
    /// What it holds where it holds no layer's weights.
    fn instead(&self, widths: &[usize], values: &Values) -> Option<Instead> {
        let most = |of: &dyn Fn(Variable) -> Quantity, fits: &dyn Fn(Printed, f64) -> bool| {
            let ways = (1..widths.len() as u32).flat_map(|layer| [(layer, false), (layer, true)]);
            let count = |(layer, turned): (u32, bool)| {
                let is_it = |entry: &&Entry| {
                    let [j, k] = if turned { [entry.ends[1], entry.ends[0]] } else { entry.ends };
                    let value = values.get(of(Variable::Weight(layer, j, k)));
                    value.is_some_and(|value| fits(entry.printed, value))
                };
                self.entries.iter().filter(is_it).count()
            };
            ways.map(count).max().unwrap_or(0)
        };
        let slope = |by| Quantity::slope(Variable::Loss, by);
        if 2 * most(&Quantity::plain, &is_close) > self.entries.len() {
            return None;
        }
        // Where none is what it should be, all may follow from one mistake.
        let is_it = |printed, value| fit(printed, value) >= 0.5;
        let is_near = |printed, value| fit(printed, value) > -0.2;
        let by = |fits: &dyn Fn(Printed, f64) -> bool, least: usize| {
            let (slopes, new) = (most(&slope, fits), most(&Quantity::updated, fits));
            let instead = if slopes > new { Instead::Slopes } else { Instead::New };
            (slopes != new && slopes.max(new) >= least.max(FEWEST)).then_some(instead)
        };
        by(&is_it, 2 * self.entries.len() / 3 + 1).or_else(|| by(&is_near, self.entries.len()))
    }
}
