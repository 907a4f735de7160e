//! Lines in a familiar notation: the numbers of `0.4 · 0.59 + 0.6` stand where `w a + b` has symbols.

use rustc_hash::FxHashMap;

use super::express::{Symbol, express};
use super::resolve::Resolver;
use crate::math::Expr;
use crate::quantity::{Kind, Quantity, Variable};
use crate::sheet::meaning::familiar::{Familiar, Known, entry};
use crate::sheet::syntax::chain::Chain;
use crate::sheet::syntax::tree::{Entry, Node};
use crate::sheet::types::{Leaf, Operand, Printed, Sheet, Side, Span, Statement};

/// A piece of an expression, in the order in which it is written.
enum Piece<'a> {
    Minus,
    /// A symbol, or a number among symbols.
    Symbol(Option<Known>),
    Number(Printed),
    Rows(&'a [Vec<Entry>]),
}

/// What the numbers of a side are put in for, by where they stand. A number whose minus belongs
/// to the formula stands without it.
type Operands = FxHashMap<usize, (Printed, Option<Quantity>, bool)>;

impl Resolver<'_> {
    /// Reads a line whose left side the notation knows; whether it did.
    pub(crate) fn familiar_line(&self, familiar: &Familiar, chain: &Chain, sheet: &mut Sheet) -> bool {
        let Some(known) = chain.left().and_then(|left| familiar.node(left)) else { return false };
        let span = Span {
            start: chain.sides[0].span.start,
            end: chain.sides.last().map_or(0, |side| side.span.end),
        };
        let mut symbols: Option<&Node> = None;
        let mut operands = Operands::default();
        for node in chain.sides[1..].iter().filter_map(|side| side.node.as_ref()) {
            if !node.is_numeric() {
                symbols = Some(node);
            } else if let Some(symbols) = symbols
                && !matches!(node, Node::Number(_) | Node::Matrix(_))
            {
                self.align(familiar, symbols, node, &mut operands);
            }
        }
        match known {
            Known::One(quantity) => self.familiar_number(quantity, chain, span, &operands, sheet),
            Known::Whole(first) => {
                for node in chain.sides[1..].iter().filter_map(|side| side.node.as_ref()) {
                    let mut say = |quantity, printed, span| {
                        let side = Side { span, formula: None, printed: Some(printed) };
                        put(sheet, Some(quantity), side, chain);
                    };
                    match node {
                        Node::Matrix(rows) => each_entry(first, rows, &mut say),
                        // A layer of one unit.
                        Node::Number(printed) => say(first, *printed, printed.span),
                        _ => {}
                    }
                }
                let mut all: Vec<_> = operands.into_values().collect();
                all.sort_by_key(|(printed, ..)| printed.span.start);
                for (printed, quantity, _) in all {
                    let operand = Operand { printed, quantity };
                    let formula = Some(Expr::Symbol(Leaf::Operand(operand)));
                    put(sheet, None, Side { span: printed.span, formula, printed: None }, chain);
                }
            }
        }
        true
    }

    fn familiar_number(
        &self,
        quantity: Quantity,
        chain: &Chain,
        span: Span,
        operands: &Operands,
        sheet: &mut Sheet,
    ) {
        if quantity == Quantity::learning_rate() {
            return;
        }
        if let Some(span) = chain.blank {
            sheet.blanks.push(crate::sheet::types::Blank { span, quantity });
        }
        let side = |side: &crate::sheet::syntax::chain::RawSide| {
            let printed = side.node.as_ref().and_then(Node::number);
            let formula = match (&side.node, printed) {
                (Some(node), None) => self.with_operands(node, operands),
                _ => None,
            };
            Side { span: side.span, formula, printed }
        };
        let sides = chain.sides.iter().map(side).collect();
        let given = is_given(quantity);
        sheet.statements.push(Statement {
            span,
            quantity: Some(quantity),
            alternatives: Vec::new(),
            sides,
            given,
        });
    }

    /// The formula of a side, each number in it with what it is put in for.
    fn with_operands(&self, node: &Node, operands: &Operands) -> Option<Expr<Leaf>> {
        express(node, &self.facts.defined, &|symbol| match symbol {
            Symbol::Number(printed) => {
                let found = operands.get(&printed.span.start).copied();
                let (printed, quantity, is_negated) = found.unwrap_or((printed, None, false));
                let operand = Expr::Symbol(Leaf::Operand(Operand { printed, quantity }));
                Some(if is_negated { Expr::Negative(Box::new(operand)) } else { operand })
            }
            Symbol::Name(name) if name.base == "π" && name.indices.is_empty() => Some(Expr::Pi),
            Symbol::Name(name) => {
                if let Some(familiar) = &self.meanings.familiar
                    && familiar.name(name).is_none()
                    && let Some((Known::One(base), power)) = familiar.power(name)
                {
                    let base = Expr::Symbol(Leaf::Quantity(base));
                    return Some(Expr::Power(Box::new(base), Box::new(Expr::Constant(f64::from(power)))));
                }
                Some(Expr::Symbol(Leaf::Quantity(self.meanings.quantity(name, 1)?)))
            }
            Symbol::Slope(slope) => Some(Expr::Symbol(Leaf::Quantity(self.meanings.slope(slope, 1)?))),
        })
    }

    /// Puts numbers beside the symbols that they stand for, where one has a place for each of the other.
    fn align(&self, familiar: &Familiar, symbols: &Node, numbers: &Node, operands: &mut Operands) {
        let (mut left, mut right) = (Vec::new(), Vec::new());
        if !(pieces(familiar, symbols, &mut left) && pieces(familiar, numbers, &mut right)) {
            return;
        }
        let mut pairs: Vec<(Printed, Option<Quantity>, usize, bool)> = Vec::new();
        let mut left = left.into_iter();
        for piece in right {
            let mut is_negated = false;
            let mut symbol = left.next();
            if matches!((&symbol, &piece), (Some(Piece::Minus), Piece::Number(number)) if self.is_signed(number))
            {
                is_negated = true;
                symbol = left.next();
            }
            match (symbol, piece) {
                (Some(Piece::Minus), Piece::Minus) => {}
                (Some(Piece::Symbol(known)), Piece::Number(number)) => {
                    let quantity = match known {
                        Some(Known::One(quantity) | Known::Whole(quantity)) => Some(quantity),
                        None => None,
                    };
                    let printed = if is_negated { self.without_sign(number) } else { number };
                    pairs.push((printed, quantity, number.span.start, is_negated));
                }
                (Some(Piece::Number(_)), Piece::Number(_)) => {}
                (Some(Piece::Symbol(Some(Known::Whole(first)))), Piece::Rows(rows)) => {
                    each_entry(first, rows, &mut |quantity, printed, _| {
                        pairs.push((printed, Some(quantity), printed.span.start, false));
                    });
                }
                _ => return,
            }
        }
        if left.next().is_none() {
            let plain = |quantity: &Quantity| *quantity != Quantity::learning_rate();
            operands.extend(pairs.into_iter().map(|(printed, quantity, at, is_negated)| {
                (at, (printed, quantity.filter(plain), is_negated))
            }));
        }
    }

    fn is_signed(&self, number: &Printed) -> bool {
        number.span.of(self.text).starts_with(['-', '−', '–'])
    }

    fn without_sign(&self, number: Printed) -> Printed {
        let text = number.span.of(self.text);
        let sign = text.find(|c: char| c.is_ascii_digit() || c == '.').unwrap_or(0);
        let span = Span { start: number.span.start + sign, ..number.span };
        Printed { span, value: number.value.negated(), ..number }
    }
}

