//! The slopes of activations and losses, step by step from their definitions.

use super::{Derivation, Line};
use crate::backprop::{self, Formula, Rule};
use crate::math::{Activation, Expr, Loss, Real, sigmoid, softmax};
use crate::quantity::{Kind, Quantity, Variable};

/// The derivations of the slopes that a rule uses; none for other rules.
pub(super) fn derivations(of: &backprop::Derivation, quantity: Quantity, rule: Rule) -> Vec<Derivation> {
    let at = |variable| Expr::Symbol(Quantity::plain(variable).at(quantity.sample));
    let slope = |top, by| Quantity::slope(top, by).at(quantity.sample);
    match (rule, quantity.kind) {
        (Rule::ActivationSlope(activation), Kind::Slope { by: Variable::Z(layer, _), .. }) => {
            let width = of.network.layers[layer as usize - 1].width() as u32;
            let all = |variable: fn(u32, u32) -> Variable| -> Vec<Formula> {
                (1..=width).map(|k| at(variable(layer, k))).collect()
            };
            let (z, a) = (all(Variable::Z), all(Variable::A));
            let own = slope(Variable::A(layer, 1), Variable::Z(layer, 1));
            let cross = slope(Variable::A(layer, 1), Variable::Z(layer, 2));
            if activation.is_elementwise() {
                return vec![Derivation { slope: own, lines: elementwise(activation, &z[0], &a[0]) }];
            }
            let mut both = vec![Derivation { slope: own, lines: softmax_own(&z, &a) }];
            if !of.options.method.is_diagonal(activation) {
                both.push(Derivation { slope: cross, lines: softmax_cross(&z, &a) });
            }
            both
        }
        (
            Rule::LossSlope(_) | Rule::LogLikelihoodSlope,
            Kind::Slope { by: Variable::A(layer, _), of: top },
        ) => {
            let k = match top {
                Variable::LossTerm(k) => k,
                _ => 1,
            };
            let (y, a) = (at(Variable::Target(k)), at(Variable::A(layer, k)));
            let lines = match rule {
                Rule::LossSlope(loss) => loss_lines(loss, y, a, of.network.outputs()),
                _ => log_likelihood_lines(y, a),
            };
            vec![Derivation { slope: slope(Variable::LossTerm(k), Variable::A(layer, k)), lines }]
        }
        _ => Vec::new(),
    }
}

fn line(why: &'static str, formula: Formula) -> Line {
    Line { why, formula }
}

fn c(number: f64) -> Formula {
    Expr::Constant(number)
}

/// 1/2, 1/n: a quotient that is to be seen as one.
fn over(x: f64, y: f64) -> Formula {
    c(x) / c(y)
}

