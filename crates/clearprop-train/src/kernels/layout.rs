//! Where every weight stands in the kernels' memory.
//!
//! A layer's weights are cut into panels of two vectors' width (the last one may be one vector
//! wide). A panel holds, for each input j, the weights to its columns side by side, and the biases
//! as one more row at its end. So a tile of the gradient, rows j … j+M of a panel, is one run of
//! memory, and so are its parameters and moments. Columns beyond the width are zero and stay so.

use clearprop::math::Activation;

use crate::{Parameters, Scalar};

/// The places of all layers.
pub(crate) struct Layout {
    pub(crate) layers: Vec<PackedLayer>,
    /// Numbers in the packed parameters.
    pub(crate) length: usize,
    /// Numbers in the packed transposed weights.
    pub(crate) transposed_length: usize,
}

/// The places of one layer.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PackedLayer {
    pub(crate) activation: Activation,
    pub(crate) inputs: usize,
    pub(crate) width: usize,
    /// The width rounded up to whole vectors.
    pub(crate) columns: usize,
    /// From one row of activations to the next: `columns`, and something more where it would map
    /// many rows to the same place of the cache.
    pub(crate) stride: usize,
    /// W and b: `inputs + 1` rows.
    pub(crate) forward: Panels,
    /// Wᵀ, `width` rows of `inputs` columns, which carries delta back; none for the first layer,
    /// whose input needs no gradient.
    pub(crate) back: Option<Panels>,
}

/// A matrix cut into panels.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Panels {
    pub(crate) start: usize,
    pub(crate) rows: usize,
    /// Columns, rounded up to whole vectors.
    pub(crate) columns: usize,
    /// Columns of a whole panel.
    pub(crate) panel: usize,
}

/// One panel.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Panel {
    /// Where it begins in memory.
    pub(crate) start: usize,
    /// Its first column.
    pub(crate) column: usize,
    /// Its columns.
    pub(crate) width: usize,
}

impl Panels {
    #[inline(always)]
    pub(crate) fn panel(&self, column: usize) -> Panel {
        let width = self.panel.min(self.columns - column);
        Panel { start: self.start + column * self.rows, column, width }
    }

    #[inline(always)]
    pub(crate) fn iter(self) -> impl Iterator<Item = Panel> {
        (0..self.columns).step_by(self.panel).map(move |column| self.panel(column))
    }

    /// Where entry (row, column) stands.
    #[inline(always)]
    pub(crate) fn at(&self, row: usize, column: usize) -> usize {
        let panel = self.panel(column / self.panel * self.panel);
        panel.start + row * panel.width + (column - panel.column)
    }

    fn length(&self) -> usize {
        self.rows * self.columns
    }
}

impl Layout {
    pub(crate) fn new<T: Scalar>(parameters: &Parameters<T>, lanes: usize) -> Layout {
        let mut layout = Layout { layers: Vec::new(), length: 0, transposed_length: 0 };
        for (index, layer) in parameters.layers.iter().enumerate() {
            let columns = layer.width.next_multiple_of(lanes);
            let panels = |start, rows, width: usize| Panels {
                start,
                rows,
                columns: width.next_multiple_of(lanes),
                panel: 2 * lanes,
            };
            let forward = panels(layout.length, layer.inputs + 1, layer.width);
            let back = (index > 0).then(|| panels(layout.transposed_length, layer.width, layer.inputs));
            layout.length += forward.length();
            layout.transposed_length += back.map_or(0, |back| back.length());
            let crowded = (columns * size_of::<T>()).is_multiple_of(512);
            layout.layers.push(PackedLayer {
                activation: layer.activation,
                inputs: layer.inputs,
                width: layer.width,
                columns,
                stride: if crowded { columns + lanes } else { columns },
                forward,
                back,
            });
        }
        layout
    }

    /// Goes through all parameters in the order of [`Parameters::flat`] with their places here.
    pub(crate) fn each_place(&self, mut f: impl FnMut(usize, usize)) {
        let mut flat = 0;
        for layer in &self.layers {
            for row in 0..=layer.inputs {
                for column in 0..layer.width {
                    f(flat, layer.forward.at(row, column));
                    flat += 1;
                }
            }
        }
    }

    /// Copies the weights into their transposed places.
    pub(crate) fn transpose<T: Copy>(&self, packed: &[T], transposed: &mut [T]) {
        for layer in &self.layers {
            let Some(back) = layer.back else { continue };
            for row in 0..layer.inputs {
                for column in 0..layer.width {
                    transposed[back.at(column, row)] = packed[layer.forward.at(row, column)];
                }
            }
        }
    }
}
