//! What a symbol means once the families are settled: the variable, the quantity, the slope.

use super::facts::{Facts, Left};
use super::familiar::Known;
use super::role::{self, Role};
use super::scheme::Scheme;
use super::{Indices, Meanings};
use crate::quantity::{Kind, Quantity, Variable};
use crate::sheet::layout::neurons;
use crate::sheet::syntax::tree::{Atom, Index, Name, SlopeName};

impl Meanings {
    pub(super) fn named(
        &self,
        role: Role,
        scheme: Scheme,
        name: &Name,
        indices: &Indices,
        sample: u32,
    ) -> Option<Quantity> {
        if role == Role::Rate {
            return Some(Quantity::learning_rate());
        }
        let variable = self.variable_at(role, scheme, indices)?;
        Some(self.at(quantity(role, variable, name.updated), sample))
    }

    fn variable(&self, role: Role, scheme: Scheme, name: &Name) -> Option<Variable> {
        self.variable_at(role, scheme, &self.indices(role, name))
    }

    pub(super) fn indices(&self, role: Role, name: &Name) -> Indices {
        Indices { layer: self.layer_of_letters(name), at: self.coordinates(role, name) }
    }

    pub(super) fn variable_at(&self, role: Role, scheme: Scheme, indices: &Indices) -> Option<Variable> {
        let scheme = match (indices.layer, scheme) {
            (Some(layer), Scheme::Unit { .. }) => Scheme::Unit { layer, offset: 0 },
            (Some(layer), Scheme::Pair { to_first, .. }) => Scheme::Pair { layer, to_first },
            (_, scheme) => scheme,
        };
        let at = indices.at.as_ref()?;
        match (role, &at[..]) {
            (Role::Loss, &[k]) if self.losses_are_of_samples() => {
                (1..=self.samples as u32).contains(&k).then_some(Variable::LossTerm(k))
            }
            _ => scheme.variable(role, at, &self.widths),
        }
    }

    /// Whether what counts losses counts samples: L₂ where there is one output is that of the second sample.
    fn losses_are_of_samples(&self) -> bool {
        self.samples > 1 && self.widths.last() == Some(&1)
    }

    /// The indices as numbers; letters of nodes by their place in the network.
    pub(super) fn coordinates(&self, role: Role, name: &Name) -> Option<Vec<u32>> {
        let coordinates = name.coordinates();
        if !name.is_lettered() {
            return Some(match self.nodes.of_base(name) {
                Some((0, k)) => vec![k],
                _ => coordinates,
            });
        }
        let place = |at: usize| self.nodes.place(char::from_u32(coordinates[at])?);
        match (role, coordinates.len()) {
            (Role::Weight, 2) => {
                let ((_, j), (_, k)) = (place(0)?, place(1)?);
                Some(vec![j, k])
            }
            (_, 1) => place(0).map(|(_, k)| vec![k]),
            _ => None,
        }
    }

    /// The layer that the letters of nodes name.
    fn layer_of_letters(&self, name: &Name) -> Option<u32> {
        let last = name.indices.iter().rev().find_map(|index| match index.atom {
            Atom::Node(node) => Some(node),
            _ => None,
        })?;
        self.nodes.place(last).map(|(layer, _)| layer)
    }

    /// The quantity of the sample that the text is at, unless it says itself of which it is.
    pub(super) fn at(&self, quantity: Quantity, sample: u32) -> Quantity {
        if self.losses_are_of_samples() {
            match quantity.kind {
                Kind::Plain(Variable::LossTerm(k)) => return Quantity::plain(Variable::Loss).at(Some(k)),
                Kind::Slope { of: Variable::LossTerm(k), by } => {
                    return Quantity::slope(Variable::Loss, by).at(Some(k));
                }
                _ => {}
            }
        }
        // Parameters are the same for all samples.
        let is_shared = matches!(
            quantity.kind,
            Kind::LearningRate
                | Kind::Plain(Variable::Weight(..) | Variable::Bias(..))
                | Kind::Updated(Variable::Weight(..) | Variable::Bias(..))
        );
        if self.samples > 1 && sample > 0 && !is_shared { quantity.at(Some(sample)) } else { quantity }
    }

    /// Finds what the ends of w(V₁ → A₁) are, once it is known what V₁ and A₁ mean.
    pub(crate) fn find_ends(&mut self, facts: &Facts) {
        if !facts.names.values().any(Name::is_edge) {
            return;
        }
        for fact in &facts.facts {
            let Left::Name(name) = &fact.left else { continue };
            let place = match self.meaning_of(name) {
                Some(Variable::Input(k)) => (0, k),
                Some(Variable::A(l, k)) => (l, k),
                _ => continue,
            };
            self.ends.entry(name.key()).or_insert(place);
        }
    }