fn elementwise(activation: Activation, z: &Formula, a: &Formula) -> Vec<Line> {
    let (z, a) = (|| z.clone(), || a.clone());
    match activation {
        Activation::Identity => {
            vec![line("The activation is the pre-activation itself, so it moves as much.", c(1.0))]
        }
        Activation::Sigmoid => {
            let power = || (-z()).exp();
            let below = || c(1.0) + power();
            vec![
                line(
                    "The sigmoid is one over a sum. By the quotient rule its slope is minus the slope of that sum, \
                     over the square of the sum; and the slope of the power of e is minus itself, for its exponent falls.",
                    Expr::Negative(Box::new(-power())) / below().square(),
                ),
                line("The two signs make plus.", power() / below().square()),
                line(
                    "The square below is shared out over two factors.",
                    c(1.0) / below() * (power() / below()),
                ),
                line(
                    "The first factor is the activation itself; the second is what it lacks to 1.",
                    a() * (c(1.0) - a()),
                ),
            ]
        }
        Activation::Tanh => {
            let (up, down) = (|| z().exp(), || (-z()).exp());
            let (sum, difference) = (|| up() + down(), || up() - down());
            vec![
                line(
                    "The hyperbolic tangent is a difference over a sum, and the slope of each of the two is the other. \
                     By the quotient rule: slope above times below, minus above times slope below, over the square below.",
                    (sum() * sum() - difference() * difference()) / sum().square(),
                ),
                line(
                    "Divided out, the first part is 1 and the second is a square.",
                    c(1.0) - (difference() / sum()).square(),
                ),
                line("What is squared is the activation itself.", c(1.0) - a().square()),
            ]
        }
        Activation::Relu => vec![line(
            "Above zero the activation is the pre-activation, whose slope is 1; below it stays 0 and does not move. \
             At the corner itself there is no slope; it is taken as 0.",
            z().if_positive(c(1.0), c(0.0)),
        )],
        Activation::LeakyRelu => vec![line(
            "Above zero the activation is the pre-activation, whose slope is 1; below it is a hundredth of it. \
             At the corner itself there is no slope; it is taken as 0.01.",
            z().if_positive(c(1.0), c(0.01)),
        )],
        Activation::Elu => vec![
            line(
                "Above zero the activation is the pre-activation, whose slope is 1. Below, the slope of a power of e is \
                 itself, and the 1 that is taken off does not move.",
                z().if_positive(c(1.0), z().exp() - c(0.0)),
            ),
            line(
                "So the slope comes down to 1 at the corner from both sides.",
                z().if_positive(c(1.0), z().exp()),
            ),
        ],
        Activation::Softplus => vec![
            line(
                "The slope of a logarithm is one over what stands in it; by the chain rule that is multiplied by the \
                 slope of what stands in it, the power of e.",
                c(1.0) / (c(1.0) + z().exp()) * z().exp(),
            ),
            line("As one fraction.", z().exp() / (c(1.0) + z().exp())),
            line("Above and below divided by the power of e, it is the sigmoid.", sigmoid(z())),
        ],
        Activation::Silu => {
            let s = || sigmoid(z());
            vec![
                line(
                    "A product: the pre-activation times its sigmoid. By the product rule: the slope of the first times \
                     the second, plus the first times the slope of the second, and that is the sigmoid times what it \
                     lacks to 1.",
                    c(1.0) * s() + z() * (s() * (c(1.0) - s())),
                ),
                line(
                    "The sigmoid stands in both parts, so it goes in front.",
                    s() * (c(1.0) + z() * (c(1.0) - s())),
                ),
            ]
        }
        Activation::Gelu => {
            let inside = || z() / c(2.0).sqrt();
            let below = || inside().one_plus_erf() / c(2.0);
            let erf_slope = c(2.0) / Expr::Pi.sqrt() * (-inside().square()).exp();
            let density = (-(z().square() / c(2.0))).exp() / (c(2.0) * Expr::Pi).sqrt();
            vec![
                line(
                    "A product: half the pre-activation times one plus erf. By the product rule, and by the chain rule \
                     for erf, whose slope is the bell curve that it is the area of.",
                    below() + z() / c(2.0) * (erf_slope * (c(1.0) / c(2.0).sqrt())),
                ),
                line(
                    "The square in the exponent is half the square of the pre-activation, and the constants gather to one \
                     root: the density of the normal distribution.",
                    below() + z() * density,
                ),
            ]
        }
        Activation::Softmax => panic!("softmax works on a whole layer"),
    }
}

/// Σ e^(z_i).
fn powers(z: &[Formula]) -> Formula {
    Expr::Sum(z.iter().map(|z| z.clone().exp()).collect())
}

fn softmax_own(z: &[Formula], a: &[Formula]) -> Vec<Line> {
    let (power, sum) = (|| z[0].clone().exp(), || powers(z));
    vec![
        line(
            "An output by its own pre-activation: the power above and the sum below both move, each by that power. \
             By the quotient rule: slope above times below, minus above times slope below, over the square below.",
            (power() * sum() - power() * power()) / sum().square(),
        ),
        line("Divided out, each fraction is the output.", softmax(z, 0) - softmax(z, 0).square()),
        line("The output goes in front.", a[0].clone() * (c(1.0) - a[0].clone())),
    ]
}

