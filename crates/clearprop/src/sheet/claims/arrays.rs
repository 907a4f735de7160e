//! Chains of vectors and matrices: one statement for each entry.

use std::borrow::Cow;

use super::resolve::Resolver;
use crate::math::Expr;
use crate::quantity::{Kind, Quantity, Variable};
use crate::sheet::meaning::facts::{Left, entries, left_entry, left_of};
use crate::sheet::meaning::values::fit;
use crate::sheet::syntax::chain::{Chain, RawSide};
use crate::sheet::syntax::tree::{Entry, Function, Name, Node};
use crate::sheet::types::{Leaf, Operand, Printed, Sheet, Side, Span, Statement, Unread};

/// What the entry at a place of an array may be beside the slopes of a layer: of a vector the first number counts.
type InPlace = fn(u32, u32, u32) -> Quantity;

/// What the vectors in the slopes by the units of a layer may be.
const IN_SLOPES_BY_UNITS: [InPlace; 7] = [
    |l, k, _| Quantity::slope(Variable::Loss, Variable::A(l, k)),
    |l, k, _| Quantity::slope(Variable::A(l, k), Variable::Z(l, k)),
    |l, k, _| Quantity::plain(Variable::A(l, k)),
    |_, k, _| Quantity::plain(Variable::Target(k)),
    |l, k, _| Quantity::slope(Variable::Loss, Variable::Z(l + 1, k)),
    |l, k, _| Quantity::slope(Variable::Loss, Variable::A(l + 1, k)),
    |l, j, _| Quantity::plain(Variable::Weight(l + 1, j, 1)),
];

/// What the vectors in the slopes by the weights of a layer may be.
const IN_SLOPES_BY_WEIGHTS: [InPlace; 3] = [
    |l, j, _| Quantity::plain(if l == 1 { Variable::Input(j) } else { Variable::A(l - 1, j) }),
    |l, k, _| Quantity::slope(Variable::Loss, Variable::Z(l, k)),
    |l, k, _| Quantity::slope(Variable::Loss, Variable::A(l, k)),
];

/// The weights behind the units of a layer, by rows and by columns.
const WEIGHTS_BEHIND: [InPlace; 2] = [
    |l, j, k| Quantity::plain(Variable::Weight(l + 1, j, k)),
    |l, k, j| Quantity::plain(Variable::Weight(l + 1, j, k)),
];

