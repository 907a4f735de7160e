//! A solution that a person wrote becomes a [`Sheet`]: what each line says, with its place.
//!
//! Reading never fails. What could not be read is listed with its place and the reason.

mod claims;
mod indices;
mod layout;
mod meaning;
mod network;
mod spelled;
mod syntax;
mod types;

pub(crate) use meaning::places::Places;
pub(crate) use types::quotable;
pub use types::{
    Blank, Leaf, Operand, Origin, Printed, Recovered, Sheet, Side, Span, Statement, SymbolReading, Unread,
};

use crate::Network;
use claims::resolve::Resolver;
use claims::{again, another, defined, fell, operands, rules};
use indices::{batch, marked, samples};
use meaning::changes::Changes;
use meaning::familiar::Familiar;
use meaning::values::{self, Values};
use syntax::chain::{self, Item};
use syntax::habits::Habits;
use syntax::{lex, number, updates};

/// A longer text is no sheet that a person wrote, in bytes.
const LONGEST: usize = 1_000_000;

/// Fewer values that are given say nothing of the network.
const FEW_GIVEN: usize = 3;

/// Reads a worked solution in Markdown, LaTeX or plain text.
///
/// `hint` is the network that the sheet is known to be about. Without one, the network is what
/// the sheet itself states.
pub fn read(text: &str, hint: Option<&Network>) -> Sheet {
    read_spelled(text, hint, &mut || None)
}

/// Reads a worked solution of an unknown network: what the sheet itself states or, where it states
/// none, that of `default`, which is only called then.
///
/// ```
/// use clearprop::{Network, sheet};
/// let mazur = || Network::embedded("mazur").expect("it is embedded");
/// let sheet = sheet::read_or("net_{h1} = 0.3775", mazur);
/// assert_eq!(sheet.network, Some(mazur()));
/// ```
pub fn read_or(text: &str, default: impl FnOnce() -> Network) -> Sheet {
    let mut default = Some(default);
    read_spelled(text, None, &mut || default.take().map(|default| default()))
}

/// Reads a text after what is no plain text in it is spelled as one.
fn read_spelled(text: &str, hint: Option<&Network>, default: &mut dyn FnMut() -> Option<Network>) -> Sheet {
    if text.len() > LONGEST {
        let reason = format!("the sheet is longer than {LONGEST} bytes; split it");
        let unread = vec![Unread { span: Span::default(), reason }];
        return Sheet { network: hint.cloned().or_else(default), unread, ..Sheet::default() };
    }
    match spelled::spelled(text) {
        Some(spelled) => {
            let mut sheet = read_text(&spelled.text, hint, default, true);
            spelled.place(&mut sheet);
            sheet
        }
        None => read_text(text, hint, default, true),
    }
}