fn softmax_cross(z: &[Formula], a: &[Formula]) -> Vec<Line> {
    let (power, other, sum) = (|| z[0].clone().exp(), || z[1].clone().exp(), || powers(z));
    vec![
        line(
            "An output by another's pre-activation: the power above does not move, only the sum below does.",
            (c(0.0) * sum() - power() * other()) / sum().square(),
        ),
        line("Shared out over two factors, each is an output.", -(softmax(z, 0) * softmax(z, 1))),
        line("So it is minus the product of the two outputs.", -(a[0].clone() * a[1].clone())),
    ]
}

fn loss_lines(loss: Loss, y: Formula, a: Formula, outputs: usize) -> Vec<Line> {
    let (y, a) = (|| y.clone(), || a.clone());
    let n = outputs as f64;
    match loss {
        Loss::CategoricalCrossEntropy => vec![
            line("The target stands still; the slope of the logarithm is one over.", -(y() * (c(1.0) / a()))),
            line("As one fraction.", -(y() / a())),
        ],
        Loss::BinaryCrossEntropy => vec![
            line(
                "The slope of each logarithm is one over; what stands in the second falls as the output rises, \
                 so by the chain rule a factor of −1 comes with it.",
                -(y() * (c(1.0) / a()) + (c(1.0) - y()) * (c(1.0) / (c(1.0) - a())) * c(-1.0)),
            ),
            line("The signs multiplied out.", -(y() / a()) + (c(1.0) - y()) / (c(1.0) - a())),
        ],
        Loss::SquaredError => vec![
            line(
                "The slope of a square is twice what is squared; by the chain rule times the slope of that, \
                 which is −1, for the difference falls as the output rises.",
                over(1.0, 2.0) * c(2.0) * (y() - a()) * c(-1.0),
            ),
            line("Half of twice is once; that is why the half was put there.", -(y() - a())),
            line("The sign turns the difference round.", a() - y()),
        ],
        Loss::MeanSquaredError => vec![
            line(
                "The slope of a square is twice what is squared; by the chain rule times the slope of that, \
                 which is −1, for the difference falls as the output rises.",
                over(1.0, n) * c(2.0) * (y() - a()) * c(-1.0),
            ),
            line("The sign turns the difference round.", over(2.0, n) * (a() - y())),
        ],
        Loss::SumOfSquares => vec![
            line(
                "The slope of a square is twice what is squared; by the chain rule times the slope of that, \
                 which is −1, for the difference falls as the output rises.",
                c(2.0) * (y() - a()) * c(-1.0),
            ),
            line("The sign turns the difference round.", c(2.0) * (a() - y())),
        ],
    }
}

