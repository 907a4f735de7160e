//! What the sheet's formulas and words say of the activations and the loss, whatever its numbers are.

use super::shape::{Shape, Weights};
use crate::Network;
use crate::math::{Activation, Loss};
use crate::sheet::meaning::facts::{self, Facts};
use crate::sheet::meaning::role::{self, HIDDEN, OUTPUT, Role};
use crate::sheet::syntax::chain::{Chain, Item};
use crate::sheet::syntax::pairs::Pairs;
use crate::sheet::syntax::tree::{Function, Name, Node};
use crate::sheet::types::Printed;

/// What is said of the activations and the loss.
#[derive(Debug)]
pub(super) struct Declared {
    /// What the outputs apply.
    output: Option<Activation>,
    /// How the loss is written in symbols, and with numbers put in.
    forms: Vec<Form>,
    in_numbers: Vec<Form>,
    /// What comes out of it.
    results: Vec<Printed>,
    /// Activations that one sentence names in a row.
    orders: Vec<Vec<Activation>>,
    /// The factors of every weighted sum.
    sums: Vec<Vec<Name>>,
    /// The functions that formulas give symbols their values by: h = max(0, z).
    applied: Vec<Activation>,
    /// What the text says in so many words that hidden units apply, and those of the output.
    of_hidden_units: Option<Activation>,
    of_output_units: Option<Activation>,
}

/// How a loss is written.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Form {
    /// So many times the square of a difference.
    Square(f64),
    /// Logarithms of the outputs alone, or of one minus them too.
    Logarithm { both: bool },
}

/// How much a loss that is written so, and whose value comes out, speaks for itself; and how much
/// one that is written otherwise speaks against it.
const COMES_OUT: f64 = 40.0;
/// The same of a logarithm whose value does not come out: it is mistaken for no other loss.
const LOGARITHM: f64 = 15.0;
const OTHERWISE: f64 = -2.0;
/// How much words speak for the activation of units, whatever numbers say: these may carry a mistake on.
const IN_WORDS: f64 = 12.0;

impl Form {
    /// Whether the loss of a network is written so.
    fn is_of(self, network: &Network, speaks_of_mean: bool) -> bool {
        let outputs = network.outputs();
        match (self, network.loss) {
            (Form::Square(factor), Loss::SquaredError) => {
                near(factor, 0.5) && !(outputs == 2 && speaks_of_mean)
            }
            (Form::Square(factor), Loss::MeanSquaredError) => {
                near(factor, 1.0 / outputs as f64) || near(factor, 1.0) && speaks_of_mean
            }
            (Form::Square(factor), Loss::SumOfSquares) => near(factor, 1.0) && !speaks_of_mean,
            (Form::Logarithm { both }, Loss::BinaryCrossEntropy) => both || outputs == 1,
            (Form::Logarithm { both }, Loss::CategoricalCrossEntropy) => !both,
            _ => false,
        }
    }
}

impl Declared {
    pub(super) fn of(lower: &str, pairs: &Pairs, items: &[Item], facts: &Facts) -> Declared {
        let sums = facts.weighted_sums.iter().map(|sum| sum.products.iter().flatten().cloned().collect());
        let mut declared = Declared {
            output: None,
            forms: Vec::new(),
            in_numbers: Vec::new(),
            results: Vec::new(),
            orders: orders(lower, pairs),
            sums: sums.collect(),
            applied: facts.function_of.values().copied().collect(),
            of_hidden_units: of_units(lower, pairs, &HIDDEN, &OUTPUT),
            of_output_units: of_units(lower, pairs, &OUTPUT, &HIDDEN),
        };
        for item in items {
            let Item::Chain(chain) = item else { continue };
            if is_after_the_way_back(chain) {
                break;
            }
            // F = ½ (y − t)² is one too, whatever its name.
            let is_loss = chain.has_side(facts::is_square_of_a_difference)
                || chain.name().is_some_and(|name| {
                    role::by_name(&name.base, name.coordinate_count(), Role::Loss) >= 1.2
                });
            let result = chain.sides.iter().rev().find_map(|side| side.node.as_ref()?.number());
            declared.results.extend(result.filter(|_| is_loss));
            for node in chain.sides.iter().filter_map(|side| side.node.as_ref()) {
                let Some(form) = form(node).filter(|_| is_loss || chain.name().is_none()) else { continue };
                let written = if node.is_numeric() { &mut declared.in_numbers } else { &mut declared.forms };
                written.push(form);
                node.for_each_name(&mut |name| {
                    let of_function = facts.function_of.get(&name.base).copied();
                    let of_sum = facts.sum_of.contains(&name.base).then_some(Activation::Identity);
                    declared.output = declared.output.or(of_function).or(of_sum);
                });
            }
        }
        declared
    }

