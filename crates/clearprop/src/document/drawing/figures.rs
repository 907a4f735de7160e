//! The numbers and symbols that a drawing shows.

use crate::backprop::Derivation;
use crate::document::blank::is_left_out;
use crate::document::{Drawn, Inline, Math, Speller, words};
use crate::math::Decimal;
use crate::quantity::{Quantity, Variable};

/// Where a drawing's figures come from.
pub(super) struct Figures<'a> {
    pub(super) derivation: &'a Derivation,
    pub(super) drawn: Drawn,
    speller: &'a Speller<'a>,
    /// The sample whose values are shown, where there are several.
    sample: Option<u32>,
}

impl<'a> Figures<'a> {
    pub(super) fn of(speller: &'a Speller<'a>, drawn: Drawn) -> Figures<'a> {
        let derivation = speller.derivation;
        let sample = (derivation.network.samples.len() > 1).then_some(1);
        Figures { derivation, drawn, speller, sample }
    }

    /// The number of neurons in each column, that of the inputs first.
    pub(super) fn widths(&self) -> Vec<usize> {
        self.derivation.network.widths()
    }

    /// What the edge of a parameter stands for.
    pub(super) fn on_edge(&self, parameter: Variable) -> Quantity {
        match self.drawn {
            Drawn::Gradients => Quantity::slope(Variable::Loss, parameter),
            Drawn::Values | Drawn::Both => Quantity::plain(parameter),
        }
    }

    /// The number that tells an edge's colour and width.
    pub(super) fn strength(&self, parameter: Variable) -> f64 {
        if self.drawn == Drawn::Gradients {
            // A line as wide as a slope that the reader is to work out would tell it.
            if is_left_out(self.derivation, &self.speller.layout.blanks, self.on_edge(parameter)) {
                return 0.0;
            }
            return self.derivation.value(self.on_edge(parameter)).map_or(0.0, Decimal::to_f64);
        }
        let at = |index: u32| index as usize - 1;
        let layers = &self.derivation.network.layers;
        match parameter {
            Variable::Weight(l, j, k) => layers[at(l)].weights[(at(j), at(k))],
            Variable::Bias(l, k) => layers[at(l)].bias[at(k)],
            _ => panic!("{parameter} is no parameter"),
        }
    }

    /// A quantity of the sample shown; parameters belong to all.
    pub(super) fn own(&self, variable: Variable) -> Quantity {
        Quantity::plain(variable).at(self.sample)
    }

    /// ∂E/∂z of a neuron.
    pub(super) fn delta(&self, layer: u32, k: u32) -> Quantity {
        Quantity::slope(Variable::Loss, Variable::Z(layer, k)).at(self.sample)
    }

    pub(super) fn symbol(&self, quantity: Quantity) -> Inline {
        Inline::Math(self.speller.symbol(quantity))
    }

    /// The number of a quantity, where it has been worked.
    pub(super) fn number(&self, quantity: Quantity) -> Option<Inline> {
        self.derivation.step(quantity).map(|_| Inline::Math(self.speller.number(quantity)))
    }

    /// `symbol = number`, where it has been worked.
    pub(super) fn equation(&self, quantity: Quantity) -> Option<Vec<Inline>> {
        let sign = if self.derivation.step(quantity).is_some() && self.speller.is_exact(quantity) {
            '='
        } else {
            '≈'
        };
        let number = self.number(quantity)?;
        Some(vec![self.symbol(quantity), Inline::Text(format!(" {sign} ")), number])
    }

    /// What stands above a column.
    pub(super) fn heading(&self, column: usize) -> String {
        match column {
            0 => "input".into(),
            l => {
                let name = self.derivation.network.layers[l - 1].activation.name();
                format!("layer {l}, {}", words::plain_name(name))
            }
        }
    }

    pub(super) fn title(&self) -> String {
        let shown = match self.drawn {
            Drawn::Values => "its values",
            Drawn::Gradients => "the slopes of its loss",
            Drawn::Both => "its values and the slopes of its loss",
        };
        let of_sample = if self.sample.is_some() { ", sample 1" } else { "" };
        format!("The {} network with {shown}{of_sample}", words::shape(&self.derivation.network))
    }

    /// The letters of a symbol or number, as plain text for those who hear it.
    pub(super) fn spoken(&self, quantity: Quantity) -> String {
        match self.derivation.step(quantity) {
            Some(_) if is_left_out(self.derivation, &self.speller.layout.blanks, quantity) => {
                quantity.to_string()
            }
            Some(_) => format!("{quantity} = {}", self.speller.digits(quantity)),
            None => quantity.to_string(),
        }
    }

    /// The number of a parameter's edge as it is printed.
    pub(super) fn edge_number(&self, parameter: Variable) -> Option<Inline> {
        let quantity = self.on_edge(parameter);
        self.number(quantity).or_else(|| match self.drawn {
            Drawn::Gradients => None,
            _ => {
                let value = Decimal::from_f64(self.strength(parameter));
                Some(Inline::Math(Math::Number(value.print(self.speller.layout.rounding))))
            }
        })
    }
}
