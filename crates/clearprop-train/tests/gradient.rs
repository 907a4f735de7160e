//! The plain road's gradient is the slope of its loss, by central differences.

use clearprop::math::{Activation, Loss};
use clearprop_train::{Dataset, Parameters, plain};

#[test]
fn every_gradient_is_the_slope_of_the_loss() {
    for hidden in Activation::ALL {
        for output in Activation::ALL {
            for loss in Loss::ALL {
                let activations = [hidden, output];
                let mut parameters =
                    Parameters::<f64>::initialise(&[2, 4, 3], &activations, loss, 6).unwrap();
                // Outputs between 0 and 1, where every loss is defined.
                parameters.layers[1].weights.iter_mut().for_each(|w| *w = 0.05 + 0.05 * w.abs());
                parameters.layers[1].bias.fill(if output == Activation::Softplus { -1.5 } else { 0.3 });
                let data = Dataset {
                    rows: 2,
                    inputs: 2,
                    outputs: 3,
                    input: vec![0.3, 0.8, 0.6, 0.1],
                    target: vec![0.2, 0.5, 0.3, 0.6, 0.3, 0.1],
                    weight: Some(vec![1.3, 0.7]),
                };
                let (_, gradient) = plain::loss_and_gradient(&parameters, &data, &[0, 1]);
                let flat = parameters.flat();
                for (index, &found) in gradient.iter().enumerate() {
                    let mut loss_at = |step: f64| {
                        let mut moved = flat.clone();
                        moved[index] += step;
                        parameters.set_flat(&moved);
                        plain::loss_and_gradient(&parameters, &data, &[0, 1]).0
                    };
                    let expected = (loss_at(1e-6) - loss_at(-1e-6)) / 2e-6;
                    let what = [hidden.name(), output.name(), loss.name()];
                    let near = (found - expected).abs() < 1e-7 * (1.0 + expected.abs());
                    assert!(near, "{what:?}, parameter {index}: {found}, not {expected}");
                }
            }
        }
    }
}
