//! Weights and biases told neuron by neuron: "The first hidden neuron has the weights 0.1 and 0.8 and the bias
//! 0.2, the second 0.4 and −0.2", "the new weights of the output neuron are 0.29 and −0.5"; or by a matrix and the
//! unit: "dW2, unit 1: [0.55, 0], db = 0.31".

use crate::sheet::meaning::role::{HIDDEN, OUTPUT};
use crate::sheet::syntax::accents;
use crate::sheet::syntax::chain::{Chain, Item, RawSide};
use crate::sheet::syntax::lex::{Kind, Tokens};
use crate::sheet::syntax::name::is_old;
use crate::sheet::syntax::tree::{Atom, Index, Name, Node, SlopeName};
use crate::sheet::types::{Printed, Span};

/// Nobody tells more in words.
const MOST: usize = 256;
/// Fewer numbers may be about something else.
const FEWEST: usize = 3;

const WEIGHTS: [&str; 10] =
    ["weight", "weights", "gewicht", "gewichte", "gewichten", "poids", "peso", "pesos", "pesi", "权重"];
const BIASES: [&str; 9] =
    ["bias", "biases", "biais", "sesgo", "sesgos", "viés", "vies", "vieses", "schwelle"];
const UNITS: [&str; 15] = [
    "neuron",
    "neurons",
    "unit",
    "units",
    "node",
    "nodes",
    "neuronen",
    "neurone",
    "neurones",
    "neurona",
    "neuronas",
    "neurônio",
    "neurônios",
    "nodo",
    "knoten",
];
const LAYERS: [&str; 7] = ["layer", "schicht", "couche", "capa", "camada", "strato", "laag"];
/// What the hidden layers are called here, from the first one on.
const HIDDEN_LAYERS: [&str; 4] = ["hidden", "hiddenb", "hiddenc", "hiddend"];
/// What the last layer is called here.
const OUTPUT_LAYER: &str = "output";
const NEW: [&str; 9] = ["new", "updated", "neue", "nouve", "nuev", "nov", "nuov", "aktualisiert", "actualiz"];
const ORDINALS: [(&str, u32); 22] = [
    ("first", 1),
    ("second", 2),
    ("third", 3),
    ("fourth", 4),
    ("erste", 1),
    ("zweite", 2),
    ("dritte", 3),
    ("vierte", 4),
    ("premier", 1),
    ("deuxième", 2),
    ("troisième", 3),
    ("quatrième", 4),
    ("primer", 1),
    ("segund", 2),
    ("tercer", 3),
    ("cuart", 4),
    ("primeir", 1),
    ("terceir", 3),
    ("prim", 1),
    ("second", 2),
    ("terz", 3),
    ("quart", 4),
];

/// The layer that words speak of last, in a network of so many: `second layer`, `capa 2`, `output`.
pub(crate) fn layer_spoken_of(words: &str, layers: usize) -> Option<u32> {
    let words = accents::lower(words);
    let words: Vec<&str> =
        words.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let place = |word: Option<&&str>| {
        let ordinal = |word: &&str| ORDINALS.iter().find(|(stem, _)| word.starts_with(stem));
        word.and_then(|word| ordinal(word).map(|(_, place)| *place).or_else(|| word.parse().ok()))
    };
    let spoken = |(at, word): (usize, &&str)| match layer_called(word) {
        Some(OUTPUT_LAYER) => Some(layers as u32),
        Some(_) if layers == 2 => Some(1),
        _ if LAYERS.contains(word) => {
            place(at.checked_sub(1).and_then(|at| words.get(at))).or_else(|| place(words.get(at + 1)))
        }
        _ => None,
    };
    let layer = words.iter().enumerate().rev().find_map(spoken)?;
    (1..=layers as u32).contains(&layer).then_some(layer)
}

/// What a layer is called here that a word in small letters without accents names: `hidden` for `oculto`.
pub(super) fn layer_called(word: &str) -> Option<&'static str> {
    let starts = |stems: &[&str]| stems.iter().any(|stem| word.starts_with(stem));
    if starts(&HIDDEN) { Some(HIDDEN_LAYERS[0]) } else { starts(&OUTPUT).then_some(OUTPUT_LAYER) }
}

