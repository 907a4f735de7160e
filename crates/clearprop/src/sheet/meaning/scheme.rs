//! How the indices of a family of symbols count: layers, units, weights.

use super::role::Role;
use crate::quantity::Variable;

/// How the indices of a family are to be understood.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Scheme {
    /// No index, or one that says nothing: the loss, a lone unit.
    Whole,
    /// One index, the unit in a layer, counted on from `offset`.
    Unit { layer: u32, offset: u32 },
    /// One index, the layer; it has one unit.
    Layer,
    /// Two indices, layer and unit, in this order or the other.
    LayerUnit { unit_first: bool },
    /// One index: the units of all layers but the inputs, numbered through, on from `offset`.
    Through { offset: u32 },
    /// Two indices of weights into a layer, from and to, or the other way.
    Pair { layer: u32, to_first: bool },
    /// Two indices: from which unit of the layer before, and to which of all units, numbered through.
    PairThrough { to_first: bool },
    /// Three indices: the layer (first or last) and a pair; with an `offset` of 1 the bias is number 1 of what
    /// leads to a unit, and the weights follow it.
    LayerPair { layer_last: bool, to_first: bool, offset: u32 },
    /// One index: weights numbered in a row, over one layer or all of them; unit by unit where
    /// `to_major`, else input by input.
    Running { layer: Option<u32>, to_major: bool },
    /// No index: the one weight that the text is about.
    Lone { layer: u32, from: u32, to: u32 },
}

/// The widths of a network, the inputs first.
pub(crate) type Widths<'a> = &'a [usize];

impl Scheme {
    /// Every way in which so many indices may count, for a role.
    pub(crate) fn all(
        role: Role,
        coordinates: usize,
        raised_last: bool,
        layers: u32,
        widths: Widths,
    ) -> Vec<Scheme> {
        let mut all = Vec::with_capacity(8);
        match (role, coordinates) {
            (Role::Rate, 0) => all.push(Scheme::Whole),
            (Role::Rate, _) => {}
            (Role::Loss, 0) => all.push(Scheme::Whole),
            (Role::Loss, 1) => all.push(Scheme::Unit { layer: layers, offset: 0 }),
            (Role::Weight, 0 | 1) => {
                for layer in 1..=layers {
                    all.push(Scheme::Running { layer: Some(layer), to_major: true });
                    all.push(Scheme::Running { layer: Some(layer), to_major: false });
                }
                all.push(Scheme::Running { layer: None, to_major: true });
                all.push(Scheme::Running { layer: None, to_major: false });
                if widths.windows(2).any(|pair| pair == [1, 1]) {
                    all.push(Scheme::Layer);
                }
                if coordinates == 0 {
                    let layers = (1..).zip(widths.windows(2));
                    all.extend(layers.flat_map(|(layer, pair)| {
                        let (inputs, width) = (pair[0] as u32, pair[1] as u32);
                        let ends = (1..=inputs).flat_map(move |from| (1..=width).map(move |to| (from, to)));
                        ends.map(move |(from, to)| Scheme::Lone { layer, from, to })
                    }));
                }
            }
            (Role::Weight, 2) => {
                for layer in 1..=layers {
                    all.push(Scheme::Pair { layer, to_first: false });
                    all.push(Scheme::Pair { layer, to_first: true });
                }
                all.push(Scheme::LayerUnit { unit_first: raised_last });
                if layers > 1 {
                    all.extend([false, true].map(|to_first| Scheme::PairThrough { to_first }));
                }
            }
            (Role::Weight, 3) => {
                for (offset, to_first) in [(0, false), (0, true), (1, false), (1, true)] {
                    all.push(Scheme::LayerPair { layer_last: raised_last, to_first, offset });
                }
            }
            (Role::Input | Role::Target, 0 | 1) => {
                all.push(Scheme::Unit { layer: if role == Role::Input { 0 } else { layers }, offset: 0 });
            }
            (Role::Input, 2) => all.push(Scheme::LayerUnit { unit_first: raised_last }),
            (Role::Bias | Role::Z | Role::A | Role::Delta, 0 | 1) => {
                let mut offset = 0;
                for layer in 1..=layers {
                    all.push(Scheme::Unit { layer, offset: 0 });
                    if layer > 1 {
                        all.push(Scheme::Unit { layer, offset });
                    }
                    offset += widths[layer as usize] as u32;
                }
                all.push(Scheme::Layer);
                all.push(Scheme::Through { offset: 0 });
                // The inputs x₁, x₂ are counted too, and the first hidden unit is y₃.
                all.push(Scheme::Through { offset: widths[0] as u32 });
            }
            (Role::Bias | Role::Z | Role::A | Role::Delta, 2) => {
                all.push(Scheme::LayerUnit { unit_first: raised_last });
                if !raised_last {
                    all.push(Scheme::LayerUnit { unit_first: true });
                }
            }
            _ => {}
        }
        all
    }

