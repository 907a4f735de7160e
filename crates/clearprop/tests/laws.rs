//! What must hold for every formula, whatever numbers go in.

use clearprop::math::{Activation, Decimal, Expr, Float, Interval, Loss, Real};

/// Points where every branch and both tails are met, none of them a corner.
fn points() -> impl Iterator<Item = f64> {
    (-400..=400).map(|at| f64::from(at) / 50.0 + 0.003)
}

fn elementwise() -> impl Iterator<Item = Activation> {
    Activation::ALL.into_iter().filter(|activation| activation.is_elementwise())
}

fn symbol(name: &str) -> Expr<String> {
    Expr::Symbol(name.to_owned())
}

#[test]
fn a_slope_is_the_symbolic_derivative_of_the_value() {
    for activation in elementwise() {
        let derivative = activation.value(symbol("z")).derivative(&"z".to_owned());
        for z in points() {
            let slope = activation.slope(z, activation.value(z));
            let derived = derivative.evaluate(&|_: &String| z);
            let close = (slope - derived).abs() <= 1e-13 * slope.abs().max(1e-2);
            assert!(close, "{}: {slope} and {derived} at {z}", activation.name());
        }
    }
}

#[test]
fn a_slope_is_the_finite_difference_of_the_value() {
    type Wide = Float<4>;
    let step = Decimal::parse("1e-20").map(|step| Wide::from_decimal(&step)).expect("a number");
    for activation in elementwise() {
        for z in points().step_by(7) {
            let z = Wide::constant(z);
            let rise = activation.value(z + step) - activation.value(z - step);
            let difference = (rise / (step + step)).to_f64();
            let slope = activation.slope(z, activation.value(z)).to_f64();
            let close = (slope - difference).abs() <= 1e-15 * slope.abs().max(1e-3);
            assert!(close, "{}: {slope} and {difference}", activation.name());
        }
    }
}

#[test]
fn the_jacobian_of_softmax_is_its_symbolic_derivative() {
    let names = ["z1", "z2", "z3"];
    let z: Vec<Expr<String>> = names.map(symbol).into();
    let numbers: [f64; 3] = [0.3, -1.2, 2.5];
    let value = |name: &String| numbers[names.iter().position(|n| n == name).expect("a name")];
    let a = Activation::Softmax.values(&numbers);
    for i in 0..3 {
        for (k, by) in names.iter().enumerate() {
            let derivative = clearprop::math::softmax(&z, i).derivative(&(*by).to_owned());
            let slope = Activation::Softmax.jacobian(&numbers, &a, i, k);
            assert!((slope - derivative.evaluate(&value)).abs() < 1e-15);
        }
    }
}

#[test]
fn the_slope_of_a_loss_is_its_symbolic_derivative() {
    for loss in Loss::ALL {
        let term = loss.term(symbol("y"), symbol("a"), 3).derivative(&"a".to_owned());
        for a in (1..100).map(|at| f64::from(at) / 100.0) {
            for y in [0.0, 0.3, 1.0] {
                let slope = loss.slope(y, a, 3);
                let derived = term.evaluate(&|name: &String| if name == "a" { a } else { y });
                let close = (slope - derived).abs() <= 1e-13 * slope.abs().max(1.0);
                assert!(close, "{}: {slope} and {derived} at {a}", loss.name());
            }
        }
    }
}

#[test]
fn an_interval_holds_every_true_value() {
    for activation in elementwise() {
        for (at, z) in points().enumerate() {
            let width = [1e-12, 0.01, 0.7][at % 3];
            let around = Interval { low: z - width, high: z + width };
            let a = activation.value(around);
            let slope = activation.slope(around, a);
            for share in [0.0, 0.21, 0.5, 1.0] {
                // A wide float takes the decimal that names a double, which lies half a unit beside it.
                let inside = Float::<4>::constant(
                    (around.low + (around.high - around.low) * share)
                        .clamp(around.low.next_up(), around.high.next_down()),
                );
                let value = activation.value(inside);
                let within = |interval: Interval, x: Float<4>| interval.contains(x.to_f64());
                assert!(within(a, value), "{}: {z}", activation.name());
                assert!(within(slope, activation.slope(inside, value)), "{}′: {z}", activation.name());
            }
        }
    }
}

#[test]
fn floats_of_every_width_agree() {
    for activation in elementwise() {
        for z in points() {
            let exact = activation.value(Float::<8>::constant(z)).to_f64();
            let wide = activation.value(Float::<4>::constant(z)).to_f64();
            let double: f64 = activation.value(z);
            let single: f32 = activation.value(z as f32);
            assert_eq!(exact, wide, "{} at {z}", activation.name());
            assert!((double - exact).abs() <= 1e-15 * exact.abs().max(1.0), "{} at {z}", activation.name());
            let tolerance = 1e-6 * exact.abs().max(1.0);
            assert!((f64::from(single) - exact).abs() <= tolerance, "{} at {z}", activation.name());
        }
    }
}

#[test]
fn nothing_breaks_far_from_zero() {
    for activation in elementwise() {
        for z in [-1000.0, -745.0, 745.0, 1000.0] {
            let a: f64 = activation.value(z);
            let slope: f64 = activation.slope(z, a);
            assert!(a.is_finite() && slope.is_finite(), "{} at {z}: {a}, {slope}", activation.name());
        }
    }
}

#[test]
fn a_simplified_formula_is_equal_and_never_longer() {
    for activation in elementwise() {
        let formula = activation.value(symbol("z")).derivative(&"z".to_owned());
        let again = formula.simplified();
        assert_eq!(formula, again, "{}: simplifying twice changes nothing", activation.name());
        let printed: Expr<String> = formula.to_string().parse().expect("what is printed is read");
        for z in points().step_by(50) {
            let value = |_: &String| z;
            let (x, y) = (formula.evaluate(&value), printed.evaluate(&value));
            assert!((x - y).abs() <= 1e-14 * x.abs().max(1.0), "{}: {formula}", activation.name());
        }
    }
}
