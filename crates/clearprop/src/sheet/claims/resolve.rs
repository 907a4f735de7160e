//! Chains and meanings become statements: what each line says, in quantities.

use rustc_hash::FxHashSet;

use super::again;
use super::defined::Definition;
use super::express::{Symbol, express};
use super::rules::Rule;
use crate::math::Expr;
use crate::quantity::{Kind, Quantity, Variable};
use crate::sheet::meaning::Meanings;
use crate::sheet::meaning::changes::{Change, Changes};
use crate::sheet::meaning::facts::{Facts, Left, left_of};
use crate::sheet::meaning::role;
use crate::sheet::meaning::values::{Values, fit};
use crate::sheet::syntax::chain::{Chain, Item};
use crate::sheet::syntax::tree::{Name, Node};
use crate::sheet::types::{Blank, Leaf, Operand, Printed, Sheet, Side, Span, Statement, Unread};

/// What statements are made with.
pub(crate) struct Resolver<'a> {
    pub(crate) text: &'a str,
    pub(crate) facts: &'a Facts,
    pub(crate) meanings: &'a Meanings,
    pub(crate) values: &'a Values,
    pub(crate) changes: &'a Changes,
    /// The formulas that the text gives for symbols in general.
    pub(crate) definitions: Vec<Definition>,
    /// What it says of the slope of every unit.
    pub(crate) rules: Vec<Rule>,
}

