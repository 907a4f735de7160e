//! Quantities by number: a table finds a number sooner than a map finds a name.

use std::cell::RefCell;

use rustc_hash::FxHashMap;

use crate::Network;
use crate::quantity::{Kind, Quantity, Variable};
use crate::sheet::Places;

/// The quantities of a network, numbered from 0 as they are first asked for.
#[derive(Debug)]
pub(super) struct Numbers {
    places: Places,
    /// The numbers of the quantities that have a place, from 1; 0 where none was asked for.
    by_place: RefCell<Vec<u32>>,
    /// Those of all others, which the network does not have.
    without_place: RefCell<FxHashMap<Quantity, usize>>,
    /// Each quantity, and the number of its simpler name.
    quantities: RefCell<Vec<(Quantity, usize)>>,
    outputs: usize,
    layers: u32,
    samples: usize,
    /// Whether each output depends on its own pre-activation alone.
    each_by_itself: bool,
}

/// Some of the numbers: four words of bits tell the first 256 apart, and later ones share them.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct NumberSet([u64; 4]);

impl NumberSet {
    /// These and one more.
    pub(super) fn with(mut self, number: usize) -> NumberSet {
        self.0[number / 64 % 4] |= 1 << (number % 64);
        self
    }

    /// These and those.
    pub(super) fn and(mut self, other: NumberSet) -> NumberSet {
        self.0.iter_mut().zip(other.0).for_each(|(own, other)| *own |= other);
        self
    }

    /// Whether any number may be in both; if not, none is.
    pub(super) fn may_meet(self, other: NumberSet) -> bool {
        self.0.iter().zip(other.0).any(|(own, other)| own & other != 0)
    }
}

impl Numbers {
    /// No quantity has a number yet.
    pub(super) fn of_network(network: &Network) -> Numbers {
        let places = Places::of_network(network);
        Numbers {
            by_place: RefCell::new(vec![0; places.count()]),
            places,
            without_place: RefCell::default(),
            quantities: RefCell::default(),
            outputs: network.outputs(),
            layers: network.layers.len() as u32,
            samples: network.samples.len(),
            each_by_itself: network.output_layer().activation.is_elementwise(),
        }
    }

    /// The number of a quantity.
    pub(super) fn of(&self, quantity: Quantity) -> usize {
        // No sample has the number 0, which would share the places of what belongs to none.
        let place = self.places.of(quantity).filter(|_| quantity.sample != Some(0));
        let known = match place {
            Some(place) => (self.by_place.borrow()[place] as usize).checked_sub(1),
            None => self.without_place.borrow().get(&quantity).copied(),
        };
        known.unwrap_or_else(|| self.add(quantity, place))
    }

    /// Numbers a quantity that has none yet.
    fn add(&self, quantity: Quantity, place: Option<usize>) -> usize {
        let number = self.quantities.borrow().len();
        match place {
            Some(place) => self.by_place.borrow_mut()[place] = number as u32 + 1,
            None => {
                self.without_place.borrow_mut().insert(quantity, number);
            }
        }
        self.quantities.borrow_mut().push((quantity, number));
        let one_name = self.one_name(quantity);
        if one_name != quantity {
            let simpler = self.of(one_name);
            self.quantities.borrow_mut()[number].1 = simpler;
        }
        number
    }

    /// The quantity with a number.
    pub(super) fn quantity(&self, number: usize) -> Quantity {
        self.quantities.borrow()[number].0
    }

    /// The number of the one name of the quantity with a number.
    pub(super) fn simpler(&self, number: usize) -> usize {
        self.quantities.borrow()[number].1
    }

    /// One name for quantities that are the same number in every network of this shape.
    pub(super) fn one_name(&self, quantity: Quantity) -> Quantity {
        let whole = |variable| match variable {
            Variable::LossTerm(1) if self.outputs == 1 => Variable::Loss,
            variable => variable,
        };
        let kind = match quantity.kind {
            Kind::Plain(variable) => Kind::Plain(whole(variable)),
            Kind::Updated(variable) => Kind::Updated(whole(variable)),
            // Output k moves its own term of the loss alone.
            Kind::Slope { of: Variable::LossTerm(i), by: by @ Variable::A(l, k) }
                if l == self.layers && i == k =>
            {
                Kind::Slope { of: Variable::Loss, by }
            }
            Kind::Slope { of: Variable::LossTerm(i), by: Variable::Z(l, k) | Variable::Weight(l, _, k) }
                if l == self.layers && i == k && self.each_by_itself =>
            {
                let Kind::Slope { by, .. } = quantity.kind else { return quantity };
                Kind::Slope { of: Variable::Loss, by }
            }
            // ∂E/∂b is ∂E/∂z, unless it is the mean over samples.
            Kind::Slope { of, by: Variable::Bias(l, k) }
                if self.samples == 1 || quantity.sample.is_some() =>
            {
                match of {
                    Variable::Z(..) => quantity.kind,
                    of => Kind::Slope { of: whole(of), by: Variable::Z(l, k) },
                }
            }
            Kind::Slope { of, by } => Kind::Slope { of: whole(of), by },
            Kind::LearningRate => quantity.kind,
        };
        Quantity { kind, sample: quantity.sample }
    }
}
