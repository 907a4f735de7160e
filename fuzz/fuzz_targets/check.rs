//! Whatever text is given: it is read, marked and told, and nothing panics or hangs.

#![no_main]

use clearprop::check::{self, Options, telling};
use clearprop::{Network, sheet};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let handout = Network::embedded("handout").expect("it is embedded");
    for hint in [None, Some(&handout)] {
        let read = sheet::read(text, hint);
        let network = read.network.clone().unwrap_or_else(|| handout.clone());
        let report = check::check(text, &read, &network, &Options::default());
        telling::human(text, "sheet.md", "network", &report, true);
        telling::json("sheet.md", "network", &report);
        telling::markdown("sheet.md", "network", &report);
        telling::csv_row("sheet.md", &report);
        telling::annotated_html(text, "sheet.md", &report);
        telling::annotated_markdown(text, "sheet.md", &report);
    }
});
