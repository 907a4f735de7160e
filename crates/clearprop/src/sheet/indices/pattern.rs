//! The index of the one pattern that is worked: the p of o_{p4} and δ_{p4}, beside w_{41}.

use super::counting::rename;
use crate::sheet::syntax::chain::Item;
use crate::sheet::syntax::tree::{Atom, Index, Name};

/// Fewer symbols have such an index by chance.
const FEWEST: usize = 3;

/// Leaves the index out where what comes out of units, what is wanted of them and what they take in have it.
pub(super) fn leave_out(items: &mut [Item]) {
    let mut bases: Vec<&str> =
        items.iter().filter_map(Item::name).filter(|name| has_it(name)).map(base).collect();
    bases.sort_unstable();
    bases.dedup();
    if bases.len() < FEWEST {
        return;
    }
    rename(items, |name| {
        if has_it(name) || matches!(&name.indices[..], [index] if is_it(index)) && name.base.len() == 1 {
            name.indices.remove(0);
        } else if let [Index { raised: false, atom: Atom::Letters(letters) }] = &mut name.indices[..]
            && let Some(unit) = letters.strip_prefix('p').filter(|unit| is_free(unit))
        {
            *letters = unit.to_owned();
        }
    });
}

/// Whether it stands for any unit: the k of δ_{pk}.
fn is_free(unit: &str) -> bool {
    unit.len() == 1 && "ijklmn".contains(unit)
}

fn base(name: &Name) -> &str {
    &name.base
}

fn is_it(index: &Index) -> bool {
    !index.raised && index.atom == Atom::Letters("p".to_owned())
}

/// Whether the index stands before that of a unit.
fn has_it(name: &Name) -> bool {
    matches!(&name.indices[..], [first, Index { atom: Atom::Number(_), .. }] if is_it(first))
}
