//! The printed numbers of a sheet, in the order of the text.

use super::cause::neighbours;
use super::judge::Judged;
use super::report::{Role, Verdict};
use super::worked::Worked;
use crate::quantity::Quantity;
use crate::sheet::{Printed, Sheet};

/// One printed number that is said to be the value of a quantity.
#[derive(Clone, Debug)]
pub(super) struct Item {
    /// The number.
    pub printed: Printed,
    /// What it is said to be.
    pub quantity: Quantity,
    /// What else its name may mean.
    pub alternatives: Vec<Quantity>,
    /// What it does in its line.
    pub role: Role,
    /// The statement that it stands in.
    pub statement: usize,
    /// The side of that statement.
    pub side: usize,
    /// Whether it is printed without a sign.
    pub is_unsigned: bool,
}

/// Every number that names a quantity.
pub(super) fn collect(source: &str, sheet: &Sheet) -> Vec<Item> {
    let mut items = Vec::new();
    for (statement, said) in sheet.statements.iter().enumerate() {
        for (at, side) in said.sides.iter().enumerate() {
            let item = |printed: Printed, quantity, role, alternatives| Item {
                printed,
                quantity,
                alternatives,
                role,
                statement,
                side: at,
                is_unsigned: printed.is_plain()
                    && !printed.span.of(source).trim_start().starts_with(['-', '−', '–']),
            };
            if let (Some(printed), Some(quantity)) = (side.printed, said.quantity) {
                let role = if said.given { Role::Given } else { Role::Result };
                items.push(item(printed, quantity, role, said.alternatives.clone()));
            }
            if let Some(formula) = &side.formula {
                formula.for_each_symbol(&mut |leaf| {
                    if let crate::sheet::Leaf::Operand(operand) = leaf
                        && let Some(quantity) = operand.quantity
                    {
                        items.push(item(operand.printed, quantity, Role::Operand, Vec::new()));
                    }
                });
            }
        }
    }
    items.sort_by_key(|item| item.printed.span.start);
    items.dedup_by_key(|item| item.printed.span.start);
    drop_appended_zeros(source, &mut items);
    items
}

/// The operands that are a neighbour's value, and which neighbour's, where the result of their line was worked
/// with them: what is wrong there is the result.
pub(super) fn exchanged(items: &[Item], judged: &Judged, worked: &Worked) -> Vec<(usize, Quantity)> {
    let carry_on = |at: usize| {
        items.iter().zip(&judged.judgements).any(|(item, judgement)| {
            item.statement == items[at].statement
                && item.role == Role::Result
                && judgement.as_ref().is_some_and(|judgement| judgement.root == Some(at))
        })
    };
    let is_wrong_operand = |&at: &usize| {
        let judgement = judged.judgements[at].as_ref();
        items[at].role == Role::Operand
            && judgement.is_some_and(|judgement| judgement.verdict == Verdict::Wrong)
            && carry_on(at)
    };
    let neighbour = |at: usize| {
        let Item { printed, quantity, .. } = &items[at];
        let is_its = |other: &Quantity| worked.middle(*other) == Some(printed.value.to_f64());
        Some((at, neighbours(*quantity, worked).into_iter().find(is_its)?))
    };
    (0..items.len()).filter(is_wrong_operand).filter_map(neighbour).collect()
}

/// Where every other result keeps four places, the last 0 of 0.03600 was put behind a number of four.
fn drop_appended_zeros(source: &str, items: &mut [Item]) {
    let results = items.iter().filter(|item| item.role == Role::Result);
    let mut units: Vec<i32> = results.map(|item| item.printed.unit).collect();
    units.sort_unstable();
    let &[finest, kept, ..] = &units[..] else { return };
    let all_keep_it = units.iter().filter(|unit| **unit == kept).count() > units.len() / 2;
    if finest >= kept || !all_keep_it {
        return;
    }
    for item in items.iter_mut().filter(|item| item.role == Role::Result && item.printed.unit == finest) {
        let text = item.printed.span.of(source);
        let zeros = text.len() - text.trim_end_matches('0').len();
        if zeros as i32 >= kept - finest {
            item.printed.unit = kept;
        }
    }
}
