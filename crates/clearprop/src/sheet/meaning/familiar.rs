//! A sheet in one of the embedded notations: the table that prints its symbols reads them.
//!
//! A table says at once what the reader else finds out symbol by symbol, so it is only used where
//! the sheet states the network's own values in it, and hardly a symbol that it lacks.

use std::cmp::Ordering;

use super::values::Values;
use crate::Network;
use crate::notation::{Notation, Symbol};
use crate::quantity::{Kind, Quantity, Variable};
use crate::sheet::syntax::chain::Item;
use crate::sheet::syntax::lex;
use crate::sheet::syntax::name::Habits;
use crate::sheet::syntax::parse::Parser;
use crate::sheet::syntax::tree::{Atom, Function, Index, Name, Node, SlopeName};

/// Beyond so many parameters nobody writes out a solution.
const MOST_PARAMETERS: usize = 2_000;

/// What a symbol of a familiar notation means.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Known {
    One(Quantity),
    /// A vector or matrix, by its first entry.
    Whole(Quantity),
}

impl Known {
    /// The quantity, where it is a single number.
    pub(crate) fn one(self) -> Option<Quantity> {
        match self {
            Known::One(quantity) => Some(quantity),
            Known::Whole(_) => None,
        }
    }
}

/// The symbols of one notation for one network, in the order of their names.
#[derive(Clone, Debug)]
pub(crate) struct Familiar {
    symbols: Vec<(Name, Known)>,
}

impl Familiar {
    /// The embedded notation that the sheet is written in, if it is.
    pub(crate) fn of(
        items: &[Item],
        network: &Network,
        values: &Values,
        habits: &Habits,
    ) -> Option<Familiar> {
        if network.parameters() > MOST_PARAMETERS {
            return None;
        }
        let in_sample: usize = network.samples.iter().map(|one| one.input.len() + one.target.len()).sum();
        let needed = (network.parameters() + in_sample).div_ceil(2);
        let said = Said::by(items);
        let known = |notation: &Notation| {
            let familiar = Familiar::new(notation, network, habits);
            familiar.stated(items, values).map(|stated| (stated, familiar))
        };
        Notation::embedded_ones()
            .iter()
            .filter(|notation| may_speak_in(notation, items))
            .filter(|notation| said.may_state(needed, notation, network, habits))
            .filter_map(known)
            .filter(|(stated, _)| *stated >= needed)
            .max_by_key(|(stated, _)| *stated)
            .map(|(_, familiar)| familiar)
    }

    fn new(notation: &Notation, network: &Network, habits: &Habits) -> Familiar {
        let mut symbols = Vec::new();
        let mut put = |symbol: Symbol, known: Known| {
            symbols.extend(parsed(&symbol, habits).map(|name| (name, known)));
        };
        let each = samples(network);
        let mark = notation.updated();
        for variable in variables(network) {
            for &sample in &each {
                let first = is_first(variable);
                for quantity in [Quantity::plain(variable), Quantity::updated(variable)] {
                    let quantity = quantity.at(sample);
                    if let Some(symbol) = notation.symbol(quantity, network) {
                        put(symbol, Known::One(quantity));
                    }
                    if first {
                        let mut symbol = notation.vector(variable, network);
                        symbol.mark = matches!(quantity.kind, Kind::Updated(_)).then_some(mark);
                        put(symbol.of_sample(sample), Known::Whole(quantity));
                    }
                }
                if let Variable::Z(layer, _) = variable {
                    let delta = Quantity::slope(Variable::Loss, variable).at(sample);
                    if let Some(symbol) = notation.symbol(delta, network) {
                        put(symbol, Known::One(delta));
                    }
                    if let Some(symbol) = notation.delta_vector(layer).filter(|_| first) {
                        put(symbol.of_sample(sample), Known::Whole(delta));
                    }
                }
            }
        }
        put(notation.learning_rate(), Known::One(Quantity::learning_rate()));
        // Of two quantities with one symbol, it means the first.
        symbols.sort_by(|(one, _), (other, _)| order(one, other));
        symbols.dedup_by(|(other, _), (one, _)| one.is_like(other));
        Familiar { symbols }
    }