    /// The weight that is named by its ends.
    fn edge(&self, name: &Name) -> Option<Variable> {
        let [Atom::Letters(from), Atom::Letters(to)] =
            [&name.indices.first()?.atom, &name.indices.get(1)?.atom]
        else {
            return None;
        };
        let place = |end: &str| self.ends.get(end).copied().or_else(|| self.told_place(end));
        let ((before, j), (layer, k)) = (place(from)?, place(to)?);
        (name.is_edge() && layer == before + 1).then_some(Variable::Weight(layer, j, k))
    }

    /// The layer and the unit that are told of by their place, as `hidden_2` is.
    fn told_place(&self, unit: &str) -> Option<(u32, u32)> {
        let (layer, place) = unit.split_once('_')?;
        Some((neurons::layer_told(layer, self.widths.len() - 1)?, place.parse().ok()?))
    }

    /// The bias of a unit that is told of by its place.
    fn told_bias(&self, name: &Name) -> Option<Variable> {
        let [Index { atom: Atom::Letters(layer), .. }, Index { atom: Atom::Number(unit), .. }] =
            &name.indices[..]
        else {
            return None;
        };
        let layer = neurons::layer_told(layer, self.widths.len() - 1).filter(|_| name.base == "bias")?;
        Some(Variable::Bias(layer, *unit))
    }

    /// The variable that a symbol means.
    pub(crate) fn meaning_of(&self, name: &Name) -> Option<Variable> {
        if let Some(parameter) = self.edge(name).or_else(|| self.told_bias(name)) {
            return Some(parameter);
        }
        if let Some(known) = self.familiar.as_ref().and_then(|familiar| familiar.name(name)) {
            return match known {
                Known::One(Quantity { kind: Kind::Plain(variable), .. }) => Some(variable),
                _ => None,
            };
        }
        let meaning = self.table.get(&name.family())?;
        if meaning.role == Role::Delta || meaning.role == Role::Rate {
            return None;
        }
        self.variable(meaning.role, meaning.scheme, name)
    }

    /// The quantity that a symbol means.
    pub(crate) fn quantity(&self, name: &Name, sample: u32) -> Option<Quantity> {
        if let Some(parameter) = self.edge(name).or_else(|| self.told_bias(name)) {
            return Some(quantity(Role::Weight, parameter, name.updated));
        }
        if let Some(known) = self.familiar.as_ref().and_then(|familiar| familiar.name(name)) {
            return known.one();
        }
        let meaning = self.table.get(&name.family())?;
        if meaning.role == Role::Rate {
            return Some(Quantity::learning_rate());
        }
        let variable = self.variable(meaning.role, meaning.scheme, name)?;
        Some(self.at(quantity(meaning.role, variable, name.updated), sample))
    }

    /// Whether a symbol is a quantity's negative.
    pub(crate) fn is_turned(&self, name: &Name) -> bool {
        self.turned.contains(&name.family())
    }

    /// The quantity that a slope means.
    pub(crate) fn slope(&self, slope: &SlopeName, sample: u32) -> Option<Quantity> {
        let familiar = self.familiar.as_ref().and_then(|familiar| familiar.slope(slope));
        if let Some(known) = familiar {
            return known.one();
        }
        let by = self.meaning_of(&slope.by)?;
        let of = match &slope.of {
            None => Variable::Loss,
            Some(_) if slope.is_own() => output_of(by)?,
            Some(of) => match self.meaning_of(of) {
                Some(of) => of,
                None => loss_variable(Some(of))?,
            },
        };
        Some(self.at(Quantity::slope(of, by), sample))
    }

    /// The quantity of a left side.
    pub(crate) fn left(&self, left: &Left, sample: u32) -> Option<Quantity> {
        match left {
            Left::Name(name) => self.quantity(name, sample),
            Left::Slope(slope) => self.slope(slope, sample),
        }
    }
}

/// δ is a slope, and an updated value one of its own.
fn quantity(role: Role, variable: Variable, updated: bool) -> Quantity {
    match (role, updated) {
        (Role::Delta, _) => Quantity::slope(Variable::Loss, variable),
        (_, true) if !matches!(variable, Variable::Input(_) | Variable::Target(_)) => {
            Quantity::updated(variable)
        }
        _ => Quantity::plain(variable),
    }
}

/// What the unit with this net input puts out.
pub(super) fn output_of(net: Variable) -> Option<Variable> {
    match net {
        Variable::Z(l, k) => Some(Variable::A(l, k)),
        _ => None,
    }
}

/// The loss or a term of it, by the name alone.
pub(super) fn loss_variable(of: Option<&Name>) -> Option<Variable> {
    let Some(of) = of else { return Some(Variable::Loss) };
    if role::by_name(&of.base, of.coordinate_count(), Role::Loss) < 1.0 {
        return None;
    }
    match of.coordinates()[..] {
        [] => Some(Variable::Loss),
        [k] => Some(Variable::LossTerm(k)),
        _ => None,
    }
}
