//! The networks that stand in the program itself.

use super::Network;

/// A network that can be asked for by name.
#[derive(Clone, Copy, Debug)]
pub struct Embedded {
    /// Its name.
    pub name: &'static str,
    /// What it is, in one line.
    pub about: &'static str,
    /// Its file.
    pub toml: &'static str,
}

/// Every embedded network, the default first.
pub const EMBEDDED: [Embedded; 3] = [
    Embedded {
        name: "handout",
        about: "3-3-3, sigmoid then softmax, cross-entropy: the handout's, and the default",
        toml: include_str!("../../../../examples/networks/handout.toml"),
    },
    Embedded {
        name: "mazur",
        about: "2-2-2, sigmoid twice, squared error: Matt Mazur's step by step example",
        toml: include_str!("../../../../examples/networks/mazur.toml"),
    },
    Embedded {
        name: "prakash",
        about: "3-3-3-3, relu, sigmoid, softmax: Prakash Jay's example, the handout's first reference",
        toml: include_str!("../../../../examples/networks/prakash.toml"),
    },
];

impl Network {
    /// The embedded network of this name.
    ///
    /// ```
    /// let network = clearprop::Network::embedded("handout").expect("it is embedded");
    /// assert_eq!(network.widths(), [3, 3, 3]);
    /// ```
    pub fn embedded(name: &str) -> Option<Network> {
        let found = EMBEDDED.iter().find(|embedded| embedded.name == name)?;
        Some(Network::from_toml(found.toml).expect("an embedded network is one"))
    }
}