    /// How many of the network's own values the sheet states in this notation; `None` where it
    /// states another value in it, or speaks in other symbols.
    fn stated(&self, items: &[Item], values: &Values) -> Option<usize> {
        let (mut stated, mut known, mut unknown) = (0, 0, 0);
        for item in items {
            let Item::Chain(chain) = item else { continue };
            let Some(left @ (Node::Name(_) | Node::Slope(_))) = chain.left() else { continue };
            let Some(meaning) = self.node(left) else {
                unknown += 1;
                continue;
            };
            known += 1;
            let [_, side] = &chain.sides[..] else { continue };
            let (Known::One(first) | Known::Whole(first)) = meaning;
            if !is_given(first) {
                continue;
            }
            for (quantity, number) in numbers(meaning, side.node.as_ref()?) {
                if values.get(quantity) != Some(number) {
                    return None;
                }
                stated += 1;
            }
        }
        is_hardly_any(unknown, known).then_some(stated)
    }

    /// What a symbol means.
    pub(crate) fn name(&self, name: &Name) -> Option<Known> {
        let at = self.symbols.binary_search_by(|(known, _)| order(known, name)).ok()?;
        Some(self.symbols[at].1)
    }

    /// The symbol and the power of it that `out_{1}^{2}` is where 2 is no layer.
    pub(crate) fn power(&self, name: &Name) -> Option<(Known, u32)> {
        let mut base = name.clone();
        match base.indices.pop()? {
            Index { raised: true, atom: Atom::Number(power) } => Some((self.name(&base)?, power)),
            _ => None,
        }
    }

    /// What a slope means.
    pub(crate) fn slope(&self, slope: &SlopeName) -> Option<Known> {
        let of = match &slope.of {
            Some(of) => self.name(of)?,
            None => Known::One(Quantity::plain(Variable::Loss)),
        };
        let by = self.name(&slope.by)?;
        let (Known::One(o) | Known::Whole(o)) = of;
        let (Known::One(b) | Known::Whole(b)) = by;
        let (Kind::Plain(of_variable), Kind::Plain(by_variable)) = (o.kind, b.kind) else { return None };
        let quantity = Quantity::slope(of_variable, by_variable).at(o.sample.or(b.sample));
        let whole = matches!(by, Known::Whole(_)) || matches!(of, Known::Whole(_));
        Some(if whole { Known::Whole(quantity) } else { Known::One(quantity) })
    }

    /// What an expression means that is one symbol, ∂E/∂w or f′(z).
    pub(crate) fn node(&self, node: &Node) -> Option<Known> {
        match node {
            Node::Name(name) => self.name(name),
            Node::Slope(slope) => self.slope(slope),
            Node::Apply(Function::Slope(_), arguments) => match arguments.first() {
                Some(Node::Name(name)) => match self.name(name)? {
                    Known::Whole(z) => match z.kind {
                        Kind::Plain(by @ Variable::Z(layer, k)) => {
                            Some(Known::Whole(Quantity::slope(Variable::A(layer, k), by).at(z.sample)))
                        }
                        _ => None,
                    },
                    Known::One(_) => None,
                },
                _ => None,
            },
            _ => None,
        }
    }
}

/// The entry in a row and a column, from 1, of a vector or matrix that goes by its first entry.
pub(crate) fn entry(first: Quantity, row: u32, column: u32, is_column: bool) -> Quantity {
    let at = |variable: Variable| match variable {
        Variable::Input(_) => Variable::Input(row),
        Variable::Target(_) => Variable::Target(row),
        Variable::Weight(layer, ..) => Variable::Weight(layer, row, column),
        Variable::Bias(layer, _) => Variable::Bias(layer, row),
        Variable::Z(layer, _) => Variable::Z(layer, row),
        Variable::A(layer, _) => Variable::A(layer, row),
        Variable::Loss | Variable::LossTerm(_) => variable,
    };
    let kind = match first.kind {
        Kind::Plain(variable) => Kind::Plain(at(variable)),
        Kind::Updated(variable) => Kind::Updated(at(variable)),
        // The Jacobian stands transposed: a row for each z, a column for each a.
        Kind::Slope { of: Variable::A(layer, _), by } if !is_column => {
            Kind::Slope { of: Variable::A(layer, column), by: at(by) }
        }
        Kind::Slope { of, by } => Kind::Slope { of: at(of), by: at(by) },
        Kind::LearningRate => Kind::LearningRate,
    };
    Quantity { kind, ..first }
}

