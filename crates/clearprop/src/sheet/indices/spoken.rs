//! What a unit's name stands for by what is said before it: its bias, its net input, or what it puts out.

use super::compared::for_each_part;
use super::counting;
use crate::sheet::meaning::role::{self, Role};
use crate::sheet::syntax::chain::Item;
use crate::sheet::syntax::tree::{Atom, Function, Index, Name, Node};

/// `bias h1 = 0.2` where h1 is worked out too: the word says that it is the bias of the unit h1.
pub(crate) fn biases_of_units(text: &str, items: &mut [Item]) {
    const MOST: usize = 4_096;
    let names: Vec<Name> = items.iter().filter_map(Item::name).take(MOST).cloned().collect();
    let added = terms_beside_products(items);
    // Where a list of biases, `biases: h1 <- 0.3, h2 <- -0.1`, has come to.
    let mut list_end = None;
    for item in items.iter_mut() {
        let Item::Chain(chain) = item else { continue };
        let start = chain.sides.first().map_or(0, |side| side.span.start);
        let goes_on = list_end.is_some_and(|end| text.get(end..start).is_some_and(is_separator));
        let says_bias = says_bias(chain.before.of(text)) || goes_on;
        let end = chain.sides.last().map_or(start, |side| side.span.end);
        list_end = None;
        let Some(Node::Name(name)) = chain.sides.first_mut().and_then(|side| side.node.as_mut()) else {
            continue;
        };
        let coordinates = match name.indices[..] {
            // Index 0 says of itself that it is a bias.
            [Index { raised: false, atom: Atom::Number(1..) }] => 1,
            [] => 0,
            _ => continue,
        };
        // What is added to w x is the bias itself.
        let is_unit = || {
            names.iter().filter(|other| other.is_like(name)).nth(1).is_some()
                && !added.iter().any(|term| term.is_like(name))
        };
        let is_called_unit =
            || name.base.chars().count() == 1 && role::by_name(&name.base, coordinates, Role::A) >= 1.2;
        if says_bias
            && role::by_name(&name.base, coordinates, Role::Bias) < 0.8
            && (is_unit() || coordinates == 0 && is_called_unit())
        {
            let unit = Atom::Letters(std::mem::replace(&mut name.base, "bias".to_owned()));
            name.indices.insert(0, Index { raised: false, atom: unit });
            list_end = Some(end);
        }
    }
    biases_by_their_letter(items);
}

/// b_{h₁} is the bias of h₁ that a table states below the word.
fn biases_by_their_letter(items: &mut [Item]) {
    let is_word = |name: &&Name| name.base == "bias" && !name.indices.is_empty();
    let stated: Vec<Name> = items.iter().filter_map(Item::name).filter(is_word).cloned().collect();
    if stated.is_empty() {
        return;
    }
    counting::rename(items, |name| {
        if name.base == "b" && stated.iter().any(|bias| bias.indices == name.indices) {
            name.base = "bias".to_owned();
        }
    });
}

/// Whether nothing but a comma or spaces stands between two parts of a list.
fn is_separator(text: &str) -> bool {
    text.len() < 24 && text.chars().all(|c| c.is_whitespace() && c != '\n' || matches!(c, ',' | ';' | '$'))
}

/// Whether words end with `bias`, or `bias of`.
fn says_bias(words: &str) -> bool {
    const OF: [&str; 6] = ["of", "for", "von", "de", "do", "da"];
    let mut words = words.trim_end_matches([' ', ':']).rsplit(|c: char| !c.is_alphabetic());
    match words.next() {
        Some(word) if OF.contains(&word) => words.next().is_some_and(role::is_bias_word),
        Some(word) => role::is_bias_word(&word.to_lowercase()),
        None => false,
    }
}

