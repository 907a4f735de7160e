//! Weights and biases told in words: `x1 to p 0.5`, `neuron h1: weight from x1 is 0.5, bias 0.1`,
//! `bias of p 0.1, of q 0.2`, `biases: 0.2 (H1), 0.1 (H2)`, `the targets 0 for O1 and 1 for O2`.

use super::neurons;
use crate::sheet::meaning::role::{self, Role};
use crate::sheet::syntax::accents;
use crate::sheet::syntax::called::TO;
use crate::sheet::syntax::chain::{Chain, Item, RawSide};
use crate::sheet::syntax::lex::{Kind, Token, Tokens};
use crate::sheet::syntax::name::{Habits, base_of, is_new};
use crate::sheet::syntax::parse::Parser;
use crate::sheet::syntax::tree::{Atom, Index, Name, Node, SlopeName};
use crate::sheet::types::{Printed, Span};

/// Nobody tells more in words.
const MOST: usize = 256;

/// A name of a node has at most so many letters.
const LONGEST_NODE: usize = 6;

const FROM: [&str; 5] = ["from", "von", "depuis", "desde", "de"];
const TARGETS: [&str; 8] =
    ["targets", "zielwerte", "sollwerte", "cibles", "objetivos", "alvos", "labels", "目标"];
const BIASES: [&str; 5] = ["biases", "bias", "biais", "sesgos", "vieses"];
const OF: [&str; 6] = ["of", "at", "for", "von", "de", "in"];
const UNITS: [&str; 8] = ["neuron", "unit", "node", "knoten", "neurone", "neurona", "neurônio", "nodo"];
/// What a unit may be called before its name, or instead of one.
const PLACES: [&str; 5] = ["output", "ausgang", "sortie", "salida", "saída"];
const WEIGHTS: [&str; 8] = ["weight", "weights", "gewicht", "gewichte", "poids", "peso", "pesos", "kante"];
/// What stands between a unit and the number that it has or shall have.
const HAS: [&str; 16] = [
    "should", "be", "is", "has", "gets", "soll", "sein", "hat", "doit", "être", "valoir", "debe", "ser",
    "tiene", "deve", "tem",
];
/// What says that the numbers of edges are slopes.
const SLOPES: [&str; 8] =
    ["gradient", "slope", "derivative", "ableitung", "dérivée", "derivada", "∂", "梯度"];
/// What says that they are what becomes of the weights, even beside the slopes that these are worked with.
const UPDATES: [&str; 9] =
    ["updat", "aktualis", "atualiz", "actualiz", "mise à jour", "aggiorn", "←", "\\gets", "更新"];
const FILLERS: [&str; 9] = ["is", "weight", "stays", "remains", "becomes", "ist", "vale", "est", "now"];

/// The chains "weight = number" of what is told, and the parts of the text that these take up.
/// Tables, which take up `tables` and hold `said`, say it in their own way.
pub(crate) fn told(
    text: &str,
    tokens: &Tokens,
    habits: &Habits,
    tables: &[Span],
    said: &[(Item, u32)],
) -> (Vec<(Item, u32)>, Vec<Span>) {
    let tabled: Vec<Name> = said.iter().filter_map(|(item, _)| edge_of(item)).collect();
    if tabled.is_empty() && !may_tell(text, tokens, tables) {
        return (Vec::new(), Vec::new());
    }
    let is_outside = |token: &&Token| tables.iter().all(|table| !table.holds(token.span));
    let outside: Vec<Token> = tokens.iter().filter(is_outside).copied().collect();
    let fuel = outside.len().saturating_mul(8) + 1_000;
    let parser = Parser { tokens: &outside, ..Parser::new(text, tokens, fuel, habits) };
    let mut teller = Teller {
        parser,
        unit: None,
        bias_before: false,
        listed: None,
        of_slopes: false,
        tabled,
        seen: Vec::new(),
        slopes: 0,
        items: Vec::new(),
        taken: Vec::new(),
        targets: Vec::new(),
    };
    teller.read();
    // One alone may be a turn of speech.
    let weights = teller.seen.iter().filter(|name| name.base == "w").count();
    let edges = weights + teller.tabled.len() + teller.slopes;
    let (mut items, mut taken) =
        if edges < 2 { (Vec::new(), Vec::new()) } else { (teller.items, teller.taken) };
    if teller.targets.len() > 1 {
        let (targets, parts): (Vec<Item>, Vec<Span>) = teller.targets.into_iter().unzip();
        items.extend(targets.into_iter().map(|target| (target, 1)));
        taken.extend(parts);
    }
    (items, taken)
}