    /// Whether the indices, of which this is the largest, themselves say layer and unit.
    pub(crate) fn is_explicit(self, largest: u32, widths: Widths) -> bool {
        match self {
            Scheme::LayerUnit { .. } | Scheme::LayerPair { .. } => true,
            // No single layer has so many units.
            Scheme::Through { .. } | Scheme::PairThrough { .. } => {
                widths[1..].iter().all(|&width| largest > width as u32)
            }
            _ => false,
        }
    }

    /// The one layer that it is about.
    pub(crate) fn layer(self) -> Option<u32> {
        match self {
            Scheme::Unit { layer, .. } | Scheme::Pair { layer, .. } => Some(layer),
            Scheme::Running { layer, .. } => layer,
            _ => None,
        }
    }

    /// Whether the bias is number 1 of what leads to a unit.
    pub(crate) fn counts_bias(self) -> bool {
        matches!(self, Scheme::LayerPair { offset: 1, .. })
    }

    /// Whether a pair of indices names first what a weight leads to.
    pub(crate) fn to_first(self) -> Option<bool> {
        match self {
            Scheme::Pair { to_first, .. } | Scheme::LayerPair { to_first, .. } => Some(to_first),
            _ => None,
        }
    }

    /// The same scheme with its pair of indices in this order.
    pub(crate) fn with_to_first(self, to_first: bool) -> Scheme {
        match self {
            Scheme::Pair { layer, .. } => Scheme::Pair { layer, to_first },
            Scheme::LayerPair { layer_last, offset, .. } => {
                Scheme::LayerPair { layer_last, to_first, offset }
            }
            scheme => scheme,
        }
    }