/// Where w_{AC} leads to the node C, C alone is what the node puts out, unless slopes of it by weights say
/// that it is the loss.
pub(crate) fn outputs_by_letter(items: &mut [Item]) {
    let end_of_edge = |name: &Name| match name.indices[..] {
        [Index { atom: Atom::Node(_), raised: false }, Index { atom: Atom::Node(to), raised: false }] => {
            Some(to).filter(|_| role::by_name(&name.base, 2, Role::Weight) >= 1.8)
        }
        _ => None,
    };
    let mut ends: Vec<char> = items.iter().filter_map(Item::name).filter_map(end_of_edge).collect();
    // Beside x₁ → C every end goes by its name as it stands.
    let is_by_names =
        |name: &Name| matches!(name.indices[..], [Index { atom: Atom::Letters(_), .. }, Index { .. }]);
    ends.sort_unstable();
    ends.dedup();
    if ends.is_empty() || items.iter().filter_map(Item::name).any(is_by_names) {
        return;
    }
    counting::for_each_node(items, |node| {
        for_each_part(node, &mut |part| {
            if let Node::Slope(slope) = part
                && let Some(of) = &slope.of
                && of.indices.is_empty()
                && role::by_name(&slope.by.base, 2, Role::Weight) >= 1.8
            {
                ends.retain(|end| !of.base.chars().eq([*end]));
            }
        });
    });
    counting::rename(items, |name| {
        let mut letters = name.base.chars();
        if let (Some(letter), None) = (letters.next(), letters.next())
            && name.indices.is_empty()
            && ends.contains(&letter)
        {
            name.base = "out".to_owned();
            name.indices.push(Index { raised: false, atom: Atom::Node(letter) });
        }
    });
}

/// "The net input of h₁ is 0.085", where weights lead to h₁ by name, is said of net_{h₁}, and not of h₁.
pub(crate) fn net_inputs_of_units(text: &str, items: &mut [Item]) {
    const WORDS: [&str; 9] = [
        "net input of",
        "net input to",
        "weighted sum of",
        "sum at",
        "pre-activation of",
        "nettoeingabe von",
        "entrée nette de",
        "entrada neta de",
        "entrada líquida de",
    ];
    let leads_to = |item: &Item| match item.name().filter(|name| name.is_edge())?.indices.last()?.atom.clone()
    {
        Atom::Letters(node) => Some(node),
        _ => None,
    };
    let mut units: Vec<String> = items.iter().filter_map(leads_to).collect();
    // h₁ of which more is said than its net input.
    let is_called_unit = |name: &&Name| {
        matches!(name.indices[..], [Index { raised: false, atom: Atom::Number(_) }])
            && role::by_name(&name.base, 1, Role::A) >= 1.2
    };
    let mut called: Vec<String> =
        items.iter().filter_map(Item::name).filter(is_called_unit).map(Name::key).collect();
    called.sort_unstable();
    let several = called.chunk_by(|one, other| one == other).filter(|alike| alike.len() > 1);
    units.extend(several.map(|alike| alike[0].clone()));
    if units.is_empty() {
        return;
    }
    for item in items.iter_mut() {
        let Item::Chain(chain) = item else { continue };
        let words = chain.before.of(text).trim_end_matches(['$', '`', '*', ' ', '\n']).to_lowercase();
        if let Some(Node::Name(name)) = chain.sides.first_mut().and_then(|side| side.node.as_mut())
            && units.contains(&name.key())
            && WORDS.iter().any(|ending| words.ends_with(ending))
        {
            let unit = Atom::Letters(std::mem::replace(&mut name.base, "net".to_owned()));
            name.indices.insert(0, Index { raised: false, atom: unit });
        }
    }
}

/// `net of h₁: 0.2; after tanh: 0.197`: what is said of the bare function is what the unit puts out whose net input
/// stands before it; elsewhere it is said of nothing.
pub(crate) fn values_of_functions(items: &mut [Item]) {
    let is_function = |name: &Name| {
        name.indices.is_empty()
            && name.base.len() > 1
            && matches!(Function::named(&name.base), Some(Function::Activation(_)))
    };
    let mut unit: Option<Name> = None;
    for item in items.iter_mut() {
        let Item::Chain(chain) = item else { continue };
        let Some(Node::Name(name)) = chain.sides.first_mut().and_then(|side| side.node.as_mut()) else {
            unit = None;
            continue;
        };
        if !is_function(name) {
            unit = match &name.indices[..] {
                [Index { atom: Atom::Letters(base), .. }, place @ ..] if name.base == "net" => {
                    Some(Name { base: base.clone(), indices: place.to_vec(), ..name.clone() })
                }
                _ => None,
            };
            continue;
        }
        match unit.take() {
            Some(unit) => *name = Name { span: name.span, ..unit },
            None => chain.sides[0].node = None,
        }
    }
}

/// The symbols that stand alone in sums of products: the t₁ of `w₁ x + t₁`.
fn terms_beside_products(items: &[Item]) -> Vec<Name> {
    let mut alone: Vec<Name> = Vec::new();
    counting::for_each_node(items, |node| {
        counting::sums(node, &mut |terms| {
            if terms.iter().any(|term| matches!(term, Node::Product(_))) {
                alone.extend(terms.iter().filter_map(counting::name_of).cloned());
            }
        });
    });
    alone
}
