//! What a cell holds: a number, a symbol, or a line of working with its result.

use std::cell::OnceCell;

use super::Reader;
use super::label::{self, Word};
use super::symbol::{is_lone_word, named};
use crate::sheet::meaning::role::{self, Role};
use crate::sheet::syntax::accents;
use crate::sheet::syntax::chain::{self, Chain, Item, RawSide};
use crate::sheet::syntax::lex::{self, Kind};
use crate::sheet::syntax::parse::Parser;
use crate::sheet::syntax::tree::{Atom, Index, Name, Node};
use crate::sheet::types::{Printed, Span};

/// What a cell says.
pub(super) struct Cell {
    pub(super) span: Span,
    /// It is this number and nothing else.
    pub(super) number: Option<Printed>,
    /// The symbol, slope or other expression in it, the last where there are several.
    pub(super) node: Option<Node>,
    /// `0.3 + 0.2 = 0.5`: what stands between the equals signs.
    pub(super) chain: Option<Vec<RawSide>>,
    /// `b_h = f(z_h)`: what a symbol is worked by, and no number.
    pub(super) formula: Option<RawSide>,
    /// `δ a`, `δ a = 0.2 · 0.5`: how the number of the next cell is worked, where this one holds a product or a sum of numbers.
    pub(super) working: Vec<RawSide>,
    /// It holds several equations: `y_A = 0.9, y_B = -0.4`.
    pub(super) is_list: bool,
    /// The unit x₁ of `∂E/∂w from x₁`, or all of `∂E/∂b`.
    pub(super) slope_from: Option<Node>,
    /// The chain starts with a symbol of its own.
    pub(super) has_own_left: bool,
    /// What it says as a label; the labels of a table are asked for with each of its numbers.
    pub(super) said: OnceCell<LabelText>,
}

/// What a cell says as a label.
pub(super) struct LabelText {
    /// In small letters.
    pub(super) text: String,
    /// The usual word that it is.
    pub(super) word: Option<Word>,
    /// The number at its end.
    pub(super) count: Option<u32>,
}

impl Cell {
    pub(super) fn holds_a_number(&self) -> bool {
        self.number.is_some() || self.chain.is_some()
    }
}

