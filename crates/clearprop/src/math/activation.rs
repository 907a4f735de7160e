//! The activation functions: each one's name, value and slope, written once.

use super::Real;

/// What a layer applies to its pre-activations.
///
/// All but softmax work neuron by neuron, a = f(z). Softmax looks at the whole layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Activation {
    /// z
    Identity,
    /// 1 / (1 + e^(−z))
    Sigmoid,
    /// tanh z
    Tanh,
    /// z where z > 0, else 0
    Relu,
    /// z where z > 0, else 0.01 z
    LeakyRelu,
    /// z where z > 0, else e^z − 1
    Elu,
    /// ln(1 + e^z)
    Softplus,
    /// z / (1 + e^(−z))
    Silu,
    /// z Φ(z) = z/2 · (1 + erf(z/√2)), exactly
    Gelu,
    /// e^(z_k) / Σ e^(z_i)
    Softmax,
}

impl Activation {
    /// Every activation, in the order in which they are listed to people.
    pub const ALL: [Activation; 10] = [
        Activation::Identity,
        Activation::Sigmoid,
        Activation::Tanh,
        Activation::Relu,
        Activation::LeakyRelu,
        Activation::Elu,
        Activation::Softplus,
        Activation::Silu,
        Activation::Gelu,
        Activation::Softmax,
    ];

    /// The name in network files and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Activation::Identity => "identity",
            Activation::Sigmoid => "sigmoid",
            Activation::Tanh => "tanh",
            Activation::Relu => "relu",
            Activation::LeakyRelu => "leaky-relu",
            Activation::Elu => "elu",
            Activation::Softplus => "softplus",
            Activation::Silu => "silu",
            Activation::Gelu => "gelu",
            Activation::Softmax => "softmax",
        }
    }

    /// The activation of this name.
    pub fn from_name(name: &str) -> Option<Activation> {
        Activation::ALL.into_iter().find(|activation| activation.name() == name)
    }

    /// Whether each activation depends on its own pre-activation alone, a_k = f(z_k).
    /// Where it does not (softmax), the slope is a full Jacobian.
    pub fn is_elementwise(self) -> bool {
        self != Activation::Softmax
    }

    /// The activations of a whole layer, `[a_1, …, a_n]` from `[z_1, …, z_n]`.
    ///
    /// ```
    /// use clearprop::math::Activation;
    /// assert_eq!(Activation::Relu.values(&[-1.0, 2.0]), [0.0, 2.0]);
    /// assert_eq!(Activation::Softmax.values(&[1.0, 1.0]), [0.5, 0.5]);
    /// ```
    pub fn values<R: Real>(self, z: &[R]) -> Vec<R> {
        match self {
            Activation::Softmax => (0..z.len()).map(|k| softmax(z, k)).collect(),
            _ => z.iter().map(|z| self.value(z.clone())).collect(),
        }
    }

    /// f(z) of an elementwise activation.
    ///
    /// # Panics
    /// For softmax, whose value needs the whole layer: see [`softmax`].
    #[inline(always)]
    pub fn value<R: Real>(self, z: R) -> R {
        let one = || R::constant(1.0);
        let two = || R::constant(2.0);
        match self {
            Activation::Identity => z,
            Activation::Sigmoid => sigmoid(z),
            Activation::Tanh => z.tanh(),
            Activation::Relu => z.clone().if_positive(z, R::constant(0.0)),
            Activation::LeakyRelu => z.clone().if_positive(z.clone(), R::constant(0.01) * z),
            Activation::Elu => z.clone().if_positive(z.clone(), z.exp() - one()),
            Activation::Softplus => z.ln_1p_exp(),
            Activation::Silu => z.clone() / (one() + (-z).exp()),
            Activation::Gelu => z.clone() / two() * (z / two().sqrt()).one_plus_erf(),
            Activation::Softmax => panic!("softmax is worked on a whole layer"),
        }
    }

    /// f′(z) of an elementwise activation, from z and its value a = f(z): the form that a
    /// person uses, who has a already.
    ///
    /// At the corner z = 0 of relu and leaky-relu the slope is that of z < 0.
    ///
    /// # Panics
    /// For softmax, whose slope is a matrix: see [`Activation::jacobian`].
    #[inline(always)]
    pub fn slope<R: Real>(self, z: R, a: R) -> R {
        let one = || R::constant(1.0);
        let two = || R::constant(2.0);
        match self {
            Activation::Identity => one(),
            Activation::Sigmoid => a.clone() * (one() - a),
            Activation::Tanh => one() - a.square(),
            Activation::Relu => z.if_positive(one(), R::constant(0.0)),
            Activation::LeakyRelu => z.if_positive(one(), R::constant(0.01)),
            Activation::Elu => z.clone().if_positive(one(), z.exp()),
            Activation::Softplus => sigmoid(z),
            Activation::Silu => sigmoid(z.clone()) * (one() + z.clone() * (one() - sigmoid(z))),
            Activation::Gelu => {
                let below = (z.clone() / two().sqrt()).one_plus_erf() / two();
                let density = (-(z.clone().square() / two())).exp() / (two() * R::pi()).sqrt();
                below + z * density
            }
            Activation::Softmax => panic!("the slope of softmax is a matrix"),
        }
    }

    /// ∂a_i/∂z_k of a layer, from all its `z` and `a`; zero off the diagonal for an
    /// elementwise activation, and a_i (1 − a_i) or −a_i a_k for softmax.
    pub fn jacobian<R: Real>(self, z: &[R], a: &[R], i: usize, k: usize) -> R {
        match self {
            Activation::Softmax if i == k => a[i].clone() * (R::constant(1.0) - a[i].clone()),
            Activation::Softmax => -(a[i].clone() * a[k].clone()),
            _ if i == k => self.slope(z[k].clone(), a[k].clone()),
            _ => R::constant(0.0),
        }
    }
}

/// σ(z) = 1 / (1 + e^(−z)).
#[inline(always)]
pub fn sigmoid<R: Real>(z: R) -> R {
    R::constant(1.0) / (R::constant(1.0) + (-z).exp())
}

/// Output k of softmax, e^(z_k) / Σ e^(z_i).
///
/// This is the definition as it is written on paper. In `f32` and `f64` it overflows beyond
/// |z| ≈ 88 and 709; code that works there subtracts the largest z first, which changes nothing else.
pub fn softmax<R: Real>(z: &[R], k: usize) -> R {
    let sum = z.iter().map(|z| z.clone().exp()).reduce(|sum, term| sum + term);
    z[k].clone().exp() / sum.expect("a layer has at least one neuron")
}