/// The layer that goes by this word here, in a network of so many layers.
pub(crate) fn layer_told(word: &str, layers: usize) -> Option<u32> {
    let hidden = HIDDEN_LAYERS.iter().position(|layer| *layer == word).map(|layer| layer + 1);
    let layer = hidden.filter(|layer| *layer < layers).or_else(|| (word == OUTPUT_LAYER).then_some(layers));
    layer.map(|layer| layer as u32)
}

#[derive(Clone, Copy, PartialEq)]
enum What {
    Weights,
    Bias,
}

/// The chains "weight = number" of what is told of neurons that go by their place, and the parts of the text that
/// these take up. Tables and the like take up `taken`.
pub(crate) fn told(text: &str, tokens: &Tokens, taken: &[Span]) -> (Vec<(Item, u32)>, Vec<Span>) {
    // Most texts speak of no neuron's weights, and need not be gone through.
    let has = |words: &[&str]| {
        let is_it = |word: &str| words.iter().any(|known| known.eq_ignore_ascii_case(word));
        tokens.iter().any(|token| token.kind == Kind::Word && is_it(token.span.of(text)))
    };
    if !(has(&WEIGHTS) && has(&UNITS)) {
        return (Vec::new(), Vec::new());
    }
    let mut teller = Teller {
        text,
        tokens,
        at: 0,
        new: false,
        what: None,
        first: None,
        layer: 0,
        last: 0,
        output: false,
        unit: None,
        count: 0,
        of_matrix: None,
        told: Vec::new(),
    };
    while teller.at < tokens.len() && teller.told.len() < MOST {
        let span = tokens[teller.at].span;
        if !taken.iter().any(|taken| taken.holds(span)) {
            teller.step();
        }
        teller.at += 1;
    }
    if teller.told.iter().filter(|told| told.name.is_edge()).count() < FEWEST {
        return (Vec::new(), Vec::new());
    }
    let items = teller.told.iter().map(|Told { name, is_slope, printed }| {
        let before = Span { start: printed.span.start, end: printed.span.start };
        let left = match is_slope {
            true => Node::Slope(Box::new(SlopeName { of: None, by: name.clone() })),
            false => Node::Name(name.clone()),
        };
        let sides = vec![
            RawSide { node: Some(left), span: before },
            RawSide { node: Some(Node::Number(*printed)), span: printed.span },
        ];
        (Item::Chain(Chain::apart(before, sides)), 1)
    });
    (items.collect(), teller.told.iter().map(|told| told.printed.span).collect())
}

/// What is told of a weight or a bias, or of the slope by it.
struct Told {
    name: Name,
    is_slope: bool,
    printed: Printed,
}

/// The row or column of a matrix that a line is about: whether it holds slopes, or new values.
#[derive(Clone, Copy)]
struct OfMatrix {
    is_slope: bool,
    is_new: bool,
}

struct Teller<'a> {
    text: &'a str,
    tokens: &'a Tokens,
    at: usize,
    new: bool,
    /// What the numbers that follow are.
    what: Option<What>,
    /// What is told first of each neuron: of the next one it need not be said again.
    first: Option<What>,
    /// The hidden layer that is told of, from 0, and the last one so far.
    layer: usize,
    last: usize,
    /// The sentence is about the output.
    output: bool,
    /// The place of the neuron that it is about; `None` where it is about all of a layer.
    unit: Option<u32>,
    /// How many numbers of it were told.
    count: u32,
    /// The line is about one unit of a matrix.
    of_matrix: Option<OfMatrix>,
    told: Vec<Told>,
}

