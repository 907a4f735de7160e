//! A confusion matrix as SVG.

use super::chart::{escaped, text, text_upwards, title};

/// The picture of `counts[actual][predicted]`, for [`page`](super::page). Beyond 40 classes the
/// cells carry no numbers.
pub fn matrix(counts: &[Vec<u64>], classes: &[String]) -> String {
    let (left, top, side) = (86.0, 40.0, 216.0);
    let cell = side / classes.len() as f64;
    let short = |class: &str| class.chars().take(12).collect::<String>();
    let mut svg = title("confusion matrix");
    for (actual, row) in counts.iter().enumerate() {
        let total: u64 = row.iter().sum();
        for (predicted, &count) in row.iter().enumerate() {
            let share = count as f64 / total.max(1) as f64;
            let (x, y) = (left + cell * predicted as f64, top + cell * actual as f64);
            svg += &format!(
                "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{cell:.1}\" height=\"{cell:.1}\" fill=\"#0072b2\" \
                 fill-opacity=\"{share:.3}\" stroke=\"#dddddd\"/>\n"
            );
            if classes.len() <= 12 {
                let ink = if share > 0.5 { "white" } else { "black" };
                svg += &format!(
                    "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"middle\" fill=\"{ink}\">{}</text>\n",
                    x + cell / 2.0,
                    y + cell / 2.0 + 4.0,
                    escaped(&count.to_string())
                );
            }
        }
    }
    if classes.len() <= 40 {
        for (index, class) in classes.iter().enumerate() {
            let middle = cell * (index as f64 + 0.5);
            svg += &text(left - 6.0, top + middle + 4.0, "end", &short(class));
            if classes.len() <= 6 {
                svg += &text(left + middle, top + side + 14.0, "middle", &short(class));
            }
        }
    }
    svg += &text(left + side / 2.0, top + side + 32.0, "middle", "predicted");
    svg + &text_upwards(12.0, top + side / 2.0, "actual")
}