/// The numbers of a side and what each is said to be.
fn numbers(known: Known, side: &Node) -> Vec<(Quantity, f64)> {
    match (known, side) {
        (Known::One(quantity) | Known::Whole(quantity), Node::Number(printed)) => {
            vec![(quantity, printed.value.to_f64())]
        }
        (Known::Whole(first), Node::Matrix(rows)) => {
            let is_column = rows.iter().all(|row| row.len() == 1);
            let place = |row: usize, column: usize| (row as u32 + 1, column as u32 + 1);
            let mut numbers = Vec::new();
            for (r, row) in rows.iter().enumerate() {
                for (c, cell) in row.iter().enumerate() {
                    let (r, c) = place(r, c);
                    if let Some(printed) = cell.node.number() {
                        numbers.push((entry(first, r, c, is_column), printed.value.to_f64()));
                    }
                }
            }
            numbers
        }
        _ => Vec::new(),
    }
}

fn is_given(quantity: Quantity) -> bool {
    matches!(
        quantity.kind,
        Kind::Plain(Variable::Input(_) | Variable::Target(_) | Variable::Weight(..) | Variable::Bias(..))
    )
}

/// Every variable of a network.
fn variables(network: &Network) -> Vec<Variable> {
    let mut variables = vec![Variable::Loss];
    let widths: Vec<u32> = network.widths().iter().map(|&width| width as u32).collect();
    variables.extend((1..=widths[0]).map(Variable::Input));
    let outputs = *widths.last().expect("a network has an output");
    variables.extend((1..=outputs).flat_map(|k| [Variable::Target(k), Variable::LossTerm(k)]));
    for (layer, pair) in (1..).zip(widths.windows(2)) {
        for k in 1..=pair[1] {
            variables.extend([Variable::Bias(layer, k), Variable::Z(layer, k), Variable::A(layer, k)]);
            variables.extend((1..=pair[0]).map(|j| Variable::Weight(layer, j, k)));
        }
    }
    variables
}

/// Whether a vector or matrix goes by it.
fn is_first(variable: Variable) -> bool {
    matches!(
        variable,
        Variable::Input(1)
            | Variable::Target(1)
            | Variable::Weight(_, 1, 1)
            | Variable::Bias(_, 1)
            | Variable::Z(_, 1)
            | Variable::A(_, 1)
    )
}

/// The samples that a symbol may be marked with: none, or each of several.
fn samples(network: &Network) -> Vec<Option<u32>> {
    let several = Some(network.samples.len() as u32).filter(|&samples| samples > 1);
    std::iter::once(None).chain((1..=several.unwrap_or(0)).map(Some)).collect()
}

/// Whether a sheet may speak in a notation: its bases alone rule out most, before any symbol is read.
fn may_speak_in(notation: &Notation, items: &[Item]) -> bool {
    // A base outside of ASCII may be that of a command, such as μ.
    let is_foreign = |name: &Name| name.base.is_ascii() && !notation.has_base(&name.base);
    let (mut foreign, mut others) = (0, 0);
    for item in items {
        let Item::Chain(chain) = item else { continue };
        let Some(left @ (Node::Name(_) | Node::Slope(_))) = chain.left() else { continue };
        let mut lacks = false;
        left.for_each_name(&mut |name| lacks |= is_foreign(name));
        *(if lacks { &mut foreign } else { &mut others }) += 1;
    }
    is_hardly_any(foreign, others)
}

/// Whether of so many symbols hardly any are unknown.
fn is_hardly_any(unknown: usize, known: usize) -> bool {
    unknown * 10 <= known
}

/// The names to which the sheet gives numbers at once, in order, with how many those are.
struct Said<'a>(Vec<(&'a Name, usize)>);

