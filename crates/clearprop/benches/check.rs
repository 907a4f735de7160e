//! What reading and marking a sheet costs as library calls: `cargo bench -p clearprop --bench check`.

use std::hint::black_box;
use std::path::Path;
use std::time::Instant;

use clearprop::{Network, check, sheet};

/// The handout's sheet, which is full of mistakes, and three of about 60 claims each.
const SHEETS: [&str; 4] = [
    "tests/handout/sheet.md",
    "tests/sheets/01-first-try.txt",
    "tests/sheets/02-uebungsblatt.tex",
    "tests/sheets/06-softmax-zh.md",
];

/// Prints the least and the median time of many runs, and gives the median, in milliseconds.
fn time(name: &str, runs: usize, mut work: impl FnMut()) -> f64 {
    let mut times: Vec<f64> = (0..runs)
        .map(|_| {
            let start = Instant::now();
            work();
            start.elapsed().as_secs_f64() * 1e3
        })
        .collect();
    times.sort_by(f64::total_cmp);
    println!("{name:<44} {:9.3} ms least {:9.3} ms median", times[0], times[runs / 2]);
    times[runs / 2]
}

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