/// Reads a text whose formulas stand on one line each: the whole of it, which may go on to another network, or
/// the part up to there.
fn read_text(
    text: &str,
    hint: Option<&Network>,
    default: &mut dyn FnMut() -> Option<Network>,
    is_whole: bool,
) -> Sheet {
    let (front, start) = front_matter(text);
    let comma = number::has_decimal_comma(&text[start..]);
    let tokens = lex::tokens(text, start, comma);
    let habits = Habits::of(text, &tokens);
    let apart = layout::apart(text, start, comma, &tokens, &habits);
    let chains = chain::items(text, &tokens, &habits, &apart.taken);
    let (mut items, mut samples) = in_order(chains, apart.items);
    let marked = marked::take(&mut items, &apart.samples);
    indices::count_alike(text, &mut items);
    updates::mark(text, &mut items);
    samples::settle(text, &items, &apart.samples, &mut samples);
    for (sample, marked) in samples.iter_mut().zip(marked) {
        *sample = marked.unwrap_or(*sample);
    }
    batch::by_samples(&mut items, &mut samples);

    let known = front.or_else(|| hint.cloned());
    let may_change = is_whole && known.is_none();
    let said = network::find(text, &mut items, &samples, known);
    let mut sheet = Sheet { recovered: said.recovered, open: said.open, ..Sheet::default() };
    let is_known = said.network.is_some();
    let Some(network) = said.network.or_else(&mut *default) else { return sheet };

    let (mut facts, given) = (said.facts, said.given);
    let (mut meanings, values) =
        meaning::settle((text, &mut items, &samples), &mut facts, &network, &given.roles, &said.nodes);
    meanings.familiar = Familiar::of(&items, &network, &values, &habits);
    let changes = Changes::of(&items, &meanings, &values);
    let (facts, meanings, values) = (&facts, &meanings, &values);
    let definitions = defined::definitions(&items);
    let rules = rules::of_slopes(&items);
    let resolver = Resolver { text, facts, meanings, values, changes: &changes, definitions, rules };
    resolver.resolve(&items, &samples, &mut sheet);
    given.state_lists(text, &network, &mut sheet);
    if may_change
        && is_known
        && let Some(from) = another::start(text, facts, &given, values, &sheet)
    {
        return another::left_out(read_text(&text[..from], None, default, false), &sheet, from);
    }
    fell::losses(text, &items, values, &mut sheet);
    again::settle(&mut sheet, &network, values);
    operands::settle(&mut sheet.statements, values, &network.widths());
    sheet.symbols = meanings.symbols(facts);
    sheet.network = Some(network);
    if !is_known && !is_about(&sheet, values) {
        sheet.leave_unread("the sheet does not state its network, and the default does not fit it");
    }
    sheet
}

/// Whether a sheet is about a network that it does not state: what it gives are nearly all the network's
/// values, and more of what it works out is the network's than chance would have. Where it gives next to
/// nothing, half of what it works out is.
fn is_about(sheet: &Sheet, values: &Values) -> bool {
    let (mut given, mut known) = (0, 0);
    let (mut worked, mut near, mut fitting) = (0, 0, 0);
    for statement in &sheet.statements {
        let Some(value) = statement.quantity.and_then(|quantity| values.get(quantity)) else { continue };
        statement.for_each_result(|printed| {
            // 0 and 1 are given everywhere.
            if statement.given && value.fract() != 0.0 {
                given += 1;
                known += usize::from(printed.value.to_f64() == value);
            } else if !statement.given && values::figures(printed) > 1 {
                worked += 1;
                near += usize::from(values::fit(printed, value) > 0.0);
                fitting += usize::from(values::fit(printed, value) >= 0.6);
            }
        });
    }
    match given >= FEW_GIVEN {
        true => 4 * known >= 3 * given && 6 * near >= worked,
        false => known == given && fitting > 0 && 2 * fitting >= worked,
    }
}

/// The chains of the text and what is said apart in one order, and the sample that each is about. A table that
/// has the samples side by side is read column by column, the mean over them last.
fn in_order(chains: Vec<Item>, apart: Vec<(Item, u32)>) -> (Vec<Item>, Vec<u32>) {
    let place = |item: &Item| match item {
        Item::Chain(chain) => chain.sides.first().map_or(0, |side| side.span.start),
        Item::Loose(loose) => loose.span.start,
    };
    let mut all: Vec<(Item, u32)> = chains.into_iter().map(|item| (item, 1)).chain(apart).collect();
    all.sort_by_key(|(item, _)| place(item));
    let table = |(item, _): &(Item, u32)| item.chain().map(|chain| chain.before);
    all.chunk_by_mut(|one, other| table(one).is_some() && table(one) == table(other))
        .for_each(|cells| cells.sort_by_key(|(_, sample)| sample.wrapping_sub(1)));
    all.into_iter().unzip()
}

/// A network in front of the text, between lines of `+++`, and where the text starts.
fn front_matter(text: &str) -> (Option<Network>, usize) {
    let Some(rest) = text.strip_prefix("+++") else { return (None, 0) };
    let Some(end) = rest.find("\n+++") else { return (None, 0) };
    match Network::from_toml(&rest[..end]) {
        Ok(network) => (Some(network), 3 + end + 4),
        Err(_) => (None, 0),
    }
}