/// Takes an expression apart; whether all of it could be.
fn pieces<'a>(familiar: &Familiar, node: &'a Node, out: &mut Vec<Piece<'a>>) -> bool {
    if let Some(known) = familiar.node(node) {
        out.push(Piece::Symbol(Some(known)));
        return true;
    }
    let mut all = |nodes: &'a [Node]| nodes.iter().all(|node| pieces(familiar, node, out));
    match node {
        Node::Number(printed) => out.push(Piece::Number(*printed)),
        Node::Constant(_) => {}
        Node::Matrix(rows) => out.push(Piece::Rows(rows)),
        Node::Name(name) => out.push(Piece::Symbol(familiar.power(name).map(|(base, _)| base))),
        Node::Slope(_) => out.push(Piece::Symbol(None)),
        Node::Negative(x) => {
            out.push(Piece::Minus);
            return pieces(familiar, x, out);
        }
        Node::Sum(parts) | Node::Product(parts) | Node::Apply(_, parts) => return all(parts),
        Node::Quotient(x, y) | Node::Power(x, y) => {
            return pieces(familiar, x, out) && pieces(familiar, y, out);
        }
        Node::Series { .. } | Node::Other => return false,
    }
    true
}

/// Calls `visit` with each number of a matrix and what it is.
fn each_entry(first: Quantity, rows: &[Vec<Entry>], visit: &mut impl FnMut(Quantity, Printed, Span)) {
    let is_column = rows.iter().all(|row| row.len() == 1);
    for (r, row) in (1..).zip(rows) {
        for (c, cell) in (1..).zip(row) {
            if let Some(printed) = cell.node.number() {
                visit(entry(first, r, c, is_column), printed, cell.span);
            }
        }
    }
}

fn put(sheet: &mut Sheet, quantity: Option<Quantity>, side: Side, chain: &Chain) {
    sheet.statements.push(Statement {
        span: Span { start: chain.sides[0].span.start, end: side.span.end },
        quantity,
        alternatives: Vec::new(),
        sides: vec![side],
        given: quantity.is_some_and(is_given),
    });
}

fn is_given(quantity: Quantity) -> bool {
    matches!(
        quantity.kind,
        Kind::Plain(Variable::Input(_) | Variable::Target(_) | Variable::Weight(..) | Variable::Bias(..))
    )
}