/// The edge whose weight a chain states.
fn edge_of(item: &Item) -> Option<Name> {
    item.name().filter(|name| name.is_edge() && !name.updated).cloned()
}

/// Whether any weight may be told of: as an edge, from somewhere, or by its own name at the start of a line.
/// Most texts tell of none, and need not be gone through.
fn may_tell(text: &str, tokens: &[Token], tables: &[Span]) -> bool {
    let is_in_table = |token: &Token| tables.iter().any(|table| table.holds(token.span));
    let ends_line = |token: &Token| matches!(token.kind, Kind::Break | Kind::Row) || is_in_table(token);
    let tells = |at: usize, token: &Token| match token.kind {
        Kind::Arrow => true,
        Kind::Word => {
            let word = token.span.of(text);
            is_any_of(word, &TO)
                || is_any_of(word, &FROM)
                || tokens[..at].last().is_none_or(ends_line) && base_of(word).0 == "w"
        }
        _ => false,
    };
    tokens.iter().enumerate().any(|(at, token)| tells(at, token) && !is_in_table(token))
}

struct Teller<'a> {
    parser: Parser<'a>,
    /// The unit that the line is about: `neuron h1: …`.
    unit: Option<Name>,
    /// The line has told a bias: `bias of p 0.1, of q 0.2`.
    bias_before: bool,
    /// What the numbers that follow are, each with its unit behind it.
    listed: Option<&'static str>,
    /// What is told of edges are the slopes by their weights.
    of_slopes: bool,
    /// The edges whose weights stand in tables.
    tabled: Vec<Name>,
    seen: Vec<Name>,
    /// How many slopes were told.
    slopes: usize,
    items: Vec<(Item, u32)>,
    taken: Vec<Span>,
    /// Targets that are listed by units, and where their numbers stand.
    targets: Vec<(Item, Span)>,
}

