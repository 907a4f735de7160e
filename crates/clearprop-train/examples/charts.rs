//! Draws charts: a list of them in JSON on standard input, one SVG on standard output.
//!
//! `[{"title": "…", "x": "…", "y": "…", "series": {"NAME": [[x, y], …], …}}, …]`; both axes are logarithmic.

use clearprop_train::plot::{Chart, Series, page};
use serde_json::Value;

fn main() {
    let charts: Vec<Value> = serde_json::from_reader(std::io::stdin()).expect("standard input is JSON");
    let pictures: Vec<String> = charts.iter().map(picture).collect();
    print!("{}", page(&pictures));
}

fn picture(chart: &Value) -> String {
    let text = |name: &str| chart[name].as_str().unwrap_or_default().to_owned();
    let series = chart["series"].as_object().expect("a chart has series").iter().map(|(name, points)| {
        let point = |point: &Value| Some((point[0].as_f64()?, point[1].as_f64()?));
        let points = points.as_array().into_iter().flatten().filter_map(point).collect();
        Series { name: name.clone(), points, loose: false }
    });
    let (title, x, y) = (text("title"), text("x"), text("y"));
    let series = series.collect();
    Chart { title, x, y, series, logarithmic_x: true, logarithmic_y: true, ..Chart::default() }.svg()
}
