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
mod called;
mod cells;
mod chain;
mod chain_form;
mod counting;
mod drawn;
mod express;
mod facts;
mod familiar;
mod features;
mod fell;
mod given;
mod graph;
mod habits;
mod html;
mod letters;
mod lex;
mod meaning;
mod name;
mod near;
mod nodes;
mod notebook;
mod number;
mod operands;
mod page;
mod pairs;
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
mod told;
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
    let spelled = notebook::spelled(text)
        .or_else(|| page::spelled(text))
        .or_else(|| typst::spelled(text))
        .or_else(|| drawn::spelled(text));
    match spelled {
        Some(spelled) => {
            let mut sheet = read_text(&spelled.text, hint, default);
            spelled.place(&mut sheet);
            sheet
        }
        None => read_text(text, hint, default),
    }
}

/// Reads a text whose formulas stand on one line each.
fn read_text(text: &str, hint: Option<&Network>, default: &mut dyn FnMut() -> Option<Network>) -> Sheet {
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
    let (told, parts) = told::told(text, &tokens, &habits, &taken);
    placed.extend(told);
    taken.extend(parts);
    taken.sort_unstable();
    let items = chain::items(text, &tokens, &habits, &taken);
    let (mut items, mut samples) = in_order(items, placed);
    counting::from_one(&mut items);
    counting::biases_apart(&mut items);
    features::number(&mut items);
    nodes::letters_of_layers(&mut items);
    nodes::number_through(&mut items);
    nodes::number_lone_units(&mut items);
    nodes::biases_of_units(text, &mut items);
    graph::ends::apart(&mut items);
    chain::mark_updates(text, &mut items);
    samples::settle(text, &items, &named, &mut samples);
    batch::by_rows(&mut items, &mut samples);
    let mut said = Said::of(text, &items, &samples);
    let loose: Vec<Printed> = items
        .iter()
        .filter_map(|item| match item {
            chain::Item::Loose(loose) => loose.node.number(),
            chain::Item::Chain(_) => None,
        })
        .collect();
    let mut sheet = Sheet::default();
    let mut network = front.or_else(|| hint.cloned());
    let graph = graph::Graph::of(&items, &said.facts);
    let by_name = graph.as_ref().is_some_and(|graph| match &network {
        Some(network) => graph.names_all_of(&network.widths()),
        None => graph.is_stated(&said.facts),
    });
    let mut found = None;
    if network.is_none() && !by_name {
        found = said.network(text, &items, &loose);
    }
    if let Some(graph) = graph
        && (by_name || network.is_none() && found.is_none())
    {
        graph.rename(text, &mut items);
        said = Said::of(text, &items, &samples);
        if network.is_none()
            && let Some(given) = graph.given(&said.facts, &said.given)
        {
            said.given = given;
            found = said.network(text, &items, &loose);
        }
    }
    if let Some(found) = found {
        (sheet.recovered, sheet.open) = (found.recovered, found.open);
        network = Some(found.network);
    }
    let is_known = network.is_some();
    let Some(network) = network.or_else(default) else { return sheet };
    let Said { facts, nodes, given } = said;
    let (mut meanings, values) = settle(&facts, &network, &given, &nodes);
    meanings.familiar = familiar::Familiar::of(&items, &network, &values, &habits);
    let resolver = resolve::Resolver { text, facts: &facts, meanings: &meanings, values: &values };
    resolver.resolve(&items, &samples, &mut sheet);
    given.state_lists(&network, &mut sheet);
    fell::losses(text, &items, &values, &mut sheet);
    let signals = resolver.error_signals(&items, &samples);
    operands::settle(&mut sheet.statements, &values, &network.widths(), &signals);
    sheet.symbols = meanings.symbols(&facts);
    sheet.network = Some(network);
    if !is_known && !is_about(&sheet, &values) {
        sheet.leave_unread("the sheet does not state its network, and the default does not fit it");
    }
    sheet
}

/// Whether more of a sheet's numbers are those of a network than chance would have.
fn is_about(sheet: &Sheet, values: &values::Values) -> bool {
    let (mut all, mut fitting) = (0, 0);
    for statement in &sheet.statements {
        let Some(value) = statement.quantity.and_then(|quantity| values.get(quantity)) else { continue };
        statement.for_each_result(|printed| {
            all += 1;
            fitting += usize::from(values::fit(printed, value) > 0.0);
        });
    }
    fitting * 6 >= all
}

/// What the chains say: number by number, of nodes that go by letters, and of the given values.
struct Said {
    facts: facts::Facts,
    nodes: nodes::Nodes,
    given: given::Given,
}

impl Said {
    fn of(text: &str, items: &[chain::Item], samples: &[u32]) -> Said {
        let facts = facts::facts(text, items, samples);
        let nodes = nodes::Nodes::of(&facts);
        let given = given::given(text, items, &facts, &nodes);
        Said { facts, nodes, given }
    }

    fn network(&self, text: &str, items: &[chain::Item], loose: &[Printed]) -> Option<recover::Found> {
        recover::recover(text, items, &self.facts, &self.given, loose)
    }
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
    network: &Network,
    given: &given::Given,
    nodes: &nodes::Nodes,
) -> (meaning::Meanings, values::Values) {
    let is_linear = |layer: &Layer| layer.activation == Activation::Identity;
    let linear: Vec<bool> = network.layers.iter().map(is_linear).collect();
    let settle = |method: Method| {
        let values = values::Values::of(network, method);
        let mut meanings = meaning::Meanings::settle(facts, network, &values, &given.roles, nodes.clone());
        meanings.linear_layers(&linear);
        meanings.find_ends(facts);
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