impl Teller<'_> {
    fn kind(&self, at: usize) -> Option<Kind> {
        self.tokens.get(at).map(|token| token.kind)
    }

    fn word(&self, at: usize) -> String {
        match self.tokens.get(at) {
            Some(token) if token.kind == Kind::Word => accents::lower(token.span.of(self.text)),
            _ => String::new(),
        }
    }

    fn step(&mut self) {
        match self.tokens[self.at].kind {
            Kind::Break => {
                (self.new, self.what, self.output, self.unit) = (false, None, false, None);
                self.of_matrix = None;
            }
            // `db = 0.31` behind the weights of the unit
            Kind::Equals if self.of_matrix.is_some() && self.is_bias_of_unit(self.at - 1) => {
                (self.what, self.count) = (Some(What::Bias), 0);
            }
            // What stands in an equation is told by it.
            Kind::Equals | Kind::Arrow | Kind::Becomes => self.what = None,
            Kind::Sign('.' | ';' | ':') => (self.what, self.new) = (None, false),
            Kind::Sign('(') => self.pass_remark(),
            Kind::Word => self.read_word(),
            Kind::Number(place) => self.number(self.tokens.numbers[place as usize]),
            _ => {}
        }
    }

    /// `(from $x_1$)` says which of the weights it is, in their order.
    fn pass_remark(&mut self) {
        const LONGEST: usize = 12;
        let close = (self.at..self.tokens.len().min(self.at + LONGEST))
            .find(|&at| self.kind(at) == Some(Kind::Sign(')')));
        self.at = close.unwrap_or(self.at);
    }

    fn read_word(&mut self) {
        if self.starts_unit_of_matrix() {
            return;
        }
        let word = self.word(self.at);
        let starts = |stems: &[&str]| stems.iter().any(|stem| word.starts_with(stem));
        let ordinal = ORDINALS.iter().find(|(stem, _)| word.starts_with(stem)).map(|(_, place)| *place);
        if WEIGHTS.contains(&&*word) || BIASES.contains(&&*word) {
            let what = if WEIGHTS.contains(&&*word) { What::Weights } else { What::Bias };
            if self.count == 0 || self.what.is_none() {
                self.first = Some(what);
            }
            (self.what, self.count) = (Some(what), 0);
        } else if starts(&HIDDEN) && self.what == Some(What::Bias) {
            // `the biases of the hidden neurons`
            (self.output, self.unit, self.count) = (false, None, 0);
        } else if starts(&OUTPUT) && self.is_output_unit(&word) {
            (self.output, self.unit, self.count) = (true, Some(1), 0);
        } else if let Some(place) = ordinal {
            (self.output, self.unit, self.count) = (false, Some(place), 0);
            self.what = self.what.and(self.first);
        } else if starts(&NEW) {
            self.new = true;
        } else if is_old(&word) {
            self.new = false;
        } else if UNITS.contains(&&*word) {
            self.unit_by_number();
        } else if LAYERS.contains(&&*word)
            && let Some(layer) = self.number_behind().filter(|layer| *layer <= HIDDEN_LAYERS.len() as u32)
        {
            self.layer = layer as usize - 1;
            self.last = self.last.max(self.layer);
            self.at += 1;
        }
    }

    /// Whether a word for the output means the neuron: `output neuron`, `Ausgabeneuron`, `neurona de salida`, `Output:`.
    fn is_output_unit(&self, word: &str) -> bool {
        let is_unit = |at: usize| UNITS.contains(&&*self.word(at));
        is_unit(self.at + 1)
            || self.at > 1 && is_unit(self.at - 2)
            || word.ends_with("neuron")
            || self.kind(self.at + 1) == Some(Kind::Sign(':'))
            || self.what.is_some() && self.count == 0 && self.leads_here()
    }

    /// Whether a word like `of`, perhaps with an article, stands in front: `the weights into the output`.
    fn leads_here(&self) -> bool {
        const WORDS: [&str; 9] = ["of", "to", "into", "for", "de", "da", "do", "della", "del"];
        (1..=2).filter_map(|back| self.at.checked_sub(back)).any(|at| WORDS.contains(&&*self.word(at)))
    }

    /// `dW2, unit 1:` says that the line goes on with the slopes by the weights of this unit.
    fn starts_unit_of_matrix(&mut self) -> bool {
        let written = self.tokens[self.at].span.of(self.text);
        let (is_slope, matrix) = match written.strip_prefix('d') {
            Some(matrix) => (true, matrix),
            None => (false, written),
        };
        let layer = matrix.strip_prefix('W').and_then(|digits| digits.parse::<usize>().ok());
        let Some(layer) = layer.filter(|layer| (1..=HIDDEN_LAYERS.len()).contains(layer)) else {
            return false;
        };
        let comes = |by: usize, sign: char| self.kind(self.at + by) == Some(Kind::Sign(sign));
        let unit = match self.tokens.get(self.at + 3) {
            Some(token) => token.span.of(self.text).parse().ok(),
            None => None,
        };
        if !(comes(1, ',') && UNITS.contains(&&*self.word(self.at + 2)) && comes(4, ':') && unit.is_some()) {
            return false;
        }
        let is_new = self.new;
        self.of_matrix = Some(OfMatrix { is_slope, is_new });
        (self.what, self.unit, self.count) = (Some(What::Weights), unit, 0);
        (self.layer, self.output) = (layer - 1, layer - 1 > self.last);
        self.at += 4;
        true
    }

    /// `b`, `db`
    fn is_bias_of_unit(&self, at: usize) -> bool {
        let of = self.of_matrix.is_some_and(|of| of.is_slope);
        self.word(at) == if of { "db" } else { "b" }
    }

    /// The place that stands behind a word: the 2 of `layer 2`.
    fn number_behind(&self) -> Option<u32> {
        let Some(Kind::Number(_)) = self.kind(self.at + 1) else { return None };
        let digits = self.tokens[self.at + 1].span.of(self.text);
        digits.parse().ok().filter(|place| (1..10).contains(place))
    }

    /// `neuron 2`
    fn unit_by_number(&mut self) {
        if let Some(place) = self.number_behind() {
            let before = self.at.checked_sub(1).map(|at| self.word(at)).unwrap_or_default();
            self.output = OUTPUT.iter().any(|stem| before.starts_with(stem));
            (self.unit, self.count) = (Some(place), 0);
            self.at += 1;
        }
    }

    fn number(&mut self, printed: Printed) {
        let before = self.at.checked_sub(1).and_then(|at| self.kind(at));
        let behind = self.kind(self.at + 1);
        let is_worked =
            |kind: Option<Kind>| matches!(kind, Some(Kind::Equals | Kind::Sign('*' | '/' | '^' | '+')));
        let is_result = before == Some(Kind::Equals) && self.of_matrix.is_some();
        let is_worked = is_worked(before) && !is_result || is_worked(behind);
        let (Some(what), false) = (self.what, is_worked) else { return };
        let is_negative = before == Some(Kind::Sign('-'));
        let printed = if is_negative { self.negative(printed) } else { printed };
        self.count += 1;
        let named = |base: &str, number: u32| Name {
            base: base.to_owned(),
            indices: vec![Index { raised: false, atom: Atom::Number(number) }],
            updated: false,
            span: printed.span,
        };
        let (from, layer) = match (self.output, self.layer) {
            (true, _) => (HIDDEN_LAYERS[self.last], OUTPUT_LAYER),
            (false, 0) => ("x", HIDDEN_LAYERS[0]),
            (false, layer) => (HIDDEN_LAYERS[layer - 1], HIDDEN_LAYERS[layer]),
        };
        let name = match (what, self.unit) {
            (What::Weights, Some(unit)) => Name::edge(&named(from, self.count), &named(layer, unit)),
            (What::Weights, None) => return,
            (What::Bias, unit) => {
                let mut bias = named("bias", unit.unwrap_or(self.count));
                bias.indices.insert(0, Index { raised: false, atom: Atom::Letters(layer.to_owned()) });
                bias
            }
        };
        let updated = self.of_matrix.map_or(self.new, |of| of.is_new);
        let is_slope = self.of_matrix.is_some_and(|of| of.is_slope);
        // A neuron has one bias, and what is told of it once more is something else.
        let name = Name { updated, span: printed.span, ..name };
        let is_known = self.told.iter().any(|told| told.is_slope == is_slope && told.name.is_like(&name));
        if !is_known {
            self.told.push(Told { name, is_slope, printed });
        }
    }

    fn negative(&self, printed: Printed) -> Printed {
        let span = Span { start: self.tokens[self.at - 1].span.start, end: printed.span.end };
        Printed { value: printed.value.negated(), span, ..printed }
    }
}