impl<'a> Said<'a> {
    fn by(items: &'a [Item]) -> Said<'a> {
        let said = |item: &'a Item| {
            let Item::Chain(chain) = item else { return None };
            let [_, side] = &chain.sides[..] else { return None };
            let count = match side.node.as_ref()? {
                Node::Number(_) => 1,
                Node::Matrix(rows) => rows.iter().map(Vec::len).sum(),
                _ => return None,
            };
            Some((chain.name()?, count))
        };
        let mut all: Vec<(&Name, usize)> = items.iter().filter_map(said).collect();
        all.sort_by(|(one, _), (other, _)| order(one, other));
        all.dedup_by(|(other, more), (one, count)| {
            let same = one.is_like(other);
            *count += if same { *more } else { 0 };
            same
        });
        Said(all)
    }

    /// Whether the sheet gives a number to anything with the base of a symbol, which is read as it stands.
    fn may_name(&self, symbol: &Symbol) -> bool {
        symbol.base.starts_with('\\') || self.0.iter().any(|(name, _)| name.base == symbol.base)
    }

    /// Whether so many given values may be stated in this notation. Most sheets are in none, and a
    /// few symbols show it.
    fn may_state(&self, needed: usize, notation: &Notation, network: &Network, habits: &Habits) -> bool {
        let each = samples(network);
        let given: Vec<Variable> = variables(network)
            .into_iter()
            .filter(|&variable| is_given(Quantity::plain(variable)))
            .flat_map(|variable| each.iter().map(move |_| variable))
            .collect();
        let of_each = || given.iter().copied().zip(each.iter().copied().cycle());
        let vectors = of_each()
            .filter(|(variable, _)| is_first(*variable))
            .map(|(variable, sample)| notation.vector(variable, network).of_sample(sample));
        let singles =
            of_each().map(|(variable, sample)| notation.variable(variable, network).of_sample(sample));
        let most = self.0.iter().map(|(_, count)| *count).max().unwrap_or(0);
        let mut left = given.iter().filter(|variable| is_first(**variable)).count() + given.len();
        let mut stated = 0;
        for symbol in vectors.chain(singles) {
            if stated >= needed || stated + left * most < needed {
                break;
            }
            left -= 1;
            let name = self.may_name(&symbol).then(|| parsed(&symbol, habits)).flatten();
            let at = name.and_then(|name| self.0.binary_search_by(|(said, _)| order(said, &name)).ok());
            stated += at.map_or(0, |at| self.0[at].1);
        }
        stated >= needed
    }
}

/// A symbol as the reader sees it in a sheet with these habits.
fn parsed(symbol: &Symbol, habits: &Habits) -> Option<Name> {
    let text = format!("${symbol} =$");
    let tokens = lex::tokens(&text, 0, false);
    let mut parser = Parser::new(&text, &tokens, 10_000, habits);
    // The first piece is the edge of the formula.
    parser.at = 1;
    match parser.sum()? {
        Node::Name(name) if parser.kind() == Some(lex::Kind::Equals) => Some(name),
        _ => None,
    }
}

/// The order of symbols by what tells them apart.
fn order(one: &Name, other: &Name) -> Ordering {
    let key = |name: &Name| (name.updated, name.indices.len());
    let spelled = || one.base.cmp(&other.base).then_with(|| one.indices.cmp(&other.indices));
    key(one).cmp(&key(other)).then_with(spelled)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_base_of_a_symbol_is_read_as_it_stands() {
        let habits = Habits::default();
        for network in crate::EMBEDDED.map(|embedded| Network::embedded(embedded.name).expect("it is one")) {
            for notation in Notation::embedded_ones() {
                for variable in variables(&network) {
                    let single = notation.variable(variable, &network);
                    let updated = Symbol { mark: Some(notation.updated()), ..single.clone() };
                    for symbol in [single, updated, notation.vector(variable, &network)] {
                        let base = parsed(&symbol, &habits).map(|name| name.base);
                        assert!(base.is_none_or(|base| base == symbol.base), "{symbol}");
                    }
                }
                for symbol in [Some(notation.learning_rate()), notation.delta(1, 1), notation.delta_vector(1)]
                {
                    let name = symbol.and_then(|symbol| parsed(&symbol, &habits));
                    assert!(name.is_none_or(|name| !name.base.is_ascii()));
                }
            }
        }
    }
}