    /// How well the words and the formulas say that the outputs apply this function; `None` where they say nothing.
    pub(super) fn says_output(&self, activation: Activation) -> Option<f64> {
        let in_words = self.of_output_units.map(|said| if said == activation { IN_WORDS } else { 0.0 });
        in_words.or_else(|| self.output.map(|output| if output == activation { 2.5 } else { -1.0 }))
    }

    /// How well the formulas and the words say that one of so many hidden layers applies this function.
    pub(super) fn says_hidden(&self, activation: Activation, layers: usize) -> f64 {
        let by_formula = if self.applied.contains(&activation) { 1.0 } else { 0.0 };
        by_formula + if self.of_hidden_units == Some(activation) { IN_WORDS / layers as f64 } else { 0.0 }
    }

    /// How well the sums say which weights of a layer lead to one unit: all those of one sum.
    pub(super) fn says_units(&self, shape: &Shape, l: usize, to_major: bool) -> f64 {
        let says = |sum: &Vec<Name>| {
            if let [one, other] = &sum[..] {
                return of_one_layer(shape, l, one, other)
                    .or_else(|| of_one_layer(shape, l, other, one))
                    .unwrap_or(0.0);
            }
            let weights: Vec<(usize, usize)> = sum.iter().filter_map(|name| shape.position(name)).collect();
            if weights.len() < 2 || weights.iter().all(|&(layer, _)| layer != l) {
                return 0.0;
            }
            let mut units = weights.iter().map(|&(layer, at)| (layer, shape.place(l, to_major, at).1));
            let first = units.next();
            if units.all(|unit| Some(unit) == first) { 2.0 } else { -2.0 }
        };
        self.sums.iter().map(says).sum()
    }

    /// How well the words say that the layers apply these functions in turn.
    pub(super) fn says_order(&self, layers: &[Activation]) -> f64 {
        if self.orders.iter().any(|order| order == layers) { 1.5 } else { 0.0 }
    }

    /// How well they say so at most, whatever comes out.
    pub(super) fn may_say_loss(&self, network: &Network, speaks_of_mean: bool) -> f64 {
        let mut all = self.forms.iter().chain(&self.in_numbers).peekable();
        if all.peek().is_none() {
            return 0.0;
        }
        if all.any(|form| form.is_of(network, speaks_of_mean)) { COMES_OUT } else { OTHERWISE }
    }

    /// How well the formulas say that this is the loss of a network, whose values are `losses`.
    pub(super) fn says_loss(&self, network: &Network, losses: &[f64], speaks_of_mean: bool) -> f64 {
        let comes_out = self.results.iter().any(|result| {
            let reach = 6.0 * 10_f64.powi(result.unit);
            losses.iter().any(|loss| (loss - result.value.to_f64()).abs() <= reach.min(0.02 * loss.abs()))
        });
        // What is written and comes out is meant, whatever goes wrong on the way back. Where the formula is
        // another, the numbers that are put in may have lost a factor.
        let is_of = |form: &Form| form.is_of(network, speaks_of_mean);
        let is_other = !self.forms.is_empty() && !self.forms.iter().any(is_of);
        let says = |form: &Form| match (is_of(form), comes_out && !is_other, form) {
            (true, true, _) => COMES_OUT,
            (true, false, Form::Logarithm { .. }) => LOGARITHM,
            (true, false, Form::Square(_)) => 3.0,
            (false, ..) => OTHERWISE,
        };
        self.forms.iter().chain(&self.in_numbers).map(says).fold(0.0, |one: f64, other: f64| match one {
            0.0 => other,
            _ => one.max(other),
        })
    }
}

/// How well `w_j x + b_j` says that this layer is that of all w: each takes what the others take.
fn of_one_layer(shape: &Shape, l: usize, weight: &Name, from: &Name) -> Option<f64> {
    if !weight.is_general() || !from.indices.is_empty() {
        return None;
    }
    let holds = |group: &Weights| {
        let names = group.values.iter().filter_map(|value| value.of.as_ref());
        names.filter(|name| name.base == weight.base && name.indices.len() == weight.indices.len()).count()
            > 0
    };
    let layers = shape.groups.iter().filter(|group| holds(group)).count();
    holds(&shape.groups[l]).then(|| if layers == 1 { 2.0 } else { -2.0 })
}