    /// The variable that these indices name; for δ that which the slope is taken by.
    pub(crate) fn variable(self, role: Role, at: &[u32], widths: Widths) -> Option<Variable> {
        let layers = widths.len() as u32 - 1;
        let unit = |layer: u32, k: u32| -> Option<Variable> {
            let width = *widths.get(layer as usize)? as u32;
            if k == 0 || k > width {
                return None;
            }
            Some(match role {
                Role::Input => Variable::Input(k),
                Role::Target => Variable::Target(k),
                Role::Bias if layer > 0 => Variable::Bias(layer, k),
                Role::Z | Role::Delta if layer > 0 => Variable::Z(layer, k),
                Role::A if layer == 0 => Variable::Input(k),
                Role::A => Variable::A(layer, k),
                Role::Loss => Variable::LossTerm(k),
                _ => return None,
            })
        };
        let weight = |layer: u32, j: u32, k: u32| -> Option<Variable> {
            if layer == 0 || layer > layers {
                return None;
            }
            let (inputs, width) = (widths[layer as usize - 1] as u32, widths[layer as usize] as u32);
            match j {
                // Index 0 stands for the bias.
                0 if (1..=width).contains(&k) => Some(Variable::Bias(layer, k)),
                _ => ((1..=inputs).contains(&j) && (1..=width).contains(&k))
                    .then_some(Variable::Weight(layer, j, k)),
            }
        };
        match (self, at) {
            (Scheme::Whole, _) if role == Role::Loss => Some(Variable::Loss),
            // One bias for all units of a layer.
            (Scheme::Unit { layer, .. }, []) if role == Role::Bias => unit(layer, 1),
            (Scheme::Unit { layer, .. }, []) => {
                (*widths.get(layer as usize)? == 1).then(|| unit(layer, 1))?
            }
            // Beside b₁, b₂ of the hidden units b₀ is the bias of the output, and u₀ what comes into it.
            (Scheme::Unit { layer, offset: 0 }, [0])
                if matches!(role, Role::Bias | Role::Z | Role::Delta) && layer < layers =>
            {
                (widths[layers as usize] == 1).then(|| unit(layers, 1))?
            }
            (Scheme::Unit { layer, offset }, &[k]) => unit(layer, k.checked_sub(offset)?),
            (Scheme::Through { offset }, &[number]) => {
                let (layer, k) = through(number.checked_sub(offset)?, widths)?;
                unit(layer, k)
            }
            (Scheme::PairThrough { to_first }, &[first, second]) => {
                let (from, to) = if to_first { (second, first) } else { (first, second) };
                let (layer, k) = through(to, widths)?;
                weight(layer, from, k)
            }
            (Scheme::Layer, &[layer]) if role == Role::Weight => {
                let is_lone = layer > 0 && widths.get(layer as usize - 1..=layer as usize) == Some(&[1, 1]);
                is_lone.then(|| weight(layer, 1, 1))?
            }
            (Scheme::Layer, &[layer]) if role == Role::Bias => unit(layer, 1),
            (Scheme::Layer, &[layer]) => (*widths.get(layer as usize)? == 1).then(|| unit(layer, 1))?,
            (Scheme::LayerUnit { unit_first }, &[first, second]) => {
                let (layer, k) = if unit_first { (second, first) } else { (first, second) };
                if role == Role::Weight {
                    let width = *widths.get(layer as usize)?;
                    // One index of a weight is enough where the other side has one unit.
                    return if width == 1 { weight(layer, k, 1) } else { weight(layer, 1, k) };
                }
                unit(layer, k)
            }
            (Scheme::Pair { layer, to_first }, &[first, second]) => {
                if to_first {
                    weight(layer, second, first)
                } else {
                    weight(layer, first, second)
                }
            }
            (Scheme::LayerPair { layer_last, to_first, offset }, &[a, b, c]) => {
                let (layer, first, second) = if layer_last { (c, a, b) } else { (a, b, c) };
                let (from, to) = if to_first { (second, first) } else { (first, second) };
                weight(layer, from.checked_sub(offset)?, to)
            }
            (Scheme::Lone { layer, from, to }, []) => weight(layer, from, to),
            (Scheme::Running { layer, to_major }, at) => {
                let number = match at {
                    [] => 1,
                    &[number] => number,
                    _ => return None,
                };
                running(layer, to_major, number, widths)
            }
            _ => None,
        }
    }
}

/// The layer and the place there of a unit's number, where the units behind the inputs are numbered
/// through.
pub(crate) fn through(number: u32, widths: Widths) -> Option<(u32, u32)> {
    let mut k = number;
    for (layer, &width) in widths.iter().enumerate().skip(1) {
        if k <= width as u32 {
            return (k > 0).then_some((layer as u32, k));
        }
        k -= width as u32;
    }
    None
}

/// The weight of a running number.
fn running(layer: Option<u32>, to_major: bool, number: u32, widths: Widths) -> Option<Variable> {
    if number == 0 {
        // θ₀ is the bias.
        let layer = layer.unwrap_or(1);
        return (widths.get(layer as usize) == Some(&1)).then_some(Variable::Bias(layer, 1));
    }
    let mut index = number - 1;
    let layers = widths.len() as u32 - 1;
    for l in layer.unwrap_or(1)..=layer.unwrap_or(layers) {
        let (inputs, width) = (widths[l as usize - 1] as u32, widths[l as usize] as u32);
        if index < inputs * width {
            let (j, k) =
                if to_major { (index % inputs, index / inputs) } else { (index / width, index % width) };
            return Some(Variable::Weight(l, j + 1, k + 1));
        }
        index -= inputs * width;
    }
    None
}