fn log_likelihood_lines(y: Formula, a: Formula) -> Vec<Line> {
    let (y, a) = (|| y.clone(), || a.clone());
    vec![
        line(
            "The slope of each logarithm is one over; what stands in the second falls as the output rises, \
             so by the chain rule a factor of −1 comes with it.",
            y() * (c(1.0) / a()) + (c(1.0) - y()) * (c(1.0) / (c(1.0) - a())) * c(-1.0),
        ),
        line("The sign goes in front.", y() / a() - (c(1.0) - y()) / (c(1.0) - a())),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::backprop::{Method, Options, Style, derive};
    use crate::{Layer, Matrix, Network, Sample};

    fn network(activation: Activation, loss: Loss) -> Network {
        let layer = |activation| Layer {
            activation,
            weights: Matrix::from_fn(3, 3, |j, k| 0.1 * (j as f64) - 0.2 * (k as f64) + 0.15),
            bias: vec![0.1, -0.2, 0.3],
        };
        let sample = Sample { input: vec![0.3, 0.5, -0.4], target: vec![0.2, 0.5, 0.3] };
        let output =
            if loss == Loss::CategoricalCrossEntropy { Activation::Softmax } else { Activation::Sigmoid };
        Network {
            layers: vec![layer(activation), layer(output)],
            loss,
            learning_rate: 0.5,
            samples: vec![sample],
        }
    }

    /// Points that lie apart, on both sides of zero.
    fn points() -> impl Iterator<Item = [f64; 3]> {
        (0..40).map(|n| [1, 2, 3].map(|m| ((n * 7 + m * 31) as f64 * 0.618_033_988_75).fract() * 6.0 - 3.0))
    }

    fn same(x: f64, y: f64) {
        assert!((x - y).abs() < 1e-12 * (1.0 + x.abs()), "{x} is not {y}");
    }

    #[test]
    fn each_line_of_an_activations_slope_equals_the_one_before_and_the_derivative() {
        for activation in Activation::ALL {
            let network = network(activation, Loss::SquaredError);
            let derivation = derive(&network, &Options::default()).expect("it can be worked");
            let formulas =
                backprop::Formulas { network: &network, method: Method::Standard, style: Style::Chain };
            let quantity = Quantity::slope(Variable::A(1, 1), Variable::Z(1, 1));
            let all = derivations(&derivation, quantity, Rule::ActivationSlope(activation));
            assert_eq!(all.len(), if activation.is_elementwise() { 1 } else { 2 });
            for Derivation { slope, lines } in all {
                let Kind::Slope { by, .. } = slope.kind else { panic!("a slope") };
                let (_, value) = formulas.of(Quantity::plain(Variable::A(1, 1))).expect("a formula");
                let definition = value.derivative(&Quantity::plain(by));
                let (_, used) = formulas.of(slope).expect("a formula");
                for z in points() {
                    let a = activation.values(&z);
                    let at = |quantity: &Quantity| match quantity.kind {
                        Kind::Plain(Variable::Z(1, k)) => z[k as usize - 1],
                        Kind::Plain(Variable::A(1, k)) => a[k as usize - 1],
                        _ => panic!("{quantity} is no part of an activation's slope"),
                    };
                    let expected = definition.evaluate(&at);
                    for line in &lines {
                        same(line.formula.evaluate(&at), expected);
                    }
                    same(used.evaluate(&at), expected);
                }
                assert_eq!(lines.last().map(|line| &line.formula), Some(&used), "{activation:?}");
            }
        }
    }

    #[test]
    fn each_line_of_a_losss_slope_equals_the_one_before_and_the_derivative() {
        for (loss, method) in Loss::ALL.into_iter().flat_map(|loss| Method::ALL.map(|method| (loss, method)))
        {
            let network = network(Activation::Sigmoid, loss);
            let derivation =
                derive(&network, &Options { method, ..Options::default() }).expect("it can be worked");
            let formulas = backprop::Formulas { network: &network, method, style: Style::Chain };
            let slope = Quantity::slope(Variable::LossTerm(1), Variable::A(2, 1));
            let (rule, used) = formulas.of(slope).expect("a formula");
            let (_, term) = formulas.of(Quantity::plain(Variable::LossTerm(1))).expect("a formula");
            let definition = term.derivative(&Quantity::plain(Variable::A(2, 1)));
            let all = derivations(&derivation, slope, rule);
            assert_eq!(all.len(), 1);
            for [y, a, _] in points() {
                let share = |x: f64| (x + 3.1) / 6.2;
                let at = |quantity: &Quantity| match quantity.kind {
                    Kind::Plain(Variable::Target(1)) => share(y),
                    Kind::Plain(Variable::A(2, 1)) => share(a),
                    _ => panic!("{quantity} is no part of a loss's slope"),
                };
                for line in &all[0].lines {
                    same(line.formula.evaluate(&at), definition.evaluate(&at));
                }
            }
            assert_eq!(all[0].lines.last().map(|line| &line.formula), Some(&used), "{loss:?}");
        }
    }
}
