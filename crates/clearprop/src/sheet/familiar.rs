//! A sheet in one of the embedded notations: the table that prints its symbols reads them.
//!
//! A table says at once what the reader else finds out symbol by symbol, so it is only used where
//! the sheet states the network's own values in it, and hardly a symbol that it lacks.

use rustc_hash::FxHashMap;

use super::chain::{self, Item};
use super::lex;
use super::name::Habits;
use super::tree::{Atom, Function, Index, Name, Node, SlopeName};
use super::values::Values;
use crate::Network;
use crate::notation::{Notation, Symbol};
use crate::quantity::{Kind, Quantity, Variable};

/// Beyond so many parameters nobody writes out a solution.
const MOST_PARAMETERS: usize = 2_000;

/// What a symbol of a familiar notation means.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Known {
    One(Quantity),
    /// A vector or matrix, by its first entry.
    Whole(Quantity),
}

impl Known {
    /// The quantity, where it is a single number.
    pub(super) fn one(self) -> Option<Quantity> {
        match self {
            Known::One(quantity) => Some(quantity),
            Known::Whole(_) => None,
        }
    }
}

/// The symbols of one notation for one network.
#[derive(Clone, Debug)]
pub(super) struct Familiar {
    symbols: FxHashMap<String, Known>,
}

impl Familiar {
    /// The embedded notation that the sheet is written in, if it is.
    pub(super) fn of(
        items: &[Item],
        network: &Network,
        values: &Values,
        habits: &Habits,
    ) -> Option<Familiar> {
        if network.parameters() > MOST_PARAMETERS {
            return None;
        }
        let known = |notation| {
            let familiar = Familiar::new(&notation, network, habits);
            familiar.stated(items, values).map(|stated| (stated, familiar))
        };
        let best = Notation::all().into_iter().filter_map(known).max_by_key(|(stated, _)| *stated);
        let in_sample: usize = network.samples.iter().map(|one| one.input.len() + one.target.len()).sum();
        let needed = (network.parameters() + in_sample).div_ceil(2);
        best.filter(|(stated, _)| *stated >= needed).map(|(_, familiar)| familiar)
    }

    fn new(notation: &Notation, network: &Network, habits: &Habits) -> Familiar {
        let mut symbols = FxHashMap::default();
        let mut put = |symbol: Symbol, known: Known| {
            if let Some(name) = parsed(&symbol, habits) {
                symbols.entry(key(&name)).or_insert(known);
            }
        };
        let samples = network.samples.len() as u32;
        let each: Vec<Option<u32>> = if samples > 1 {
            std::iter::once(None).chain((1..=samples).map(Some)).collect()
        } else {
            vec![None]
        };
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
        (unknown * 10 <= known).then_some(stated)
    }

    /// What a symbol means.
    pub(super) fn name(&self, name: &Name) -> Option<Known> {
        self.symbols.get(&key(name)).copied()
    }

    /// The symbol and the power of it that `out_{1}^{2}` is where 2 is no layer.
    pub(super) fn power(&self, name: &Name) -> Option<(Known, u32)> {
        let mut base = name.clone();
        match base.indices.pop()? {
            Index { raised: true, atom: Atom::Number(power) } => Some((self.name(&base)?, power)),
            _ => None,
        }
    }

    /// What a slope means.
    pub(super) fn slope(&self, slope: &SlopeName) -> Option<Known> {
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
    pub(super) fn node(&self, node: &Node) -> Option<Known> {
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
pub(super) fn entry(first: Quantity, row: u32, column: u32, is_column: bool) -> Quantity {
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

/// A symbol as the reader sees it in a sheet with these habits.
fn parsed(symbol: &Symbol, habits: &Habits) -> Option<Name> {
    let text = format!("${symbol} = 1$");
    let tokens = lex::tokens(&text, 0, false);
    chain::items(&text, &tokens, habits, &[]).into_iter().find_map(|item| match item {
        Item::Chain(chain) => chain.name().cloned(),
        Item::Loose(_) => None,
    })
}

fn key(name: &Name) -> String {
    format!("{}{:?}{}", name.base, name.indices, name.updated)
}
