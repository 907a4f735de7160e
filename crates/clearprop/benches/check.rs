//! What reading and marking a sheet costs as library calls: `cargo bench -p clearprop --bench check`.

mod timing;

use std::hint::black_box;
use std::path::Path;

use clearprop::{Network, check, sheet};
use timing::time;

/// The handout's sheet, which is full of mistakes, and three of about 60 claims each.
const SHEETS: [&str; 4] = [
    "tests/handout/sheet.md",
    "tests/sheets/01-first-try.txt",
    "tests/sheets/02-uebungsblatt.tex",
    "tests/sheets/06-softmax-zh.md",
];

fn main() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let handout = Network::embedded("handout").expect("it is embedded");
    let options = check::Options::default();
    for name in SHEETS {
        let text = std::fs::read_to_string(root.join(name)).expect("the sheet is in the repository");
        // The handout's sheet leaves its network to the one that is embedded.
        let read_sheet = || sheet::read_or(&text, || handout.clone());
        let read = time(&format!("{name}: read"), 300, || {
            black_box(read_sheet());
        });
        let sheet = read_sheet();
        let network = sheet.network.clone().expect("it is stated or the default");
        let checked = time(&format!("{name}: check"), 300, || {
            black_box(check::check(&text, &sheet, &network, &options));
        });
        let claims = check::check(&text, &sheet, &network, &options).claims.len();
        println!("{name}: {claims} claims, {:.0} sheets/s", 1e3 / (read + checked));
    }
}