fn near(one: f64, other: f64) -> bool {
    (one - other).abs() < 0.01
}

fn is_after_the_way_back(chain: &Chain) -> bool {
    matches!(chain.left(), Some(Node::Slope(_)))
        && chain.sides.iter().any(|side| side.node.as_ref().is_some_and(|node| node.number().is_some()))
}

/// How an expression is written as a loss.
fn form(node: &Node) -> Option<Form> {
    match node {
        Node::Power(base, exponent) => {
            let squared = matches!(**exponent, Node::Constant(2.0))
                || exponent.number().is_some_and(|number| number.value.to_f64() == 2.0);
            let difference = matches!(&**base, Node::Sum(terms) if terms.len() == 2)
                || matches!(**base, Node::Name(_) | Node::Number(_));
            (squared && difference).then_some(Form::Square(1.0))
        }
        Node::Apply(Function::Ln | Function::Log10, arguments) => {
            let both = matches!(arguments.first(), Some(Node::Sum(terms))
                if terms.len() == 2 && is_one(&terms[0]) && matches!(terms[1], Node::Negative(_)));
            Some(Form::Logarithm { both })
        }
        Node::Negative(x) | Node::Series { body: x, .. } => form(x),
        Node::Product(factors) => {
            let found = factors.iter().find_map(form)?;
            let factor: f64 = factors.iter().filter_map(constant).product();
            Some(scaled(found, factor))
        }
        Node::Quotient(x, y) => Some(scaled(form(x)?, 1.0 / constant(y).unwrap_or(1.0))),
        Node::Sum(terms) => {
            // 1 − a² is a slope.
            let found: Vec<Form> = terms.iter().map(form).collect::<Option<_>>()?;
            let both = found.contains(&Form::Logarithm { both: true });
            match found.first()? {
                Form::Logarithm { .. } => Some(Form::Logarithm { both }),
                square => Some(*square),
            }
        }
        _ => None,
    }
}

fn scaled(form: Form, factor: f64) -> Form {
    match form {
        Form::Square(known) => Form::Square(known * factor),
        form => form,
    }
}

fn is_one(node: &Node) -> bool {
    constant(node) == Some(1.0)
}

fn constant(node: &Node) -> Option<f64> {
    match node {
        Node::Constant(value) => Some(*value),
        Node::Number(printed) => Some(printed.value.to_f64()),
        Node::Quotient(x, y) => Some(constant(x)? / constant(y)?),
        _ => None,
    }
}

/// What activations are called in small letters.
const NAMES: [(&str, Activation); 17] = [
    ("leaky", Activation::LeakyRelu),
    ("rectified", Activation::Relu),
    ("exponential linear", Activation::Elu),
    (" elu", Activation::Elu),
    ("relu", Activation::Relu),
    ("sigmoid", Activation::Sigmoid),
    ("logisti", Activation::Sigmoid),
    ("tanh", Activation::Tanh),
    ("tangente hip", Activation::Tanh),
    ("softmax", Activation::Softmax),
    ("softplus", Activation::Softplus),
    ("linear", Activation::Identity),
    ("linéaire", Activation::Identity),
    ("gelu", Activation::Gelu),
    ("silu", Activation::Silu),
    ("swish", Activation::Silu),
    ("identity", Activation::Identity),
];