impl Resolver<'_> {
    /// Every statement of the text, in its order.
    pub(crate) fn resolve(&self, items: &[Item], samples: &[u32], sheet: &mut Sheet) {
        let asked = self.asked(items);
        for (index, item) in items.iter().enumerate() {
            if let Item::Chain(chain) = item {
                let sample = samples.get(index).copied().unwrap_or(1);
                // A heading may count more than there are.
                let sample = if sample as usize > self.meanings.samples { 1 } else { sample };
                self.chain(chain, sample, sheet);
            }
        }
        self.rules(items, sheet);
        sheet.blanks.retain(|blank| !asked.contains(&blank.span));
        if self.meanings.familiar.is_none() {
            again::parameters(sheet, self.values);
        }
    }

    /// The blanks `∂L/∂b =` ___ of questions whose answers stand below: they are for the reader to fill.
    fn asked(&self, items: &[Item]) -> FxHashSet<Span> {
        let mut answered: FxHashSet<&str> = FxHashSet::default();
        let mut asked = FxHashSet::default();
        for item in items.iter().rev() {
            let Item::Chain(chain) = item else { continue };
            let Some(left) = chain.sides.first().map(|side| side.span.of(self.text).trim()) else { continue };
            match chain.blank {
                Some(blank) => {
                    let behind = self.text[blank.end..].trim_start_matches([' ', '$', ')', '\\']);
                    if behind.starts_with("__") && answered.contains(left) {
                        asked.insert(blank);
                    }
                }
                None => drop(answered.insert(left)),
            }
        }
        asked
    }

    fn chain(&self, chain: &Chain, sample: u32, sheet: &mut Sheet) {
        if let Some(entries) = self.by_entries(chain, sample) {
            entries.iter().for_each(|entry| self.chain(entry, sample, sheet));
            return;
        }
        if let Some(familiar) = &self.meanings.familiar
            && self.familiar_line(familiar, chain, sheet)
        {
            return;
        }
        if let Some(turned) = self.of_the_other_sign(chain, sample) {
            return self.chain(&turned, sample, sheet);
        }
        if let Some(defined) = self.by_definition(chain, sample) {
            return self.chain(&defined, sample, sheet);
        }
        let left = chain.left();
        let span = span_of(chain);
        if chain.sides.iter().any(|side| matches!(side.node, Some(Node::Matrix(_)))) {
            return self.matrices(chain, sample, sheet);
        }
        let named = left.and_then(left_of).map(|mut left| {
            if let Left::Name(name) = &mut left {
                name.updated |= chain.becomes;
            }
            left
        });
        let result = chain.sides.iter().rev().find_map(|side| side.node.as_ref()?.number());
        let quantity = match &named {
            // δ₃ = ∂L/∂z₃ = …: what the first symbol does not say the second may.
            Some(left) => self.meanings.left(left, sample).or_else(|| {
                let others = chain.sides[1..].iter().filter_map(|side| left_of(side.node.as_ref()?));
                others.filter_map(|other| self.meanings.left(&other, sample)).next()
            }),
            None => self.by_worth(chain, result, sample),
        };
        let quantity = quantity.map(|quantity| self.of_the_same_unit(quantity, chain, sample));
        // L₂ is of its own sample wherever it stands.
        let sample = quantity.and_then(|quantity| quantity.sample).unwrap_or(sample);
        let words = chain.before.of(self.text);
        let quantity = quantity.map(|quantity| self.of_all_samples(quantity, result, words));
        let quantity = quantity.map(|quantity| self.as_before(quantity, result, sheet));
        let quantity = quantity.map(|quantity| self.as_gradient(quantity, chain, result));
        let quantity = quantity.map(|quantity| match (&chain.sides[..], result) {
            ([_, _], Some(result)) => self.of_another_layer(quantity, result),
            _ => quantity,
        });
        let quantity = quantity.filter(|quantity| !self.is_part_of_a_sum(*quantity, chain));
        let change = named.as_ref().and_then(|left| self.change(left));
        let quantity = change.as_ref().map_or(quantity, |change| Some(change.of));
        // The values of `h₁, h₂, o₁ =` stand below it.
        let is_of_list = self.text[..span.start].trim_end().ends_with([',', '，', '、']);
        if let (Some(span), Some(quantity), false) = (chain.blank, quantity, is_of_list) {
            sheet.blanks.push(Blank { span, quantity });
        }
        // Of w₁ = w₂ = 1 neither follows from the other; db = dz of vectors says nothing of one number.
        let has_formulas = chain.all_alike().is_none()
            && !(result.is_none() && named.as_ref().is_some_and(|left| self.has_entries(left)));
        let sides: Vec<Side> = chain
            .sides
            .iter()
            .map(|side| {
                let printed = side.node.as_ref().and_then(Node::number);
                let formula = match (&side.node, printed) {
                    (Some(node), None) if has_formulas && !self.is_cut(side.span) => {
                        self.formula(node, sample)
                    }
                    _ => None,
                };
                let side = Side { span: side.span, formula, printed };
                change.as_ref().map_or_else(|| side.clone(), |change| change.of_side(&side))
            })
            .collect();
        let sides = match quantity {
            None => self.with_definition(chain, sides, sample),
            Some(_) => sides,
        };
        let numbers = sides.iter().filter_map(|side| side.printed).count();
        // A table of other figures, among symbols that are all known, claims none of theirs.
        if quantity.is_none() && chain.headless && chain.sides.len() == 1 && self.meanings.familiar.is_some()
        {
            return;
        }
        if quantity.is_none() {
            let reason = match &named {
                Some(Left::Name(name)) => format!("nothing settles what {} means", name.span.of(self.text)),
                Some(Left::Slope(_)) => "nothing settles what is differentiated here".to_owned(),
                None => "it is not said what this is the value of".to_owned(),
            };
            for printed in sides.iter().filter_map(|side| side.printed) {
                sheet.unread.push(Unread { span: printed.span, reason: reason.clone() });
            }
            if numbers == 0 {
                return;
            }
        }
        if quantity == Some(Quantity::learning_rate()) {
            return;
        }
        let given = quantity.is_some_and(|quantity| {
            matches!(
                quantity.kind,
                Kind::Plain(
                    Variable::Input(_) | Variable::Target(_) | Variable::Weight(..) | Variable::Bias(..)
                )
            )
        });
        sheet.statements.push(Statement { span, quantity, alternatives: Vec::new(), sides, given });
    }

    /// ∂E/∂b = δ₃, where b goes without an index: it is the bias of the unit whose δ stands beside it.
    fn of_the_same_unit(&self, quantity: Quantity, chain: &Chain, sample: u32) -> Quantity {
        let (Some(Node::Slope(slope)), Kind::Slope { of, by: Variable::Bias(..) }) =
            (chain.left(), quantity.kind)
        else {
            return quantity;
        };
        if !slope.by.indices.is_empty() {
            return quantity;
        }
        let sides = chain.sides[1..].iter().filter_map(|side| left_of(side.node.as_ref()?));
        let of_unit = |left: Left| match self.meanings.left(&left, sample)?.kind {
            Kind::Slope { of: Variable::Loss, by: Variable::Z(l, k) } => Some(Variable::Bias(l, k)),
            _ => None,
        };
        let bias = sides.filter_map(of_unit).next();
        bias.map_or(quantity, |by| Quantity::slope(of, by).at(quantity.sample))
    }

    /// The change that Δw stands for.
    fn change(&self, left: &Left) -> Option<Change> {
        let Left::Name(name) = left else { return None };
        self.changes.change(name, self.meanings, self.values)
    }

    /// Whether p₁ = w₁ x₁ is one product of the sum that a unit with several inputs takes, and no unit.
    fn is_part_of_a_sum(&self, quantity: Quantity, chain: &Chain) -> bool {
        let Kind::Plain(Variable::Z(layer, _)) = quantity.kind else { return false };
        let before = self.meanings.widths.get(layer as usize - 1);
        let variable = |node: &Node| match node {
            Node::Name(name) => self.meanings.meaning_of(name),
            _ => None,
        };
        let is_product = |node: &Node| match node {
            Node::Product(factors) => match &factors[..] {
                [one, other] => {
                    [one, other].iter().any(|node| matches!(variable(node), Some(Variable::Weight(..))))
                }
                _ => false,
            },
            _ => false,
        };
        before.is_some_and(|width| *width > 1)
            && chain.sides.iter().filter_map(|side| side.node.as_ref()).any(is_product)
    }

    /// Whether a formula goes on behind a comma, which is what is left of a thin space: `(y - t),y(1-y)`.
    fn is_cut(&self, span: Span) -> bool {
        // `a (1 - a) * (the weight from A to C)`
        let behind = self.text[span.end..].trim_start_matches([' ', ')', '}']);
        if behind.starts_with(['*', '·', '×']) && !behind.starts_with("**") {
            return true;
        }
        // `np.exp(z) / np.exp(z).sum()`
        if behind.strip_prefix('.').is_some_and(|call| call.starts_with(|c: char| c.is_ascii_lowercase())) {
            return true;
        }
        let Some(rest) = self.text[span.end..].strip_prefix(',') else { return false };
        let ends = |c: char| matches!(c, ',' | ';' | '=' | '$' | '\\' | '\n') || c.is_whitespace();
        let next = &rest[..rest.find(ends).unwrap_or(rest.len())];
        !next.is_empty() && !rest[next.len()..].trim_start().starts_with(['=', '≈']) && next.contains('(')
    }

    /// Whether a symbol stands for a vector or a matrix, whose entries the sheet says elsewhere.
    fn has_entries(&self, left: &Left) -> bool {
        let name = match left {
            Left::Name(name) => name,
            Left::Slope(slope) => &slope.by,
        };
        !name.indices.is_empty() && self.facts.families.contains_key(&format!("{}#", name.family()))
    }

    /// A loss or gradient of one sample, or the mean over all: whichever the number says. A loss
    /// may also be the one after the update.
    pub(crate) fn of_all_samples(
        &self,
        quantity: Quantity,
        result: Option<Printed>,
        words: &str,
    ) -> Quantity {
        let Some(result) = result else { return quantity };
        let says = |quantity: Quantity| self.values.get(quantity).map_or(-1.0, |value| fit(result, value));
        // h′ is the slope of the unit, unless it is what the unit puts out after the update.
        if let Kind::Updated(Variable::A(l, k)) = quantity.kind
            && says(quantity) < 0.3
        {
            return Quantity::slope(Variable::A(l, k), Variable::Z(l, k)).at(quantity.sample);
        }
        let of_loss = quantity.kind == Kind::Plain(Variable::Loss) || is_gradient(quantity);
        let of_sample = says(quantity);
        let quantity = match quantity.at(None) {
            all if quantity.sample.is_some() && of_loss && says(all) > of_sample.max(0.0) => all,
            _ => quantity,
        };
        if quantity.kind == Kind::Plain(Variable::Loss) {
            let after = Quantity::updated(Variable::Loss);
            if says(quantity) < 0.9 && role::speaks_of_after(words) {
                return after;
            }
            if says(quantity) < 0.0 && says(after) >= 0.6 {
                return after;
            }
        }
        quantity
    }

    /// A gradient whose number says neither of which sample it is nor that it is the mean over all goes on
    /// with the means that stand in front of it.
    fn as_before(&self, quantity: Quantity, result: Option<Printed>, sheet: &Sheet) -> Quantity {
        let Some(result) = result else { return quantity };
        let before = sheet.statements.last().and_then(|statement| statement.quantity);
        let fits = |quantity| self.values.get(quantity).is_some_and(|value| fit(result, value) > 0.0);
        let goes_on = is_gradient(quantity)
            && before.is_some_and(|before| is_gradient(before) && before.sample.is_none())
            && ![quantity, quantity.at(None)].into_iter().any(fits);
        if goes_on { quantity.at(None) } else { quantity }
    }

    /// A table may say of w what ∂E/∂w is: no mark makes it the new value, and the number is the slope's.
    fn as_gradient(&self, quantity: Quantity, chain: &Chain, result: Option<Printed>) -> Quantity {
        let (Kind::Updated(by), Some(result)) = (quantity.kind, result) else { return quantity };
        let is_marked = chain.name().is_none_or(|name| name.updated);
        if is_marked || !chain.becomes || chain.sides.len() != 2 {
            return quantity;
        }
        let slope = Quantity::slope(Variable::Loss, by);
        let fits = |quantity| self.values.get(quantity).map_or(-1.0, |value| fit(result, value));
        if fits(slope) >= 0.6 && fits(slope) > fits(quantity) { slope } else { quantity }
    }

    /// Where the weights of every layer go by the same symbols, the value says which layer is meant.
    fn of_another_layer(&self, quantity: Quantity, stated: Printed) -> Quantity {
        let Kind::Plain(variable) = quantity.kind else { return quantity };
        let in_layer = |layer: u32| match variable {
            Variable::Weight(_, j, k) => Some(Variable::Weight(layer, j, k)),
            Variable::Bias(_, k) => Some(Variable::Bias(layer, k)),
            _ => None,
        };
        let is_stated = |quantity: &Quantity| self.values.get(*quantity) == Some(stated.value.to_f64());
        if is_stated(&quantity) {
            return quantity;
        }
        let layers = 1..self.meanings.widths.len() as u32;
        layers.filter_map(in_layer).map(Quantity::plain).find(is_stated).unwrap_or(quantity)
    }

    /// The value of an expression.
    pub(crate) fn worth(&self, node: &Node, sample: u32) -> Option<f64> {
        let formula = self.formula(node, sample)?;
        let value = formula.evaluate(&|leaf: &Leaf| match leaf {
            Leaf::Quantity(quantity) => self.values.get(*quantity).unwrap_or(f64::NAN),
            Leaf::Operand(operand) => operand.printed.value.to_f64(),
        });
        value.is_finite().then_some(value)
    }

    /// An expression in quantities, where every symbol in it could be read.
    pub(crate) fn formula(&self, node: &Node, sample: u32) -> Option<Expr<Leaf>> {
        let functions = &self.facts.defined;
        express(node, functions, &|symbol| match symbol {
            Symbol::Number(printed) => Some(Expr::Symbol(Leaf::Operand(Operand { printed, quantity: None }))),
            Symbol::Name(name) if name.base == "π" && name.indices.is_empty() && !self.knows(name) => {
                Some(Expr::Pi)
            }
            // Σ_k o_k over units that are numbered through starts at no 1.
            Symbol::Name(name) if self.is_counted_otherwise(name) => None,
            Symbol::Name(name) => Some(Expr::Symbol(Leaf::Quantity(self.meanings.quantity(name, sample)?))),
            Symbol::Slope(slope) => Some(Expr::Symbol(Leaf::Quantity(self.meanings.slope(slope, sample)?))),
        })
    }

    /// Whether the sheet numbers the units of such a symbol through, and this one counts within its layer.
    fn is_counted_otherwise(&self, name: &Name) -> bool {
        !name.is_lettered() && self.facts.names.get(&name.family()).is_some_and(Name::is_lettered)
    }

    fn knows(&self, name: &Name) -> bool {
        self.meanings.table.contains_key(&name.family())
    }
}

pub(super) fn span_of(chain: &Chain) -> Span {
    Span {
        start: chain.sides.first().map_or(chain.before.start, |side| side.span.start),
        end: chain.sides.last().map_or(chain.before.end, |side| side.span.end),
    }
}

/// Whether it is the slope of the loss by a parameter.
fn is_gradient(quantity: Quantity) -> bool {
    matches!(quantity.kind, Kind::Slope { of: Variable::Loss, by: Variable::Weight(..) | Variable::Bias(..) })
}
