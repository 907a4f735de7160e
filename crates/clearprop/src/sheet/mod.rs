//! A solution that a person wrote becomes a [`Sheet`]: what each line says, with its place.
//!
//! Reading never fails. What could not be read is listed with its place and the reason.

mod accents;
mod aligned;
mod applied;
mod apply;
mod arrays;
mod batch;
mod beside;
mod cells;
mod chain;
mod chain_form;
mod counting;
mod drawn;
mod express;
mod facts;
mod familiar;
mod features;
mod given;
mod html;
mod lex;
mod meaning;
mod name;
mod near;
mod nodes;
mod notebook;
mod number;
mod operands;
mod page;
mod parse;
mod places;
mod recover;
mod resolve;
mod role;
mod samples;
mod scheme;
mod session;
mod spelled;
mod table;
mod tree;
mod types;
mod typst;
mod values;
mod weighted;

pub use types::{
    Blank, Leaf, Operand, Origin, Printed, Recovered, Sheet, Side, Span, Statement, SymbolReading, Unread,
};

use crate::backprop::Method;
use crate::math::{Activation, Loss};
use crate::{Layer, Network};

/// A longer text is no sheet that a person wrote, in bytes.
const LONGEST: usize = 1_000_000;

/// Reads a worked solution in Markdown, LaTeX or plain text.
///
/// `hint` is the network that the sheet is known to be about. Without one, the network is what
/// the sheet itself states.
pub fn read(text: &str, hint: Option<&Network>) -> Sheet {
    if text.len() > LONGEST {
        let reason = format!("the sheet is longer than {LONGEST} bytes; split it");
        let unread = vec![Unread { span: Span::default(), reason }];
        return Sheet { network: hint.cloned(), unread, ..Sheet::default() };
    }
    let spelled = notebook::spelled(text)
        .or_else(|| page::spelled(text))
        .or_else(|| typst::spelled(text))
        .or_else(|| drawn::spelled(text));
    match spelled {
        Some(spelled) => {
            let mut sheet = read_text(&spelled.text, hint);
            spelled.place(&mut sheet);
            sheet
        }
        None => read_text(text, hint),
    }
}

/// Reads a text whose formulas stand on one line each.
fn read_text(text: &str, hint: Option<&Network>) -> Sheet {
    let (front, start) = front_matter(text);
    let comma = number::has_decimal_comma(&text[start..]);
    let tokens = lex::tokens(text, start, comma);
    let habits = name::Habits::of(text, &tokens);
    let table::Tables { items: mut placed, mut taken, samples: named } =
        table::tables(text, start, comma, &habits);
    let (shown, lines) = session::shown(text, start, comma, &habits);
    placed.extend(shown);
    taken.extend(lines);
    let (shown, lines) = cells::shown(text, start, comma, &habits);
    placed.extend(shown);
    taken.extend(lines);
    taken.sort_unstable();
    let items = chain::items(text, &tokens, &habits, &taken);
    let (mut items, mut samples) = in_order(items, placed);
    counting::from_one(&mut items);
    counting::biases_apart(&mut items);
    features::number(&mut items);
    nodes::number_through(&mut items);
    chain::mark_updates(text, &mut items);
    samples::settle(text, &items, &named, &mut samples);
    batch::by_rows(&mut items, &mut samples);
    let facts = facts::facts(&items, &samples);
    let nodes = nodes::Nodes::of(&facts);
    let loose: Vec<Printed> = items
        .iter()
        .filter_map(|item| match item {
            chain::Item::Loose(loose) => loose.node.number(),
            chain::Item::Chain(_) => None,
        })
        .collect();
    let mut sheet = Sheet::default();
    let given = given::given(text, &items, &facts, &nodes);
    let network = front.or_else(|| hint.cloned()).or_else(|| {
        let found = recover::recover(text, &items, &facts, &given, &loose)?;
        (sheet.recovered, sheet.open) = (found.recovered, found.open);
        Some(found.network)
    });
    let Some(network) = network else { return sheet };
    let (mut meanings, values) = settle(&facts, text, &network, &given, &nodes);
    meanings.familiar = familiar::Familiar::of(&items, &network, &values, &habits);
    let resolver = resolve::Resolver { text, facts: &facts, meanings: &meanings, values: &values };
    resolver.resolve(&items, &samples, &mut sheet);
    given.state_lists(&network, &mut sheet);
    let signals = resolver.error_signals(&items, &samples);
    operands::settle(&mut sheet.statements, &values, &network.widths(), &signals);
    sheet.symbols = meanings.symbols(&facts);
    sheet.network = Some(network);
    sheet
}

/// The chains of the text, and those of its tables and of what is shown, in one order, and the sample that each is about.
fn in_order(items: Vec<chain::Item>, tables: Vec<(chain::Item, u32)>) -> (Vec<chain::Item>, Vec<u32>) {
    let place = |item: &chain::Item| match item {
        chain::Item::Chain(chain) => chain.sides.first().map_or(0, |side| side.span.start),
        chain::Item::Loose(loose) => loose.span.start,
    };
    let mut all: Vec<(chain::Item, u32)> = items.into_iter().map(|item| (item, 1)).chain(tables).collect();
    all.sort_by_key(|(item, _)| place(item));
    all.into_iter().unzip()
}

/// What every symbol means, by the method that explains the printed numbers better.
fn settle(
    facts: &facts::Facts,
    text: &str,
    network: &Network,
    given: &given::Given,
    nodes: &nodes::Nodes,
) -> (meaning::Meanings, values::Values) {
    let is_linear = |layer: &Layer| layer.activation == Activation::Identity;
    let linear: Vec<bool> = network.layers.iter().map(is_linear).collect();
    let settle = |method: Method| {
        let values = values::Values::of(network, method);
        let mut meanings =
            meaning::Meanings::settle(facts, text, network, &values, &given.roles, nodes.clone());
        meanings.linear_layers(&linear);
        (meanings, values)
    };
    let standard = settle(Method::Standard);
    if !matches!(network.loss, Loss::CategoricalCrossEntropy | Loss::BinaryCrossEntropy) {
        return standard;
    }
    let handout = settle(Method::Handout);
    if handout.0.score > standard.0.score + 0.5 { handout } else { standard }
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