impl Reader<'_> {
    pub(super) fn cell(&self, span: Span) -> Cell {
        let tokens = lex::tokens(&self.text[..span.end], span.start, self.comma);
        let mut parser = Parser::new(self.text, &tokens, 2_000, self.habits);
        let leads = tokens.iter().any(|token| token.kind == Kind::Arrow);
        let mut node = if leads { edge(&mut parser).or_else(|| named_edge(&mut parser)) } else { None };
        if node.is_some() {
            return Cell {
                span,
                number: None,
                node,
                chain: None,
                formula: None,
                working: Vec::new(),
                is_list: false,
                slope_from: None,
                has_own_left: false,
                said: OnceCell::new(),
            };
        }
        parser.at = 0;
        let mut number = None;
        let mut words = 0;
        let mut equals = false;
        while parser.at < tokens.len() {
            match parser.kind() {
                Some(Kind::Equals) => {
                    equals = true;
                    break;
                }
                Some(Kind::Gap | Kind::Break | Kind::Row | Kind::Cell) => parser.at += 1,
                _ => {
                    let start = parser.at;
                    parser.depth = 0;
                    match parser.sum() {
                        Some(found) => {
                            // `Net input, I_j`: the symbol behind the words.
                            let is_unit = |name: &Name| role::by_name(&name.base, 1, Role::A) >= 1.8;
                            let names = |name: &Name| {
                                let is_bias = |word: &Name| label::word(&word.base) == Some(Word::Bias);
                                !name.indices.is_empty()
                                    || is_unit(name)
                                        && matches!(&node, Some(Node::Name(word)) if is_bias(word))
                            };
                            let named = node.as_ref().is_some_and(is_lone_word)
                                && matches!(&found, Node::Name(name) if names(name));
                            let symbol = tokens[start].math || words == 0 && node.is_none() || named;
                            let first_number = found.number().filter(|_| node.is_none() && words == 0);
                            number = number.or(first_number);
                            let better = symbol && !matches!(found, Node::Number(_));
                            // `w_1 (x_1 → h_1)`: the first symbol; `size x_1`: the one in the formula.
                            let first = node.is_none()
                                || named
                                || tokens[start].math && words > 0 && !matches!(node, Some(Node::Slope(_)));
                            if better && first {
                                node = Some(found);
                            }
                            words += 1;
                        }
                        None => {
                            parser.at = start + 1;
                            // The star of *Err_j* is no word.
                            words += u32::from(tokens[start].kind != Kind::Sign('*'));
                            if matches!(tokens[start].kind, Kind::Sign('(')) {
                                break;
                            }
                        }
                    }
                }
            }
        }
        if words > 1 && !self.has_unit_of_measure(number, span) || equals {
            number = None;
        }
        // 57.8 % is a hundredth of what it would say.
        let behind = |number: &Printed| &self.text[number.span.end..span.end];
        number = number.filter(|number| !behind(number).contains('%'));
        let node = node.filter(|node| number.is_none() || !is_lone_word(node));
        // `k=2` counts.
        let counts = node.as_ref().is_some_and(
            |node| matches!(node, Node::Name(name) if name.indices.is_empty() && "ijklmn".contains(name.base.as_str())),
        );
        let (chain, is_list) = if equals && !counts { self.chain(&tokens) } else { (None, false) };
        let is_open = equals && chain.is_none() && !is_list;
        let sides = if is_open { self.equation(&tokens) } else { Vec::new() };
        let (formula, sides) = match <[RawSide; 2]>::try_from(sides) {
            Ok([symbol, formula]) if is_named(&symbol) && is_symbolic(&formula) => {
                (Some(formula), Vec::new())
            }
            Ok(sides) => (None, sides.into()),
            Err(sides) => (None, sides),
        };
        let is_work = |node: &Node| match node {
            Node::Product(_) => true,
            node => node.is_numeric() && node.number().is_none(),
        };
        let working = match &node {
            Some(node) if is_work(node) && sides.is_empty() => {
                vec![RawSide { node: Some(node.clone()), span }]
            }
            Some(node) if is_work(node) => sides,
            _ => Vec::new(),
        };
        let has_own_left =
            chain.as_ref().is_some_and(|sides| matches!(sides[0].node, Some(Node::Name(_) | Node::Slope(_))));
        let node = node.map(|node| self.parameter_of(node, span)).map(|node| self.counted_unit(node, span));
        let slope_from = node.as_ref().and_then(|node| self.slope_from(node, span));
        let said = OnceCell::new();
        Cell { span, number, node, chain, formula, working, is_list, slope_from, has_own_left, said }
    }

    /// Whether nothing but a unit of measure stands behind a number: `0.35 V`.
    fn has_unit_of_measure(&self, number: Option<Printed>, cell: Span) -> bool {
        const MEASURES: [&str; 9] = ["V", "mV", "mA", "Hz", "kg", "cm", "mm", "ms", "°C"];
        number.is_some_and(|number| MEASURES.contains(&self.text[number.span.end..cell.end].trim()))
    }

    /// The unit of `∂E/∂w from x₁`, or the slope `∂E/∂b` itself.
    fn slope_from(&self, node: &Node, cell: Span) -> Option<Node> {
        let Node::Slope(slope) = node else { return None };
        let is_bare =
            |role: Role| slope.by.indices.is_empty() && role::by_name(&slope.by.base, 2, role) >= 2.0;
        let behind = Span { start: slope.by.span.end.min(cell.end), ..cell };
        let words = behind.of(self.text).trim_matches(['$', ' ', '*']);
        if words.is_empty() {
            return is_bare(Role::Bias).then(|| node.clone());
        }
        let (from, _) = words.split_once(' ').filter(|(from, _)| label::says_from(from))?;
        let start = behind.start + behind.of(self.text).find(from)? + from.len();
        let tokens = lex::tokens(&self.text[..cell.end], start, self.comma);
        let mut parser = Parser::new(self.text, &tokens, 2_000, self.habits);
        match parser.sum() {
            Some(unit @ Node::Name(_)) if is_bare(Role::Weight) => Some(unit),
            _ => None,
        }
    }

    /// What stands between the equals signs of the one equation in a part of the text.
    pub(super) fn equation_in(&self, part: Span) -> Vec<RawSide> {
        self.equation(&lex::tokens(&self.text[..part.end], part.start, self.comma))
    }

    /// `weight of x₁`, `bias A`: the weight that leads from what stands behind the words, or its bias.
    fn parameter_of(&self, node: Node, cell: Span) -> Node {
        let Node::Name(unit) = &node else { return node };
        let words = Span { end: unit.span.start.max(cell.start), ..cell }.of(self.text);
        let words = accents::lower(words.trim_matches(['$', ' ', '*']));
        let speaks = |role, least| role::by_name(&unit.base, 1, role) >= least;
        let is_unit = match unit.indices.is_empty() {
            true => speaks(Role::A, 1.8) && unit.base.len() > 1,
            false => speaks(Role::Input, 0.8) || speaks(Role::A, 0.8),
        };
        let is_node = unit.node_letter().is_some();
        if label::says_weight(&words) && (is_unit || is_node) {
            Node::Name(named("w", unit))
        } else if label::word(&words) == Some(Word::Bias) && is_node {
            Node::Name(named("b", unit))
        } else if label::word(&words) == Some(Word::Bias) && is_unit {
            Node::Name(named("bias", unit))
        } else if label::word(&words) == Some(Word::Target) && is_unit {
            Node::Name(named("target", unit))
        } else {
            node
        }
    }

    /// `hidden 1` is the first of the units that are called so.
    fn counted_unit(&self, node: Node, cell: Span) -> Node {
        let text = accents::lower(cell.of(self.text).trim_matches(['$', ' ', '*']));
        match label::counted_unit(&text) {
            Some((word, number)) => {
                let index = Index { raised: false, atom: Atom::Number(number) };
                Node::Name(Name { base: word.to_owned(), indices: vec![index], updated: false, span: cell })
            }
            None => node,
        }
    }

    /// What stands between the equals signs of the one equation in a cell.
    fn equation(&self, tokens: &lex::Tokens) -> Vec<RawSide> {
        let mut items = chain::items(self.text, tokens, self.habits, &[]);
        match items.pop() {
            Some(Item::Chain(chain)) if items.is_empty() && !chain.becomes => chain.sides,
            _ => Vec::new(),
        }
    }

    /// The one chain of a cell, where a number comes out of it; and whether there are several.
    fn chain(&self, tokens: &lex::Tokens) -> (Option<Vec<RawSide>>, bool) {
        let mut items = chain::items(self.text, tokens, self.habits, &[]);
        let is_result = |chain: &Chain| {
            let last = chain.sides.last().and_then(|side| side.node.as_ref());
            last.is_some_and(|node| node.number().is_some()) && !chain.becomes
        };
        let is_equation =
            |item: &Item| matches!(item, Item::Chain(chain) if !chain.headless && is_result(chain));
        if items.iter().filter(|item| is_equation(item)).count() > 1 {
            return (None, true);
        }
        match (items.pop(), items.pop()) {
            (Some(Item::Chain(chain)), None) if is_result(&chain) => (Some(chain.sides), false),
            _ => (None, false),
        }
    }
}