impl Resolver<'_> {
    /// A vector or a matrix: one statement an entry.
    pub(crate) fn matrices(&self, chain: &Chain, sample: u32, sheet: &mut Sheet) {
        let nodes = || chain.sides.iter().filter_map(|side| side.node.as_ref());
        let mut names: Vec<Left> = Vec::new();
        let mut wholes: Vec<Left> = Vec::new();
        for node in nodes() {
            match node {
                Node::Matrix(rows) => {
                    let all: Option<Vec<Left>> =
                        entries(rows).iter().map(|(_, entry)| left_of(&entry.node)).collect();
                    names = all.unwrap_or(names);
                }
                node => wholes.extend(left_of(node)),
            }
        }
        if let Some(Left::Name(name)) = wholes.first_mut() {
            name.updated |= chain.becomes;
        }
        let result = nodes().rev().find_map(|node| match node {
            Node::Matrix(rows) => entries(rows).first().map(|(indices, _)| indices.clone()),
            _ => None,
        });
        let first = result.unwrap_or_default();
        // δ₂ = ∂J/∂h = (…): what the first symbol does not say the second may.
        let is_settled = |left: &&Left| self.meanings.left(&left_entry(left, &first), sample).is_some();
        let whole = wholes.iter().find(is_settled).or(wholes.first());
        let left = |at: usize, indices: &[u32]| match (&names[..], &whole) {
            ([], whole) => whole.map(|left| left_entry(left, indices)),
            (names, _) => names.get(at).cloned(),
        };
        for node in nodes() {
            match node {
                Node::Matrix(rows) => {
                    let all = entries(rows);
                    if all.iter().all(|(_, entry)| left_of(&entry.node).is_some()) {
                        continue;
                    }
                    let said = |(at, (indices, entry)): (usize, &(Vec<u32>, &Entry))| {
                        let quantity = match left(at, indices) {
                            Some(left) => self.meanings.left(&left, sample),
                            None => chain.left().and_then(|node| {
                                let slope = self.slope_of_entry(node, indices, sample);
                                slope.or_else(|| self.back_through_weights(node, indices, sample))
                            }),
                        };
                        (quantity, entry.node.number())
                    };
                    let said: Vec<_> = all.iter().enumerate().map(said).collect();
                    let is_of_all = self.is_of_all_samples(&said);
                    for ((quantity, _), (_, entry)) in said.into_iter().zip(all) {
                        let of_all = quantity.map(|quantity| quantity.at(None)).filter(|_| is_of_all);
                        self.entry(of_all.or(quantity), entry, chain, sheet);
                    }
                }
                node => {
                    if let Some(first) = left(0, &first) {
                        self.matrix_operands(&first, node, chain, sample, sheet);
                    }
                    self.step_operands(left, node, chain, sheet);
                }
            }
        }
    }

    /// The chain of each entry, where entries are worked: `z = (0.5 · 0.6 + 0.1; 0.2 · 0.6) = (0.4; 0.12)`.
    pub(crate) fn by_entries(&self, chain: &Chain, sample: u32) -> Option<Vec<Chain>> {
        let nodes = chain.sides.iter().filter_map(|side| side.node.as_ref());
        let is_settled = |left: &Left| self.meanings.left(&left_entry(left, &[1]), sample).is_some();
        let whole = nodes.filter_map(left_of).find(is_settled)?;
        let of_first = self.meanings.left(&left_entry(&whole, &[1]), sample)?;
        // Whether a parameter has its old value or its new one is not said yet.
        if matches!(of_first.kind, Kind::Plain(Variable::Weight(..) | Variable::Bias(..))) {
            return None;
        }
        let arrays: Vec<Vec<(Vec<u32>, &Entry)>> = (chain.sides[1..].iter())
            .filter_map(|side| match side.node.as_ref()? {
                Node::Matrix(rows) => Some(entries(rows)),
                _ => None,
            })
            .collect();
        let places = |array: &Vec<(Vec<u32>, &Entry)>| -> Vec<Vec<u32>> {
            array.iter().map(|(indices, _)| indices.clone()).collect()
        };
        let is_number = |entry: &&(Vec<u32>, &Entry)| entry.1.node.number().is_some();
        let [first, others @ ..] = &arrays[..] else { return None };
        let are_worked = first.iter().all(|(_, entry)| entry.node.is_numeric())
            && !first.iter().all(|entry| is_number(&entry));
        let are_numbers = others.last()?.iter().all(|entry| is_number(&entry));
        if !are_worked || !are_numbers || others.iter().any(|other| places(other) != places(first)) {
            return None;
        }
        let start = chain.sides[0].span;
        let of_entry = |(at, (indices, _)): (usize, &(Vec<u32>, &Entry))| {
            let left = match left_entry(&whole, indices) {
                Left::Name(name) => Node::Name(name),
                Left::Slope(slope) => Node::Slope(Box::new(slope)),
            };
            let entry = |array: &Vec<(Vec<u32>, &Entry)>| {
                let (_, entry) = &array[at];
                RawSide { node: Some(entry.node.clone()), span: entry.span }
            };
            let left = RawSide { node: Some(left), span: start };
            Chain { sides: std::iter::once(left).chain(arrays.iter().map(entry)).collect(), ..chain.clone() }
        };
        Some(first.iter().enumerate().map(of_entry).collect())
    }

    /// Whether more entries of an array are the mean over all samples than are those of the one at hand.
    fn is_of_all_samples(&self, said: &[(Option<Quantity>, Option<Printed>)]) -> bool {
        let fitting = |of: fn(Quantity) -> Quantity| {
            let fits = |(quantity, printed): &(Option<Quantity>, Option<Printed>)| {
                let value = quantity.and_then(|quantity| self.values.get(of(quantity)));
                value.zip(*printed).is_some_and(|(value, printed)| fit(printed, value) >= 0.6)
            };
            said.iter().filter(|entry| fits(entry)).count()
        };
        fitting(|quantity| quantity.at(None)) > fitting(|quantity| quantity)
    }

    /// `[w₅, w₆] − 0.05 [0.03, 0.02]`: what the new values start from, and the slopes by them.
    fn step_operands(
        &self,
        left: impl Fn(usize, &[u32]) -> Option<Left>,
        node: &Node,
        chain: &Chain,
        sheet: &mut Sheet,
    ) {
        let Node::Sum(terms) = node else { return };
        let Some(Node::Matrix(old)) = terms.first() else { return };
        let slopes = terms[1..].iter().find_map(|term| match term {
            Node::Negative(step) => match &**step {
                Node::Product(factors) => match &factors[..] {
                    [_, Node::Matrix(slopes)] => Some(slopes),
                    _ => None,
                },
                _ => None,
            },
            _ => None,
        });
        let old_value = |at: usize, indices: &[u32]| match left(at, indices)? {
            Left::Name(name) if name.updated => {
                self.meanings.left(&Left::Name(Name { updated: false, ..name }), 1)
            }
            _ => None,
        };
        for (at, (indices, entry)) in entries(old).into_iter().enumerate() {
            if let Some(quantity) = old_value(at, &indices) {
                self.operand(quantity, entry, chain, sheet);
            }
        }
        for (at, (indices, entry)) in slopes.map_or(Vec::new(), |rows| entries(rows)).into_iter().enumerate()
        {
            if let Some(Kind::Plain(by)) = old_value(at, &indices).map(|quantity| quantity.kind) {
                self.operand(Quantity::slope(Variable::Loss, by), entry, chain, sheet);
            }
        }
    }

    /// `z = [[0.1, …]] [1.5, …] + [0.05, …]`: weights, inputs and biases put in entry by entry.
    fn matrix_operands(&self, first: &Left, node: &Node, chain: &Chain, sample: u32, sheet: &mut Sheet) {
        let first = self.meanings.left(first, sample);
        if let Some(Kind::Slope { of: Variable::Loss, by }) = first.map(|quantity| quantity.kind) {
            return self.slope_operands(by, node, chain, sample, sheet);
        }
        let Some(Kind::Plain(Variable::Z(l, _) | Variable::A(l, _))) = first.map(|quantity| quantity.kind)
        else {
            return;
        };
        // `a = tanh([0.3, …])`
        if let Node::Apply(Function::Activation(_) | Function::Unnamed(_), arguments) = node
            && let [Node::Matrix(rows)] = &arguments[..]
        {
            for (k, entry) in (1..).zip(rows.iter().flatten()) {
                let net = Quantity::plain(Variable::Z(l, k));
                self.operand(self.of_sample(net, sample), entry, chain, sheet);
            }
        }
        let terms = match node {
            Node::Sum(terms) => &terms[..],
            node => std::slice::from_ref(node),
        };
        for term in terms {
            match term {
                Node::Product(factors) => {
                    let [Node::Matrix(one), Node::Matrix(other)] = &factors[..] else { continue };
                    let is_vector =
                        |rows: &[Vec<Entry>]| rows.len() == 1 || rows.iter().all(|row| row.len() == 1);
                    // A row before the matrix: its rows go by what the weights lead from.
                    let (matrix, vector, rows_from) =
                        if is_vector(one) { (other, one, true) } else { (one, other, false) };
                    for (r, row) in matrix.iter().enumerate() {
                        for (c, entry) in row.iter().enumerate() {
                            let (r, c) = (r as u32 + 1, c as u32 + 1);
                            let (j, k) = if rows_from { (r, c) } else { (c, r) };
                            self.operand(Quantity::plain(Variable::Weight(l, j, k)), entry, chain, sheet);
                        }
                    }
                    for (at, entry) in vector.iter().flatten().enumerate() {
                        let j = at as u32 + 1;
                        let before = if l == 1 { Variable::Input(j) } else { Variable::A(l - 1, j) };
                        self.operand(self.of_sample(Quantity::plain(before), sample), entry, chain, sheet);
                    }
                }
                Node::Matrix(rows) if terms.len() > 1 => {
                    for (at, entry) in rows.iter().flatten().enumerate() {
                        self.operand(Quantity::plain(Variable::Bias(l, at as u32 + 1)), entry, chain, sheet);
                    }
                }
                _ => {}
            }
        }
    }

    /// `δ = [0.92, −0.42] ⊙ [0.99, 0.58]`, `δ = [0.7, 0.3] − [1, 0]` and `∂E/∂W = [0.5, 1]ᵀ [−0.4, 1.5]`: of each
    /// array the kind of quantity that most of its entries are.
    fn slope_operands(&self, by: Variable, node: &Node, chain: &Chain, sample: u32, sheet: &mut Sheet) {
        let arrays: Vec<Cow<[Vec<Entry>]>> = match node {
            Node::Product(parts) | Node::Sum(parts) => parts
                .iter()
                .filter_map(|part| match part {
                    Node::Matrix(rows) => Some(Cow::Borrowed(&rows[..])),
                    Node::Negative(inner) => match &**inner {
                        Node::Matrix(rows) => Some(Cow::Borrowed(&rows[..])),
                        _ => None,
                    },
                    // A number beside arrays is a vector of one.
                    Node::Number(printed) => {
                        let entry = Entry { node: part.clone(), span: printed.span };
                        Some(Cow::Owned(vec![vec![entry]]))
                    }
                    _ => None,
                })
                .collect(),
            _ => return,
        };
        let (l, of_vectors) = match by {
            Variable::Z(l, _) | Variable::A(l, _) => (l, &IN_SLOPES_BY_UNITS[..]),
            Variable::Weight(l, ..) => (l, &IN_SLOPES_BY_WEIGHTS[..]),
            _ => return,
        };
        for rows in arrays {
            let entries = entries(&rows);
            let is_vector = entries.iter().all(|(indices, _)| indices.len() == 1);
            let kinds = if is_vector { of_vectors } else { &WEIGHTS_BEHIND[..] };
            let quantity = |kind: &InPlace, indices: &[u32]| {
                let quantity = kind(l, indices[0], indices.get(1).copied().unwrap_or(1));
                let is_weight = matches!(quantity.kind, Kind::Plain(Variable::Weight(..)));
                if is_weight { quantity } else { self.of_sample(quantity, sample) }
            };
            let fits_one = |kind: &InPlace, (indices, entry): &(Vec<u32>, &Entry)| {
                let number = entry.node.number().map(|number| number.value.to_f64());
                let value = self.values.get(quantity(kind, indices));
                let near =
                    |(number, value): (f64, f64)| (number - value).abs() <= 1e-3 * value.abs().max(0.1);
                number.zip(value).is_some_and(near)
            };
            let fitting = |kind: &InPlace| entries.iter().filter(|entry| fits_one(kind, entry)).count();
            // Of kinds that fit as well the first.
            let best = kinds.iter().rev().max_by_key(|kind| fitting(kind));
            let Some(kind) = best.filter(|kind| 2 * fitting(kind) > entries.len()) else { continue };
            for (indices, entry) in &entries {
                self.operand(quantity(kind, indices), entry, chain, sheet);
            }
        }
    }

    /// One number that is put in.
    fn operand(&self, quantity: Quantity, entry: &Entry, chain: &Chain, sheet: &mut Sheet) {
        let (Some(printed), true) = (entry.node.number(), self.values.get(quantity).is_some()) else {
            return;
        };
        let operand = Operand { printed, quantity: Some(quantity) };
        sheet.statements.push(Statement {
            span: Span { start: chain.sides[0].span.start, end: printed.span.end },
            quantity: None,
            alternatives: Vec::new(),
            sides: vec![Side {
                span: entry.span,
                formula: Some(Expr::Symbol(Leaf::Operand(operand))),
                printed: None,
            }],
            given: false,
        });
    }

    /// a ⊙ (1 − a) of vectors: the slope of the unit that an entry of it is about.
    fn slope_of_entry(&self, node: &Node, indices: &[u32], sample: u32) -> Option<Quantity> {
        let mut of_entry = node.clone();
        of_entry.for_each_name_mut(&mut |name| *name = name.entry(indices));
        self.slope_of_unit(&of_entry, sample)
    }

    /// Wᵀ δ: the slopes of the loss by what the layer before puts out.
    fn back_through_weights(&self, node: &Node, indices: &[u32], sample: u32) -> Option<Quantity> {
        let (Node::Product(factors), [j]) = (node, indices) else { return None };
        let [one, other] = &factors[..] else { return None };
        let layer_of_weights = |node: &Node| match node {
            Node::Name(name) => match self.meanings.meaning_of(&name.entry(&[1, 1]))? {
                Variable::Weight(l, ..) => Some(l),
                _ => None,
            },
            _ => None,
        };
        let layer_of_signals = |node: &Node| {
            let whole = left_of(node)?;
            let quantity =
                [left_entry(&whole, &[1]), whole].iter().find_map(|left| self.meanings.left(left, sample))?;
            match quantity.kind {
                Kind::Slope { of: Variable::Loss, by: Variable::Z(l, _) } => Some(l),
                _ => None,
            }
        };
        let both =
            |weights, signals| layer_of_weights(weights).filter(|&l| layer_of_signals(signals) == Some(l));
        let l = both(one, other).or_else(|| both(other, one)).filter(|l| *l > 1)?;
        Some(self.of_sample(Quantity::slope(Variable::Loss, Variable::A(l - 1, *j)), sample))
    }

    fn entry(&self, quantity: Option<Quantity>, entry: &Entry, chain: &Chain, sheet: &mut Sheet) {
        let Some(printed) = entry.node.number() else { return };
        if quantity.is_none() {
            let reason = "nothing settles what this entry means".to_owned();
            sheet.unread.push(Unread { span: printed.span, reason });
        }
        sheet.statements.push(Statement {
            span: Span { start: chain.sides[0].span.start, end: printed.span.end },
            quantity,
            alternatives: Vec::new(),
            sides: vec![Side { span: entry.span, formula: None, printed: Some(printed) }],
            given: matches!(
                quantity.map(|quantity| quantity.kind),
                Some(Kind::Plain(
                    Variable::Input(_) | Variable::Target(_) | Variable::Weight(..) | Variable::Bias(..)
                ))
            ),
        });
    }
}