/// What a text in small letters says in so many words that units of a kind apply: `the hidden neurons are ReLUs`.
/// `None` where no clause says it, or two say otherwise.
fn of_units(lower: &str, pairs: &Pairs, kind: &[&str], other_kind: &[&str]) -> Option<Activation> {
    const AND: [&str; 5] = [" and ", " und ", " et ", " y ", " e "];
    // `c₁ and c₂, their outputs`: those of hidden units.
    const THEIR: [&str; 5] = ["their ", "ihre ", "leurs ", "sus ", "suas "];
    const WITH: [&str; 6] = ["with ", "use", "mit ", "avec ", "con ", "com "];
    let speaks_of = |clause: &str, words: &[&str]| words.iter().any(|word| clause.contains(word));
    let spoken = kind.iter().filter(|word| pairs.may_hold(word));
    let mut places: Vec<usize> =
        spoken.flat_map(|word| lower.match_indices(word)).map(|(at, _)| at).collect();
    places.sort_unstable();
    let sentences = sentences_around(lower, &places);
    let clauses = sentences.into_iter().flat_map(|sentence| {
        let and = AND.iter().find(|and| match sentence.split_once(**and) {
            // `the hidden units A and B with ELU` is one clause.
            Some((_, behind)) => speaks_of(behind, other_kind) || !speaks_of(behind, &WITH),
            None => false,
        });
        match and {
            Some(and) => sentence.split(*and).collect(),
            None => vec![sentence],
        }
    });
    let is_of_kind = |clause: &&str| {
        speaks_of(clause, kind) && !speaks_of(clause, other_kind) && !speaks_of(clause, &THEIR)
    };
    let mut all = clauses.filter(is_of_kind).filter_map(named_alone);
    let first = all.next()?;
    all.all(|other| other == first).then_some(first)
}

/// The parts of a text between signs that stand around some places, each once.
fn sentences_around<'a>(text: &'a str, places: &[usize]) -> Vec<&'a str> {
    const ENDS: [char; 8] = ['.', ',', ';', '→', '\n', '。', '，', '；'];
    let mut sentences = Vec::new();
    let mut end = 0;
    for &at in places {
        if at < end {
            continue;
        }
        let start = text[end..at].rfind(ENDS).map_or(end, |start| end + start);
        end = text[at..].find(ENDS).map_or(text.len(), |behind| at + behind);
        sentences.push(text[start..end].trim_start_matches(ENDS));
    }
    sentences
}

/// The one activation that a clause names.
fn named_alone(clause: &str) -> Option<Activation> {
    let is_named = |(word, _): &&(&str, Activation)| {
        clause.find(word).is_some_and(|at| {
            let (before, behind) = (&clause[..at], &clause[at + word.len()..]);
            // `tanh(z)` is a formula, and a combination may be linear.
            !behind.starts_with(['(', '\'', '′', '’'])
                && !behind.starts_with(" comb")
                && !before.trim_end_matches('-').ends_with("non")
        })
    };
    let mut named: Vec<Activation> =
        NAMES.iter().filter(is_named).map(|(_, activation)| *activation).collect();
    named.dedup();
    // A leaky ReLU is no ReLU, and rectified and exponential linear units are not linear.
    if named.first() == Some(&Activation::LeakyRelu) {
        named.retain(|activation| *activation != Activation::Relu);
    }
    if matches!(named.first(), Some(Activation::LeakyRelu | Activation::Relu | Activation::Elu)) {
        named.retain(|activation| *activation != Activation::Identity);
    }
    match named[..] {
        [activation] => Some(activation),
        _ => None,
    }
}

/// The activations that the sentences of a text in small letters name, each sentence's in its order.
fn orders(lower: &str, pairs: &Pairs) -> Vec<Vec<Activation>> {
    // Most sheets name one or two, or none.
    let named: Vec<&(&str, Activation)> =
        NAMES.iter().filter(|(word, _)| pairs.may_hold(word) && lower.contains(word)).collect();
    if named.is_empty() {
        return Vec::new();
    }
    let mut found: Vec<(usize, Activation)> = named
        .iter()
        .flat_map(|(word, activation)| lower.match_indices(word).map(move |(at, _)| (at, word, *activation)))
        // `tanh(z)` and `tanh'` are formulas.
        .filter(|(at, word, _)| !lower[at + word.len()..].starts_with(['(', '\'', '′', '’']))
        .map(|(at, _, activation)| (at, activation))
        .collect();
    found.sort_by_key(|(at, _)| *at);
    let is_one_sentence =
        |one: &(usize, _), other: &(usize, _)| !lower[one.0..other.0].contains(['\n', '.', '。']);
    found
        .chunk_by(is_one_sentence)
        .map(|sentence| {
            let mut found = sentence.to_vec();
            // "leaky ReLU" is one.
            found.dedup_by(|next, before| {
                before.1 == Activation::LeakyRelu && next.1 == Activation::Relu && next.0 - before.0 < 8
            });
            found.into_iter().map(|(_, activation)| activation).collect::<Vec<_>>()
        })
        .filter(|order| order.len() > 1)
        .collect()
}