fn is_named(side: &RawSide) -> bool {
    matches!(side.node, Some(Node::Name(_)))
}

fn is_symbolic(side: &RawSide) -> bool {
    side.node.as_ref().is_some_and(|node| !node.is_numeric())
}

/// `P → R`: the weight of the edge between two nodes, where the cell holds nothing else.
fn edge(parser: &mut Parser) -> Option<Node> {
    let mut node = |leads: bool| {
        skip_gaps(parser);
        if leads {
            (parser.kind() == Some(Kind::Arrow)).then(|| parser.at += 1)?;
            skip_gaps(parser);
        }
        match parser.sum() {
            Some(Node::Name(name)) => Some(name),
            _ => None,
        }
    };
    let (from, to) = (node(false)?, node(true)?);
    skip_gaps(parser);
    matches!(parser.kind(), None | Some(Kind::Break)).then(|| Node::Name(Name::edge(&from, &to)))
}

/// `weight x1→h1`: the same behind a word that says what it is; `w 3→5`, where units are numbered through.
fn named_edge(parser: &mut Parser) -> Option<Node> {
    parser.at = 0;
    if let (Some(Kind::Word), Some(Kind::Arrow), "w") = (parser.kind(), parser.peek(2), parser.word(0))
        && let (Some(from), Some(to)) = (parser.number(1), parser.number(3))
        && matches!(parser.peek(4), None | Some(Kind::Break))
    {
        let unit =
            |number: Printed| Index { raised: false, atom: Atom::Number(number.value.to_f64() as u32) };
        let span = from.span.to(to.span);
        let indices = vec![unit(from), unit(to)];
        return Some(Node::Name(Name { base: "w".to_owned(), indices, updated: false, span }));
    }
    let is_word = parser.kind() == Some(Kind::Word) && parser.word(0).chars().count() > 1;
    parser.at = 1;
    if is_word && parser.kind() == Some(Kind::Word) { edge(parser) } else { None }
}

fn skip_gaps(parser: &mut Parser) {
    while parser.kind() == Some(Kind::Gap) {
        parser.at += 1;
    }
}
