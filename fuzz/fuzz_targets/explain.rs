//! A network file of any content is read or refused, and whatever is read can be worked or is refused.

#![no_main]

use clearprop::Network;
use clearprop::backprop::{Options, Style, derive};
use clearprop::document::{Format, Layout, write};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let Ok(network) = Network::from_toml(text) else { return };
    if network.parameters() * network.samples.len() > 200 {
        return;
    }
    assert_eq!(Network::from_toml(&network.to_toml()).as_ref(), Ok(&network));
    for (style, matrices) in [(Style::Chain, false), (Style::Delta, true)] {
        let options = Options { style, ..Options::default() };
        if let Ok(derivation) = derive(&network, &options) {
            for format in Format::ALL {
                assert!(!write(&derivation, &Layout { matrices, ..Layout::default() }, format).is_empty());
            }
        }
    }
});