impl Teller<'_> {
    fn read(&mut self) {
        while self.parser.at < self.parser.tokens.len() && self.seen.len() < MOST {
            let start = self.parser.at;
            self.look_at_line();
            match self.parser.kind() {
                Some(Kind::Break) => (self.unit, self.bias_before, self.listed) = (None, false, None),
                Some(Kind::Row) => (self.unit, self.bias_before) = (None, false),
                Some(Kind::Number(_) | Kind::Sign('-')) if self.number_of_a_unit() => continue,
                Some(Kind::Word) if self.unit_of_a_number() => continue,
                Some(Kind::Word) => {
                    self.listed = self.lists().or(self.listed);
                    if let Some(name) = self.symbol() {
                        self.value(start, name);
                        continue;
                    }
                    self.parser.at = start;
                    self.pass_over();
                }
                _ => {}
            }
            self.parser.at = start + 1;
        }
    }

    /// At the start of a line that is no list of edges: whether it speaks of slopes, which those below it are then.
    fn look_at_line(&mut self) {
        let starts = |at: usize| matches!(self.parser.tokens[at].kind, Kind::Break | Kind::Row);
        let at = self.parser.at;
        if at > 0 && !starts(at - 1) || starts(at) {
            return;
        }
        let from = self.parser.tokens[at].span.start;
        let line = self.parser.text[from..].lines().next().unwrap_or("");
        let is_of_edge = ["->", "→", "\\to"].iter().any(|arrow| line.contains(arrow));
        if !is_of_edge && line.contains(char::is_alphabetic) {
            let line = accents::lower(line);
            let has = |words: &[&str]| words.iter().any(|word| line.contains(word));
            self.of_slopes = has(&SLOPES) && !has(&UPDATES);
        }
    }

    /// What the word here says that the numbers behind it are.
    fn lists(&self) -> Option<&'static str> {
        let word = self.parser.word(self.parser.at).to_lowercase();
        if word.chars().count() > 2 && role::by_name(&word, 0, Role::Target) >= 2.0
            || TARGETS.contains(&&*word)
        {
            Some("target")
        } else {
            (role::is_bias_word(&word) || BIASES.contains(&&*word)).then_some("bias")
        }
    }

    /// `0.2 (H1)`, `0 for O1`: whether a number of what is listed stands here, which is passed over.
    fn number_of_a_unit(&mut self) -> bool {
        let Some(base) = self.listed else { return false };
        let start = self.parser.at;
        self.parser.depth = 0;
        let number = self.parser.sum().and_then(|node| node.number());
        let opens = self.parser.kind() == Some(Kind::Sign('('));
        let leads = opens || self.is_word(&OF);
        self.parser.at += usize::from(leads);
        // `0.05 for the output o`
        while leads && (self.is_word(&["the"]) || self.is_word(&PLACES) || self.is_word(&UNITS)) {
            self.parser.at += 1;
        }
        let of = if leads { self.node() } else { None };
        let closes = !opens || self.parser.kind() == Some(Kind::Sign(')'));
        let (Some(printed), Some(of), true) = (number, of, closes) else {
            self.parser.at = start;
            return false;
        };
        self.parser.at += usize::from(opens);
        let is_said = self.list(base, of, printed);
        if !is_said {
            self.parser.at = start;
        }
        is_said
    }

    /// `o1 should be 0.9`: the same with the unit in front.
    fn unit_of_a_number(&mut self) -> bool {
        let Some(base) = self.listed else { return false };
        let start = self.parser.at;
        let of = self.node();
        let behind = self.parser.at;
        while self.is_word(&HAS) {
            self.parser.at += 1;
        }
        let says = self.parser.at > behind;
        self.parser.depth = 0;
        let number = self.parser.sum().and_then(|node| node.number());
        if let (Some(of), true, Some(printed)) = (of, says, number)
            && self.list(base, of, printed)
        {
            return true;
        }
        self.parser.at = start;
        false
    }

    /// Keeps one of the numbers that are listed, and whose it is; `false` where that is no unit.
    fn list(&mut self, base: &str, of: Name, printed: Printed) -> bool {
        // `targets 0.1 for o1 and 0.7 for o2`: a unit with a number is one, whoever leads to it.
        let is_numbered = matches!(of.indices[..], [Index { raised: false, atom: Atom::Number(_) }]);
        let is_target = base == "target" && is_numbered;
        if !is_target && !self.is_known(&of) {
            return false;
        }
        let of_node = |node: String| Index { raised: false, atom: Atom::Letters(node) };
        let indices = match is_target {
            true => std::iter::once(of_node(of.base)).chain(of.indices).collect(),
            false => vec![of_node(of.key())],
        };
        let name = Name { base: base.to_owned(), indices, updated: false, span: of.span };
        let before = Span { start: printed.span.start, end: printed.span.start };
        let sides = vec![
            RawSide { node: Some(Node::Name(name)), span: before },
            RawSide { node: Some(Node::Number(printed)), span: printed.span },
        ];
        let said = Item::Chain(Chain::apart(before, sides));
        if is_target {
            self.targets.push((said, printed.span));
        } else {
            self.items.push((said, 1));
            self.taken.push(printed.span);
        }
        true
    }

    /// The weight or bias that is told of here, passed over; nothing is passed over if there is none.
    fn symbol(&mut self) -> Option<Name> {
        let start = self.parser.at;
        // Most words are none of these, so that the name that may stand here is read once for all.
        let node = self.node().map(|name| (name, self.parser.at));
        for read in [Self::edge, Self::of_the_unit, Self::bias, Self::input] {
            self.parser.at = start;
            if let Some(found) = read(self, node.as_ref()) {
                return Some(found);
            }
        }
        self.parser.at = start;
        self.starts_unit();
        None
    }

    /// Passes over the node that was read here.
    fn pass<'n>(&mut self, here: Option<&'n (Name, usize)>) -> Option<&'n Name> {
        let (node, end) = here?;
        self.parser.at = *end;
        Some(node)
    }

    /// `x1 to p`, `x1 → p`.
    fn edge(&mut self, here: Option<&(Name, usize)>) -> Option<Name> {
        let from = self.pass(here)?;
        let leads = self.parser.points() || self.is_word(&TO);
        if !leads {
            return None;
        }
        self.parser.at += 1;
        let to = self.node()?;
        Some(Name::edge(from, &to))
    }

    /// `neuron h1: weight from x1`, `weights to h1: from x1`.
    fn of_the_unit(&mut self, _: Option<&(Name, usize)>) -> Option<Name> {
        let to = self.unit.clone()?;
        self.parser.at += usize::from(self.is_word(&WEIGHTS));
        if !self.is_word(&FROM) {
            return None;
        }
        self.parser.at += 1;
        let from = self.node()?;
        Some(Name::edge(&from, &to))
    }

    /// `bias of p`, `bias p`, `output bias`, and `bias` alone within the line of a unit.
    fn bias(&mut self, here: Option<&(Name, usize)>) -> Option<Name> {
        let named = |of: &Name, span: Span| {
            let of_node = Index { raised: false, atom: Atom::Letters(of.key()) };
            Name { base: "bias".to_owned(), indices: vec![of_node], updated: false, span }
        };
        let start = self.parser.at;
        let again = self.bias_before && self.is_word(&OF);
        if !again && !role::is_bias_word(self.parser.word(start)) {
            let of = self.pass(here)?;
            let follows = role::is_bias_word(self.parser.word(self.parser.at)) && self.is_known(of);
            self.parser.at += 1;
            return follows.then(|| named(of, self.parser.span_from(start)));
        }
        self.parser.at += usize::from(!again);
        if self.is_word(&OF) {
            self.parser.at += 1;
            let of = self.node()?;
            self.bias_before = true;
            return Some(named(&of, self.parser.span_from(start)));
        }
        let behind = self.parser.at;
        let of = match self.node().filter(|node| self.is_known(node)) {
            Some(of) => of,
            None => {
                self.parser.at = behind;
                self.unit.clone()?
            }
        };
        Some(named(&of, self.parser.span_from(start)))
    }

    /// `x1 0.8` on a line of its own.
    fn input(&mut self, here: Option<&(Name, usize)>) -> Option<Name> {
        let is_end = |at: Option<usize>| {
            let token = at.and_then(|at| self.parser.tokens.get(at));
            token.is_none_or(|token| matches!(token.kind, Kind::Break | Kind::Row))
        };
        let starts_line = is_end(self.parser.at.checked_sub(1));
        let name = self.pass(here)?;
        let is_number = matches!(self.parser.kind(), Some(Kind::Number(_) | Kind::Sign('-')));
        (starts_line && is_number && !name.indices.is_empty()).then(|| name.clone())
    }

    /// In `the gradient for the weight from h1 is 0.5` no value of h1 is told.
    fn pass_over(&mut self) {
        let start = self.parser.at;
        if self.is_word(&WEIGHTS) {
            self.parser.at += 1;
            if self.is_word(&FROM) {
                self.parser.at += 1;
                if self.node().is_some() {
                    self.taken.push(self.parser.span_from(start));
                }
            }
        }
    }

    /// `neuron h1:`, `output neuron:` and `weights to h1:` say which unit the line is about.
    fn starts_unit(&mut self) {
        let start = self.parser.at;
        if ![&UNITS[..], &PLACES, &TO].iter().any(|words| self.is_word(words)) {
            return;
        }
        self.parser.at += 1;
        let behind = self.node();
        let node = behind.or_else(|| {
            self.parser.at = start.checked_sub(1)?;
            let node = self.node();
            self.parser.at = start + 1;
            node
        });
        if self.parser.kind() == Some(Kind::Sign(':')) {
            self.unit = node;
        }
    }

    /// The number or the line of working that is told: `0.5`, `: 0.6 - 0.5 * 0.546 = 0.327`.
    fn value(&mut self, start: usize, mut name: Name) {
        let after = self.parser.at;
        let is_new = |teller: &Self| is_new(&teller.parser.word(teller.parser.at).to_lowercase());
        let mut is_said_new = false;
        while self.is_word(&FILLERS)
            || is_new(self)
            || matches!(self.parser.kind(), Some(Kind::Sign(':') | Kind::Equals))
            || self.parser.kind() == Some(Kind::Gap)
                && self.parser.tokens[self.parser.at - 1].kind == Kind::Sign(':')
        {
            is_said_new |= is_new(self);
            self.parser.at += 1;
        }
        let is_slope = self.of_slopes && name.is_edge();
        name.updated = !is_slope && (is_said_new || self.seen.iter().any(|seen| seen.is_like(&name)));
        let left = match is_slope {
            true => Node::Slope(Box::new(SlopeName { of: None, by: name.clone() })),
            false => Node::Name(name.clone()),
        };
        let mut sides = vec![RawSide { node: Some(left), span: name.span }];
        loop {
            let first = self.parser.at;
            self.parser.depth = 0;
            let Some(node) = self.parser.sum().filter(Node::is_numeric) else { break };
            sides.push(RawSide { node: Some(node), span: self.parser.span_from(first) });
            if self.parser.kind() != Some(Kind::Equals) {
                break;
            }
            self.parser.at += 1;
        }
        let result = sides.last().and_then(|side| side.node.as_ref()?.number());
        let Some(result) = result else {
            if sides.len() == 1 && self.parser.kind() == Some(Kind::Sign('_')) {
                // `weight from x2 to B: new = ____`
                let blank = self.parser.tokens[self.parser.at - 1].span;
                let chain = Chain { blank: Some(blank), ..Chain::apart(name.span, sides) };
                self.items.push((Item::Chain(chain), 1));
                self.taken
                    .push(Span { start: name.span.start, end: self.parser.tokens[self.parser.at].span.end });
                return;
            }
            self.parser.at = after;
            return;
        };
        let before = Span { start: name.span.start, end: name.span.start };
        self.items.push((Item::Chain(Chain::apart(before, sides)), 1));
        let from = self.parser.tokens[start].span.start;
        self.taken.push(Span { start: from, end: result.span.end });
        if is_slope {
            self.slopes += 1;
        } else {
            self.seen.push(Name { updated: false, ..name });
        }
    }

    /// `hidden 2`, `saída 1`: a unit that goes by its layer and place.
    fn unit_of_layer(&mut self) -> Option<Name> {
        let start = self.parser.at;
        let place = self.parser.tokens.get(start + 1)?.span.of(self.parser.text);
        let is_place = matches!(self.parser.peek(1), Some(Kind::Number(_))) && place.len() == 1;
        let number = place.parse().ok().filter(|number| is_place && *number > 0)?;
        let layer = neurons::layer_called(&accents::lower(self.parser.word(start)))?;
        self.parser.at += 2;
        let indices = vec![Index { raised: false, atom: Atom::Number(number) }];
        Some(Name { base: layer.to_owned(), indices, updated: false, span: self.parser.span_from(start) })
    }

    /// A short name.
    fn node(&mut self) -> Option<Name> {
        if let Some(unit) = self.unit_of_layer() {
            return Some(unit);
        }
        let ahead = |by| self.parser.peek(by);
        let is_long = ahead(1) == Some(Kind::Sign('_'))
            && (ahead(2) == Some(Kind::Sign('{')) || ahead(3) == Some(Kind::Sign('_')));
        if self.parser.kind() != Some(Kind::Word) || is_long || ahead(1) == Some(Kind::Sign('^')) {
            return None;
        }
        let name = self.parser.name()?;
        let is_short = name.base.chars().count() <= LONGEST_NODE && !name.updated;
        let is_speech = [&TO[..], &FROM, &OF, &UNITS, &WEIGHTS, &FILLERS]
            .iter()
            .any(|words| words.contains(&&*name.base));
        (is_short && !is_speech).then_some(name)
    }

    /// Whether an edge to this node has been told.
    fn is_known(&self, node: &Name) -> bool {
        self.seen.iter().chain(&self.tabled).any(|edge| match edge.indices.last().map(|index| &index.atom) {
            Some(Atom::Letters(letters)) => *letters == node.key(),
            Some(Atom::Node(letter)) => node.base == letter.to_string(),
            _ => false,
        })
    }

    fn is_word(&self, words: &[&str]) -> bool {
        is_any_of(self.parser.word(self.parser.at), words)
    }
}

fn is_any_of(word: &str, words: &[&str]) -> bool {
    if word.is_ascii() {
        return words.iter().any(|known| known.eq_ignore_ascii_case(word));
    }
    words.contains(&word.to_lowercase().as_str())
}
