//! Where a text goes on to another network: a second example, or weights that are drawn anew.

use std::ops::Range;

use rustc_hash::FxHashMap;

use crate::math::Decimal;
use crate::quantity::{Kind, Quantity, Variable};
use crate::sheet::meaning::facts::{Fact, Facts, Left};
use crate::sheet::meaning::values::{Values, figures, fit};
use crate::sheet::network::given::{Given, Group};
use crate::sheet::types::{Printed, Sheet, Statement, Unread};

/// Why nothing is said of what stands behind.
const REASON: &str =
    "from here on the text gives other weights; put its second network into a sheet of its own";

/// More weights at once, or more often, nobody gives.
const MOST: usize = 64;

/// Where a text starts to speak of another network: it gives several weights that are neither the network's nor
/// what an update made of them, and what it works out from there on is not the network's.
pub(crate) fn start(
    text: &str,
    facts: &Facts,
    given: &Given,
    values: &Values,
    sheet: &Sheet,
) -> Option<usize> {
    let mut first_printed: FxHashMap<Decimal, usize> = FxHashMap::default();
    let is_worked = |fact: &&Fact| !fact.direct || matches!(&fact.left, Left::Name(name) if name.updated);
    for fact in facts.facts.iter().filter(is_worked) {
        let first = first_printed.entry(fact.printed.value.trimmed()).or_insert(fact.printed.span.start);
        *first = (*first).min(fact.printed.span.start);
    }
    let is_parameter = |(quantity, _): &(Quantity, f64)| {
        matches!(
            quantity.kind,
            Kind::Plain(Variable::Weight(..) | Variable::Bias(..))
                | Kind::Updated(Variable::Weight(..) | Variable::Bias(..))
        )
    };
    let parameters: Vec<f64> = values.iter().filter(is_parameter).map(|(_, value)| value).collect();
    let is_known = |printed: Printed, from: usize| {
        // Of one figure much is near.
        let is_near = |value: &f64| figures(printed) > 1 && fit(printed, *value) > 0.0;
        parameters.iter().any(|value| printed.value.to_f64() == *value || is_near(value))
            || first_printed.get(&printed.value.trimmed()).is_some_and(|first| *first < from)
    };
    let starts_anew = |group: &&Group| {
        let from = group.values.iter().map(|value| value.printed.span.start).min().unwrap_or(0);
        let others = group.values.iter().filter(|value| !is_known(value.printed, from)).count();
        group.late && others > 1 && 2 * others > group.values.len()
    };
    let groups = given.weights.iter().filter(|group| group.values.len() <= MOST).take(MOST);
    let drawn_anew = groups.filter(starts_anew).take(1).filter_map(|group| {
        let first = group.values.iter().map(|value| value.printed.span.start).min()?;
        Some(text[..first].rfind('\n').map_or(0, |end| end + 1))
    });
    let is_other = |from: &usize| !is_of_network(sheet, values, *from..text.len());
    // The network may be that of the second example.
    let is_either = |from: &usize| is_other(from) || !is_of_network(sheet, values, 0..*from);
    drawn_anew.filter(is_other).chain(next_example(text).filter(is_either)).min()
}

/// Where the heading of a second example stands.
fn next_example(text: &str) -> Option<usize> {
    let words = ["example", "beispiel", "exemple", "ejemplo", "exemplo", "esempio", "пример", "例"];
    let is_heading = |line: &str| {
        line.starts_with('#') && {
            let line = line.to_lowercase();
            words.iter().any(|word| line.contains(word))
        }
    };
    let mut at = 0;
    let starts = text.split_inclusive('\n').map(|line| {
        at += line.len();
        (at - line.len(), line)
    });
    starts.filter(|(_, line)| is_heading(line)).nth(1).map(|(start, _)| start)
}

/// Whether half of what is worked out in a part of the text are the network's values.
fn is_of_network(sheet: &Sheet, values: &Values, part: Range<usize>) -> bool {
    let (mut worked, mut fitting) = (0, 0);
    let statements = sheet.statements.iter().filter(|statement| part.contains(&statement.span.start));
    for statement in statements.filter(|statement| !statement.given) {
        let Some(value) = statement.quantity.and_then(|quantity| values.get(quantity)) else { continue };
        statement.for_each_result(|printed| {
            worked += 1;
            fitting += usize::from(fit(printed, value) > 0.0);
        });
    }
    2 * fitting >= worked
}

/// What was read of the text up to there, and each number behind it left unread.
pub(crate) fn left_out(mut first: Sheet, whole: &Sheet, from: usize) -> Sheet {
    // Numbers of nothing known are unread as it is.
    let said = |statement: &&Statement| statement.span.start >= from && statement.quantity.is_some();
    for statement in whole.statements.iter().filter(said) {
        statement.for_each_result(|printed| {
            first.unread.push(Unread { span: printed.span, reason: REASON.to_owned() });
        });
    }
    first.unread.extend(whole.unread.iter().filter(|unread| unread.span.start >= from).cloned());
    first.unread.sort_by_key(|unread| unread.span);
    first
}
