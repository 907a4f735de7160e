//! The same network with other round numbers, for sheets that differ from seat to seat.

use crate::backprop::{Derivation, Method, Options, Rule, Step, derive};
use crate::math::{Activation, Real, Rounding};
use crate::network::SplitMix;
use crate::plain::Parameters;
use crate::quantity::{Kind, Variable};
use crate::{Error, Matrix, Network, Sample};

/// A neuron whose slope is below this learns next to nothing.
const LEAST_SLOPE: f64 = 0.01;
/// Draws looked at for one network, and how many of these are worked in full.
const MOST_DRAWS: usize = 20_000;
const MOST_WORKED: usize = 1_000;

/// Networks of the same shape, activations, loss and learning rate as this one, each with other round
/// weights, biases and samples, and each well-behaved: no neuron is saturated or dead, and no
/// worked number vanishes at the digits asked for.
///
/// The same seed gives the same networks, and fewer of them the first of these.
///
/// ```
/// use clearprop::{Network, backprop::Options, math::Rounding, vary};
/// let network = Network::embedded("handout").expect("it is embedded");
/// let networks = vary(&network, &Options::default(), Rounding::default(), 3, 7)?;
/// assert_eq!(networks.len(), 3);
/// assert_ne!(networks[0], networks[1]);
/// # Ok::<(), clearprop::Error>(())
/// ```
///
/// # Errors
/// [`Error::Value`] where no such numbers are found, and what [`derive()`] says of the network.
pub fn vary(
    network: &Network,
    options: &Options,
    rounding: Rounding,
    count: usize,
    seed: u64,
) -> Result<Vec<Network>, Error> {
    derive(network, options)?;
    let mut random = SplitMix(seed);
    let mut found: Vec<Network> = Vec::with_capacity(count);
    while found.len() < count {
        let one = well_behaved(network, options, rounding, &mut random, &found)?;
        found.push(one);
    }
    Ok(found)
}

fn well_behaved(
    network: &Network,
    options: &Options,
    rounding: Rounding,
    random: &mut SplitMix,
    found: &[Network],
) -> Result<Network, Error> {
    let mut worked = 0;
    for _ in 0..MOST_DRAWS {
        let drawn = draw(network, random);
        if found.contains(&drawn) || drawn == *network || !is_lively(&drawn) {
            continue;
        }
        worked += 1;
        if worked > MOST_WORKED {
            break;
        }
        // A draw that cannot be worked, such as the logarithm of what is not above 0, is no sheet.
        let Ok(derivation) = derive(&drawn, options) else { continue };
        if nothing_vanishes(&derivation, rounding) {
            return Ok(drawn);
        }
    }
    Err(Error::Value(format!(
        "no round numbers were found with which no neuron is saturated and no result vanishes at {} digits \
         ({} networks of this shape were found before); ask for more digits, or take a smaller network",
        rounding.digits,
        found.len()
    )))
}

/// Weights and biases in tenths between −0.9 and 0.9, inputs between 0.1 and 0.9.
fn draw(network: &Network, random: &mut SplitMix) -> Network {
    let mut drawn = network.clone();
    for layer in &mut drawn.layers {
        layer.weights = Matrix::from_fn(layer.inputs(), layer.width(), |_, _| random.tenths(-9, 9));
        layer.bias.iter_mut().for_each(|bias| *bias = random.tenths(-9, 9));
    }
    let (outputs, output) = (network.outputs(), network.output_layer().activation);
    let sample = |_: &Sample| Sample {
        input: (0..network.inputs()).map(|_| random.tenths(1, 9)).collect(),
        target: random.target(outputs, output, network.loss),
    };
    drawn.samples = network.samples.iter().map(sample).collect();
    drawn
}

/// Whether every neuron answers to its pre-activation.
fn is_lively(network: &Network) -> bool {
    let parameters = Parameters::<f64>::of(network, Method::Standard);
    network.samples.iter().all(|sample| {
        let values = parameters.forward(&sample.input);
        network.layers.iter().zip(&values).all(|(layer, values)| match layer.activation {
            Activation::Softmax => values.a.iter().all(|&a| a * (1.0 - a) >= LEAST_SLOPE),
            activation => values
                .z
                .iter()
                .zip(&values.a)
                .all(|(&z, &a)| activation.slope(z, a).abs() >= f64::constant(LEAST_SLOPE)),
        })
    })
}

/// Whether every worked number shows a figure at the digits asked for. What one term of the loss
/// does not depend on is zero by right, and so is what the handout's method drops.
fn nothing_vanishes(derivation: &Derivation, rounding: Rounding) -> bool {
    let may_be_zero = |step: &Step| match step.quantity.kind {
        Kind::Plain(Variable::LossTerm(_)) | Kind::Updated(Variable::LossTerm(_)) => true,
        Kind::Slope { of: Variable::LossTerm(_), .. } => true,
        // By the only output that the target asks for, the loss does not change with the others.
        Kind::Slope { of: Variable::Loss, by: Variable::A(layer, _) } => {
            layer as usize == derivation.network.layers.len()
        }
        _ => step.rule == Rule::CrossTermDropped,
    };
    derivation.after_fails.is_none()
        && derivation.steps.iter().filter(|step| !step.is_given()).all(|step| {
            let shown = step.value.rounded_at(-(rounding.digits as i32), true);
            !shown.is_zero() || step.value.is_zero() && may_be_zero(step)
        })
}
